/**
 * What a session state allows, and where an instrument is among its phases. Written from the formats document; never
 * imports src.
 */
import { newBands } from './bands';
import type { ModelBands } from './bands';
import { auctionKinds, sessionStates as states, tifs } from './codes';

export interface ModelCall {
  auction: number;
  quote: [bigint, bigint] | null;
  settlement: bigint | null;
  reference: bigint | null;
  close: bigint | null;
  /** Last price before the event. */
  dynamic: bigint | null;
  /** Number of the phase; a pending end of an earlier one means nothing. */
  phase: number;
  seen: { price: bigint; volume: number; surplus: number };
  bands: ModelBands;
}

export const nothingSeen = { price: 0n, volume: 0, surplus: 0 };

export const newCall = (): ModelCall => ({
  auction: 0,
  quote: null,
  settlement: null,
  reference: null,
  close: null,
  dynamic: null,
  phase: 0,
  seen: nothingSeen,
  bands: newBands(),
});

const trading: readonly number[] = [
  states.continuous,
  states.limitState,
  states.straddle,
  states.extendedHours,
];
const calls: readonly number[] = [
  states.openingCall,
  states.noCancel,
  states.closingCall,
  states.volatilityCall,
  states.volatilityExtended,
  states.pause,
  states.batch,
];
export const isTrading = (state: number): boolean => trading.includes(state);
export const isCall = (state: number): boolean => calls.includes(state);
export const isCollecting = (state: number): boolean =>
  isCall(state) || ([states.preOpen, states.tradeAtClose, states.postClose] as number[]).includes(state);

/** Whether an order with this time in force takes part in that auction. */
export const isForAuction = (tif: number, auction: number): boolean =>
  tif === tifs.ATO ? auction === auctionKinds.opening : tif !== tifs.ATC || auction === auctionKinds.closing;
