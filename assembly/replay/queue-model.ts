/**
 * Estimated queue positions on tapes that name no orders: risk-averse, power and logarithmic, in the published forms of
 * HftBacktest (RiskAdverseQueueModel; PowerProbQueueFunc and LogProbQueueFunc) and of Rigtorp, “Estimating order queue
 * position” (2013). Floats stay here. Invariant: what is ahead is a finite number, never negative, never more than the level.
 */
import { Book, Impact, QUEUE_LOGARITHMIC, QUEUE_RISK_AVERSE, Shadow } from '../layout.gen';
import { isExact, tapeLotsAt } from './impact';
import { firstShadow, isUnknown, shadowAt, watchEdge } from './shadow';
import { S } from '../state';

/** A print of `lots` at the order's price moves the queue on. Returns the lots that reach the order. */
export function printAtPrice(index: u32, lots: u32): u32 {
  const shadow = shadowAt(index);
  if (isUnknown(shadow)) return 0;
  shadow.printedLots = shadow.printedLots + <i64>lots;
  const front = shadow.front - <f64>lots;
  shadow.front = max<f64>(front, 0);
  return front < 0 ? <u32>floor<f64>(-front) : 0;
}

/** Share of lots that leave a level which is taken to be ahead: f(front) ÷ (f(front) + f(back)). */
function shareAhead(impact: Impact, front: f64, back: f64): f64 {
  if (front <= 0) return 0;
  if (impact.model == QUEUE_LOGARITHMIC) {
    const ahead = Math.log(1 + front);
    return ahead / (ahead + Math.log(1 + back));
  }
  // As a ratio, which never leaves the range of f64.
  return 1 / (1 + Math.exp(impact.exponent * (Math.log(back) - Math.log(front))));
}

/** The level went from `shadow.seenLots` to `lots`, prints since then included. */
function changeLevel(impact: Impact, shadow: Shadow, lots: i64): void {
  const gone = <f64>(shadow.seenLots - lots - shadow.printedLots);
  const front = shadow.front;
  const now = <f64>lots;
  let estimate = front;
  if (gone > 0 && impact.model != QUEUE_RISK_AVERSE) {
    const back = max<f64>(<f64>shadow.seenLots - front, 0);
    const share = shareAhead(impact, front, back);
    estimate = front - share * gone + min<f64>(back - (1 - share) * gone, 0);
  }
  shadow.front = max<f64>(min<f64>(estimate, now), 0);
  shadow.seenLots = lots;
  shadow.printedLots = 0;
}

/** After a row: queues whose level changed, and levels that came into sight. */
export function lookAtLevels(book: Book, impact: Impact): void {
  for (let side: u32 = 0; side < 2; side++) {
    if (firstShadow(impact, side) == 0) continue;
    watchEdge(book, impact, side, S.nowNs);
    if (isExact(impact)) continue;
    for (let index = firstShadow(impact, side); index != 0; index = shadowAt(index).next) {
      const shadow = shadowAt(index);
      const lots = tapeLotsAt(book, side, shadow.tick);
      if (lots != shadow.seenLots && !isUnknown(shadow)) changeLevel(impact, shadow, lots);
    }
  }
}
