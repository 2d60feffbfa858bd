/**
 * The speeds one can choose, and how fast the market runs in truth: simulated over wall time, measured over a second or
 * more.
 */
import type { Frame, Speed } from '../../worker/protocol';

export const SPEEDS: readonly Speed[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 50, 100, 1000, 'max'];

export const speedText = (speed: Speed): string => (speed === 'max' ? 'Max' : `${speed}×`);

/** The next quicker or slower of them. */
export function speedBeside(speed: Speed, by: 1 | -1): Speed {
  const at = SPEEDS.indexOf(speed) + by;
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))] ?? 1;
}

export class Pace {
  #from: { readonly wallMs: number; readonly nowNs: bigint } | null = null;

  /** The playhead jumped or the speed changed. */
  restart(): void {
    this.#from = null;
  }

  /** The pace up to this frame; null while there is no new figure. */
  measure(frame: Frame, frameMs: number): number | null {
    const from = this.#from;
    if (!frame.isPlaying) {
      this.#from = null;
      return 0;
    }
    if (from === null || frame.nowNs < from.nowNs) {
      this.#from = { wallMs: frameMs, nowNs: frame.nowNs };
      return null;
    }
    if (frameMs - from.wallMs <= 1_000) return null;
    this.#from = { wallMs: frameMs, nowNs: frame.nowNs };
    return Number(frame.nowNs - from.nowNs) / 1e6 / (frameMs - from.wallMs);
  }
}
