/**
 * How far a run may go for the wall time that has passed. Pure: wall time is handed in, there is no clock here.
 * It decides only how much runs, never what is reported. Invariant: after a long gap (a sleeping computer, a
 * background tab) or when the engine cannot keep up, it starts anew from where the run is and never bursts.
 */
export type Speed = number | 'max';

export const slowestSpeed = 0.1;
export const fastestSpeed = 1000;

/** A wall gap longer than this was not playback; a busy machine’s hiccups are shorter. */
const longestGapMs = 1_000;
/** More than this behind, the run does not catch up but goes on from where it is. */
const longestLagMs = 1_000;
const nsAMs = 1_000_000;

export function isSpeed(value: unknown): value is Speed {
  return value === 'max' || (typeof value === 'number' && value >= slowestSpeed && value <= fastestSpeed);
}

export class SpeedGovernor {
  private targetNs = 0n;
  /** what is left of a nanosecond, so that slow speeds stay exact over hours */
  private carryNs = 0;

  constructor(private current: Speed = 1) {}

  get speed(): Speed {
    return this.current;
  }

  /** Begins (or begins anew) at a simulated time: play, seek, step, speed change. */
  anchor(nowNs: bigint): void {
    this.targetNs = nowNs;
    this.carryNs = 0;
  }

  setSpeed(speed: Speed, nowNs: bigint): void {
    this.current = speed;
    this.anchor(nowNs);
  }

  /** Simulated time that playback may reach now. `nowNs` is where the run is, `endNs` where it ends. */
  advance(wallDeltaMs: number, nowNs: bigint, endNs: bigint): bigint {
    if (this.current === 'max') return endNs;
    if (!(wallDeltaMs > 0)) return this.clamp(nowNs, endNs);
    if (wallDeltaMs > longestGapMs) {
      this.anchor(nowNs);
      return this.clamp(nowNs, endNs);
    }
    const lagLimitNs = BigInt(Math.ceil(longestLagMs * this.current * nsAMs));
    if (this.targetNs < nowNs || this.targetNs - nowNs > lagLimitNs) this.anchor(nowNs);
    const exactNs = wallDeltaMs * this.current * nsAMs + this.carryNs;
    const wholeNs = Math.floor(exactNs);
    this.carryNs = exactNs - wholeNs;
    this.targetNs += BigInt(wholeNs);
    return this.clamp(nowNs, endNs);
  }

  private clamp(nowNs: bigint, endNs: bigint): bigint {
    const target = this.targetNs < nowNs ? nowNs : this.targetNs;
    return target > endNs ? endNs : target;
  }
}
