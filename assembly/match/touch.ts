/** Reports a change of the touch, bid first. Compared after whole commands only, so nobody sees a half-done sweep. */
import { Book, Level, REP_TOUCH, SIDE_BUY, SIDE_SELL } from '../layout.gen';
import { isReported, reportSum } from '../journal/report';
import { NO_ASK, NO_BID } from '../state';

function bestLots(level: u32): i64 {
  return level == 0 ? 0 : changetype<Level>(<usize>level).totalLots;
}

export function reportTouch(book: Book, instrument: u32, tsNs: i64): void {
  if (!isReported(REP_TOUCH)) return;
  const units = <i64>book.unitsPerTick;
  const bid = book.bestBidTick;
  const bidLots = bestLots(book.bestBidLevel);
  if (bid != book.touchBidTick || bidLots != book.touchBidLots) {
    book.touchBidTick = bid;
    book.touchBidLots = bidLots;
    reportSum(REP_TOUCH, SIDE_BUY, instrument, tsNs, bidLots, bid == NO_BID ? 0 : <i64>bid * units);
  }
  const ask = book.bestAskTick;
  const askLots = bestLots(book.bestAskLevel);
  if (ask != book.touchAskTick || askLots != book.touchAskLots) {
    book.touchAskTick = ask;
    book.touchAskLots = askLots;
    reportSum(REP_TOUCH, SIDE_SELL, instrument, tsNs, askLots, ask == NO_ASK ? 0 : <i64>ask * units);
  }
}
