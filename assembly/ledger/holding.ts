/**
 * What a position cost and what was earned by closing it, netted at average price. Knows fills, not orders or fees.
 * Invariant: whatever the mark, cash + position × mark changes by realised + unrealised, to the money unit: the cost that
 * a close releases is rounded once, and what stays is the difference.
 */
import { Holding, REP_HOLDING, SIZE_HOLDING } from '../layout.gen';
import { report } from '../journal/report';
import { S } from '../state';
import { addChecked, positionAddress } from './records';
import { scaleWide } from './wide';

export function holdingAt(id: u32, instrument: u32): Holding {
  const place = <usize>id * <usize>S.capInstruments + <usize>instrument;
  return changetype<Holding>(<usize>S.holdingsBase + place * SIZE_HOLDING);
}

/**
 * Books a fill of `signedLots` (bought above 0) at a price into position, cost and realised profit. The market at large is
 * many people, so it has a position and no cost.
 */
export function bookFill(id: u32, instrument: u32, signedLots: i64, priceUnits: i64): void {
  const at = positionAddress(id, instrument);
  const before = load<i64>(at);
  store<i64>(at, addChecked(before, signedLots));
  if (id == 0) return;
  const holding = holdingAt(id, instrument);
  if (signedLots > 0) holding.boughtLots = addChecked(holding.boughtLots, signedLots);
  else holding.soldLots = addChecked(holding.soldLots, -signedLots);
  const isOpening = before == 0 || before > 0 == signedLots > 0;
  if (isOpening) {
    holding.costUnits = addChecked(holding.costUnits, signedLots * priceUnits);
    return;
  }
  const open = before < 0 ? -before : before;
  const closed = min<i64>(signedLots < 0 ? -signedLots : signedLots, open);
  const released = scaleWide(holding.costUnits, closed, open);
  const signedClosed = before > 0 ? closed : -closed;
  holding.realisedUnits = addChecked(holding.realisedUnits, signedClosed * priceUnits - released);
  holding.costUnits = holding.costUnits - released + (signedLots + signedClosed) * priceUnits;
}

/** A position that ended without a trade takes its cost with it, as a loss. */
export function dropCost(id: u32, instrument: u32): void {
  if (load<i64>(positionAddress(id, instrument)) != 0) return;
  const holding = holdingAt(id, instrument);
  holding.realisedUnits = addChecked(holding.realisedUnits, -holding.costUnits);
  holding.costUnits = 0;
}

export function reportHolding(id: u32, instrument: u32, tsNs: i64): void {
  const holding = holdingAt(id, instrument);
  report(REP_HOLDING, 0, 0, instrument, id, tsNs, <u64>holding.costUnits, holding.realisedUnits);
}
