/**
 * Plays a run in slices of a few milliseconds at a speed, until paused, ended or faulted, round a loop when there is
 * one. It knows wall time and the governor; the run knows neither. Invariant: it decides only how far to go next, so a digest is the same at any speed.
 */
import { TapedeckError } from '../layout/errors';
import { SpeedGovernor, type Run, type Speed } from '../sim';
import type { CellHost } from './cell-host';
import { sliceMs } from './job';
import { ownError } from './own-error';
import type { LoopEvents } from './protocol';

const eventsAPiece = 4096;
/** Rest when the playhead is where it should be; a quarter of a frame. */
const restMs = 4;

export class Playback {
  private readonly governor = new SpeedGovernor(1);
  private lastMs = 0;
  private turn = 0;
  private playing = false;
  private behind = false;
  /** event-exact: playback that reaches `b` goes on at `a` */
  range: LoopEvents | null = null;
  failure: TapedeckError | null = null;

  constructor(
    private readonly host: CellHost,
    private readonly runOf: () => Run,
    private readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>,
    private readonly onStopped: (reason: 'end' | 'fault') => void,
  ) {}

  get isPlaying(): boolean {
    return this.playing;
  }

  /** True while the playhead is not yet where the speed wants it. */
  get isBehind(): boolean {
    return this.playing && this.behind;
  }

  get speed(): Speed {
    return this.governor.speed;
  }

  play(): void {
    if (this.playing) return;
    this.playing = true;
    this.turn += 1;
    this.anchor();
    void this.loop(this.turn);
  }

  pause(): void {
    this.playing = false;
  }

  setSpeed(speed: Speed): void {
    this.governor.setSpeed(speed, this.runOf().nowNs);
    this.lastMs = this.host.nowMs();
  }

  /** After the playhead was moved by anything but playing. */
  anchor(): void {
    this.governor.anchor(this.runOf().nowNs);
    this.lastMs = this.host.nowMs();
  }

  private isMine(turn: number): boolean {
    return this.playing && this.turn === turn;
  }

  private async loop(turn: number): Promise<void> {
    while (this.isMine(turn)) {
      this.behind = await this.exclusively(() => this.slice(turn));
      if (!this.isMine(turn)) return;
      await (this.behind ? this.host.yieldTask() : this.host.sleep(restMs));
    }
  }

  /** True when more is due already. */
  private async slice(turn: number): Promise<boolean> {
    if (!this.isMine(turn)) return false;
    const startMs = this.host.nowMs();
    const run = this.runOf();
    const target = this.governor.advance(startMs - this.lastMs, run.nowNs, run.endNs);
    this.lastMs = startMs;
    try {
      for (;;) {
        const room = this.range === null ? Infinity : this.range.b - run.eventCount;
        const stopped = await run.playTo(target, room > 0 ? Math.min(room, eventsAPiece) : eventsAPiece);
        if (this.range !== null && room > 0 && run.eventCount >= this.range.b && stopped !== 'fault') {
          await run.seekEvent(this.range.a);
          this.anchor();
          return true;
        }
        if (stopped === 'fault' || stopped === 'end') this.stop(stopped);
        if (stopped !== 'budget') return false;
        if (!this.isMine(turn) || this.host.nowMs() - startMs >= sliceMs) return true;
      }
    } catch (error) {
      this.failure = error instanceof TapedeckError ? error : ownError(error);
      this.stop('fault');
      return false;
    }
  }

  private stop(reason: 'end' | 'fault'): void {
    this.playing = false;
    this.onStopped(reason);
  }
}
