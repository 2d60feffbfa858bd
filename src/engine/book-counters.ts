/** What a book counts about itself, read from its record while the engine is stopped. */
import { BookLayout as B } from '../layout/layout.gen';

export interface BookCounters {
  readonly liveOrders: number;
  readonly session: number;
  readonly tradedLots: bigint;
  readonly lastPriceUnits: bigint;
  readonly tradeCount: number;
  /** Tape: executions that did not name the first order of the best level. */
  readonly fifoDisagreements: number;
  readonly unknownOrders: number;
  readonly crossedCount: number;
  readonly overdrawnLots: bigint;
}

export function bookCounters(memory: DataView, booksBase: number, instrument: number): BookCounters {
  const at = booksBase + instrument * B.size;
  const u32 = (offset: number): number => memory.getUint32(at + offset, true);
  const i64 = (offset: number): bigint => memory.getBigInt64(at + offset, true);
  return {
    liveOrders: u32(B.liveOrders),
    session: memory.getUint8(at + B.session),
    tradedLots: i64(B.tradedLots),
    lastPriceUnits: i64(B.lastPriceUnits),
    tradeCount: u32(B.tradeCount),
    fifoDisagreements: u32(B.fifoDisagreements),
    unknownOrders: u32(B.unknownOrders),
    crossedCount: u32(B.crossedCount),
    overdrawnLots: i64(B.overdrawnLots),
  };
}
