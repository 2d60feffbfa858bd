/**
 * Everything that pictures draw, kept up to date frame by frame: trades and touch, depth, bars, volume at price, and
 * the stretch of the past that was asked for. Plain columns, no runes: painters read them inside a frame. Invariant:
 * nothing in it is later than the playhead of the last frame.
 */
import type { Frame } from '../../worker/protocol';
import { frames } from '../charts/frame';
import { BarTrail } from './bar-trail';
import { DepthTrail } from './depth-trail';
import { PastStore, type AskPast } from './past-store';
import { ProfileTrail } from './profile-trail';
import { Trail } from './trail';

export class Pictures {
  readonly trail = new Trail();
  readonly depth = new DepthTrail();
  readonly bars = new BarTrail();
  readonly profile = new ProfileTrail();
  readonly past: PastStore;
  /** how close two snapshots of depth may be: a pixel column or so, set by the chart */
  depthGapNs = 3e8;
  #instrument = -1;
  /** rises with every frame of another place than the one before led to */
  placeCount = 0;
  #jumped = false;

  constructor(ask: AskPast, rest: () => Promise<void>) {
    this.past = new PastStore(ask, rest, () => frames.invalidateAll());
  }

  take(frame: Frame, startNs: bigint): void {
    const sinceNs = Number(frame.nowNs - startNs);
    if (frame.instrument !== this.#instrument) this.clear();
    this.#instrument = frame.instrument;
    if (frame.isReset) {
      this.trail.clear();
      this.profile.clear();
      this.past.clip(sinceNs);
    }
    // A jump back leaves snapshots that are not yet, a jump forward a gap behind those that were taken.
    if (frame.isReset) this.depth.forgetFrom(sinceNs);
    else if (this.#jumped) this.depth.clear();
    if (frame.isReset || this.#jumped) this.placeCount += 1;
    this.#jumped = false;
    this.depth.take(frame, sinceNs, this.depthGapNs);
    this.trail.addTrades(frame.trades, frame.instrument, startNs);
    this.trail.addTouches(frame.touches, startNs);
    if (!frame.keepsBars) this.bars.clear();
    this.bars.take(frame.bars);
    this.profile.take(frame.profile);
  }

  /** The next frame is of another place. */
  noteJump(): void {
    this.#jumped = true;
  }

  clear(): void {
    this.trail.clear();
    this.depth.clear();
    this.bars.clear();
    this.profile.clear();
    this.past.clear();
  }
}
