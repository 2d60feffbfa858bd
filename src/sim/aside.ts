/**
 * A second engine of a run, for looking at its past while the playhead stays: put at a checkpoint, played through a
 * range, its reports handed over. It knows no sinks and keeps no checkpoints. Invariant: it never touches the run it
 * belongs to, and after a trap it must be thrown away.
 */
import { Engine } from '../engine/engine';
import type { EngineConfig } from '../engine/config';
import type { CommandInput } from '../scenario/command';
import type { BlockCache } from './block-cache';
import { Driver } from './driver';
import { WindowFeed, type FeedCursor } from './window-feed';

export interface AsidePlace {
  readonly feed: FeedCursor;
  readonly image: Uint8Array;
  /** commands of people that the image does not know yet */
  readonly commands: readonly CommandInput[];
  readonly logRevision: number;
}

const eventsABreath = 8192;

export class Aside {
  private readonly driver: Driver;
  /** revision of the log of commands that the engine knows; −1 before it was put anywhere */
  logRevision = -1;
  /** everything at or before it was applied */
  private reachedNs: bigint | null = null;

  constructor(core: WebAssembly.Module, config: EngineConfig, tape: BlockCache | null) {
    const engine = Engine.create(core, config);
    this.driver = new Driver(engine, new WindowFeed(engine, tape), []);
  }

  get engine(): Engine {
    return this.driver.engine;
  }

  get eventCount(): number {
    return this.engine.eventCount;
  }

  /** True when playing on from here leads to `ns`, from no earlier event than `fromEvent`. */
  canGoOn(ns: bigint, fromEvent: number, logRevision: number): boolean {
    const isBefore = this.reachedNs !== null && this.reachedNs <= ns;
    return isBefore && this.eventCount >= fromEvent && this.logRevision === logRevision;
  }

  async goTo(place: AsidePlace): Promise<void> {
    const { engine, feed } = this.driver;
    await feed.goTo(place.feed, () => engine.loadStateBytes(place.image));
    for (const command of place.commands) engine.push(command);
    this.logRevision = place.logRevision;
    this.reachedNs = engine.nowNs;
  }

  /** Plays to `untilNs`, but not past event `lastEvent`; adds the reports of the way to `out`. */
  async playTo(
    untilNs: bigint,
    lastEvent: number,
    out: Uint8Array[] | null,
    breathe: () => Promise<void>,
  ): Promise<void> {
    while (this.eventCount < lastEvent) {
      const room = Math.min(eventsABreath, lastEvent - this.eventCount);
      const ended = await this.driver.drive(untilNs, room, out);
      this.reachedNs = ended === 'reached' ? untilNs : this.engine.nowNs;
      await breathe();
      if (ended !== 'budget') return;
    }
  }
}
