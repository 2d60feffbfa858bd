/**
 * One instrument of the reference engine: its rules, its book and where it is among its phases. Knows nothing of what is done
 * with them; never imports src.
 */
import { ModelBook } from './book';
import type { ModelOrder } from './book';
import { newCall } from './states';
import type { ModelCall } from './states';
import { Rematch } from './rematch';
import { TapeOwn } from './tape-own-entry';
import type { ModelCounters, ModelInstrument } from './types';

interface Touch {
  price: bigint;
  lots: number;
}

export interface Instrument {
  rules: ModelInstrument;
  book: ModelBook;
  counters: ModelCounters;
  session: number;
  touches: [Touch, Touch];
  due: ModelOrder[];
  own: TapeOwn | null;
  rematch: Rematch | null;
  call: ModelCall;
}

export const newCounters = (): ModelCounters => ({
  tradedLots: 0,
  lastPriceUnits: 0n,
  tradeCount: 0,
  fifoDisagreements: 0,
  unknownOrders: 0,
  overdrawnLots: 0,
  crossedCount: 0,
});

export const newInstrument = (rules: ModelInstrument): Instrument => ({
  rules,
  book: new ModelBook(),
  counters: newCounters(),
  session: 0,
  touches: [
    { price: 0n, lots: 0 },
    { price: 0n, lots: 0 },
  ],
  due: [],
  own: rules.impact && rules.impact.policy !== 'rematch' ? new TapeOwn(rules.impact) : null,
  rematch: rules.impact?.policy === 'rematch' ? new Rematch() : null,
  call: newCall(),
});
