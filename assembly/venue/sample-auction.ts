/**
 * Stepped supply and demand of an instrument's book and what an auction would give, for pictures, written to the scratch
 * region while the engine is stopped. Nothing here can change a run.
 */
import { AuctionRow, AuctionSample, Book, SIZE_AUCTION_ROW, SIZE_AUCTION_SAMPLE } from '../layout.gen';
import { bookAt } from '../book/book';
import { S } from '../state';
import { isCollecting } from './states';
import { Scan, beginScan, nextCandidate, openAll, scanRecord } from './scan';
import { findPrice, findRecord, unmarkStops } from './uncross-price';

/** Behind the records that the search itself uses. */
const SAMPLE_OFFSET: usize = 1024;

function writeRows(book: Book, instrument: u32, scan: Scan): u32 {
  const from = <usize>S.scratchBase + SAMPLE_OFFSET + SIZE_AUCTION_SAMPLE;
  const most = <u32>((<usize>S.scratchBase + <usize>S.capScratchBytes - from) / SIZE_AUCTION_ROW);
  let count: u32 = 0;
  if (!openAll(book, instrument, scan)) return 0;
  let isMore = beginScan(book, instrument, scan);
  for (; isMore && count < most; isMore = nextCandidate(book, instrument, scan)) {
    const row = changetype<AuctionRow>(from + <usize>count * SIZE_AUCTION_ROW);
    row.priceUnits = <i64>scan.tick * <i64>book.unitsPerTick;
    row.demandLots = scan.demand;
    row.supplyLots = scan.supply;
    count++;
  }
  return count;
}

/** Address of an AuctionSample with its rows; 0 where orders are not collected. */
export function sampleAuction(instrument: u32): usize {
  const book = bookAt(instrument);
  if (book.mode != 0 || !isCollecting(book.session)) return 0;
  const sample = changetype<AuctionSample>(<usize>S.scratchBase + SAMPLE_OFFSET);
  const find = findRecord();
  const isFound = findPrice(book, instrument, true);
  sample.priceUnits = isFound ? <i64>find.tick * <i64>book.unitsPerTick : 0;
  sample.volume = isFound ? find.volume : 0;
  sample.surplus = isFound ? find.surplus : 0;
  sample.rule = isFound ? find.rule : 0;
  sample.rowCount = writeRows(book, instrument, scanRecord());
  unmarkStops(instrument);
  return changetype<usize>(sample);
}
