/**
 * Giving out ladders, and giving the asks of a matched book one of their own: while orders are collected for an auction a
 * book may be crossed, so one tick may hold bids and asks. Knows no sessions. Invariant: prices and queues stay as they are.
 */
import { Book, Ladder, SIDE_SELL, SIZE_LADDER } from '../layout.gen';
import { NO_ASK, S, ladderBitBytes } from '../state';
import { setBit } from './bits';
import { ladderOf } from './book';
import { addFar } from './far-levels';
import { dropLevel, findLevel, isInWindow, moveLevel, tickAbove, windowLevel } from './ladder';

/** Address of an empty ladder that nobody had before. */
export function addLadder(): u32 {
  const index = S.ladderCount;
  const at = <usize>S.laddersBase + <usize>index * SIZE_LADDER;
  const ladder = changetype<Ladder>(at);
  const bits = <usize>S.bitsBase + <usize>index * ladderBitBytes(S.windowTicks);
  ladder.mask = S.windowTicks - 1;
  ladder.lowTick = -(<i32>(S.windowTicks >> 1));
  ladder.levels = S.levelsBase + ((index * S.windowTicks) << 4);
  ladder.bits0 = <u32>bits;
  ladder.bits1 = <u32>(bits + <usize>(S.windowTicks >> 3));
  ladder.far = S.farArraysBase + ((index * S.capFarLevels) << 3);
  S.ladderCount = index + 1;
  return <u32>at;
}

/** Moves the asks to a ladder of their own, if they share one with the bids. May raise the capacity fault. */
export function separate(book: Book): void {
  if (book.bidLadder != book.askLadder) return;
  const shared = ladderOf(book, SIDE_SELL);
  const at = addLadder();
  const ladder = changetype<Ladder>(<usize>at);
  ladder.lowTick = shared.lowTick;
  let tick = book.bestAskTick;
  while (tick != NO_ASK) {
    const from = findLevel(shared, tick);
    const isNear = isInWindow(ladder, tick);
    const to = isNear ? windowLevel(ladder, tick) : addFar(ladder, tick);
    if (to == 0) return;
    moveLevel(from, to);
    if (isNear) setBit(ladder, (<u32>tick) & ladder.mask);
    dropLevel(shared, from, tick);
    tick = tickAbove(shared, tick);
  }
  book.askLadder = at;
  if (book.bestAskTick != NO_ASK) book.bestAskLevel = <u32>findLevel(ladder, book.bestAskTick);
}
