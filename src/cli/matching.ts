/**
 * Driving an engine with a sorted stream of commands as fast as it goes: rows into the input window, the journal out.
 * Knows neither files nor text. Only `engine.run` is timed: that is matching, with every report written.
 * Invariant: a capacity that is reached ends the attempt and names itself; nothing that was read is counted twice.
 */
import type { Engine } from '../engine/engine';
import type { InstrumentConfig } from '../engine/config';
import { TapedeckError } from '../layout/errors';
import { CommandLayout, Rank, StopReason } from '../layout/layout.gen';

import { limits } from '../scenario/manifest';
import type { CapacityName } from '../scenario/manifest';
import { capacityOf } from '../sim/engine-setup';

/** What the journal is read by. */
export interface ReportReader {
  take(bytes: Uint8Array): void;
  /** resolves when there is room for more */
  drain(): Promise<void>;
}

/** Fills the window from its start; answers how many rows it wrote, 0 at the end, and for how many messages. */
export type FillWindow = (
  window: Uint8Array,
) => Promise<{ readonly rows: number; readonly messages: number }>;

export interface MatchTally {
  messages: number;
  /** spent in `engine.run` alone */
  seconds: number;
}

/** Small enough to stay in the second cache, large enough that a call costs nothing. */
export const windowRows = 4096;
const maxEvents = 2 ** 31 - 1;
const endOfTime = 2n ** 63n - 1n;

export class CapacityReached extends Error {
  constructor(readonly capacity: CapacityName) {
    super(capacity);
  }
}

/** One instrument of the widest legal range: whatever a flow or log asks for is at least not refused by it. */
export const openRules = (symbol: string): InstrumentConfig => ({
  symbol,
  priceUnit: '1',
  unitsPerTick: 1,
  lotSize: '1',
  maxLots: limits.lots,
  minTick: -limits.tick,
  maxTick: limits.tick,
  selfTrade: 'none',
  mode: 'matched',
});

export async function driveEngine(
  engine: Engine,
  fill: FillWindow,
  reader: ReportReader,
): Promise<MatchTally> {
  const tally: MatchTally = { messages: 0, seconds: 0 };
  const window = engine.commandBytes();
  for (;;) {
    const { rows, messages } = await fill(window);
    engine.setWindow(rows, Rank.person, rows === 0);
    let stop: number;
    do {
      const start = performance.now();
      stop = engine.run(endOfTime, maxEvents);
      tally.seconds += (performance.now() - start) / 1000;
      refuseFault(engine, tally.messages);
      reader.take(engine.readReports());
      await reader.drain();
    } while (stop === StopReason.journalFull || stop === StopReason.budgetUsed);
    tally.messages += messages;
    if (rows === 0) return tally;
  }
}

function refuseFault(engine: Engine, messages: number): void {
  const { fault } = engine;
  if (fault === null) return;
  const capacity = capacityOf(fault.code);
  if (capacity !== null) throw new CapacityReached(capacity);
  const at = messages + engine.windowCursor;
  throw new TapedeckError(
    'E-MATCH-02',
    `Matching stopped at message ${at}: ${fault.code} (detail ${fault.detail}, value ${fault.value}). Reports before it are right.`,
    { message: at, fault: fault.code, detail: fault.detail, value: fault.value.toString() },
  );
}

/** Rows of the window as 32-bit words. */
export const windowWords = (window: Uint8Array): Uint32Array =>
  new Uint32Array(window.buffer, window.byteOffset, window.byteLength >> 2);

export const rowsOf = (window: Uint8Array): number => window.byteLength / CommandLayout.size;
