/**
 * The stretch of the past that the cell gathered last, for pictures that look further back, or closer, than what the
 * playhead left behind. Asks for one stretch at a time; while one is under way only the newest wish is kept. Invariant:
 * nothing later than the playhead is kept after `clip`.
 */
import type { Past } from '../../worker/protocol';
import { PastDepth } from './depth-rows';
import { ColumnRows } from './ring';

export interface Stretch {
  readonly fromNs: number;
  readonly toNs: number;
  /** parts that it is told in */
  readonly columns: number;
}

/** Readers stop at `toNs`: rows may reach further, from when the playhead was later. */
export interface PastWindow extends Stretch {
  readonly partNs: number;
  readonly depth: PastDepth;
  /** sinceNs, units, lots, aggressor */
  readonly trades: ColumnRows;
  /** sinceNs, bid, ask */
  readonly touches: ColumnRows;
}

/** Null: the playhead went elsewhere meanwhile. */
export type AskPast = (stretch: Stretch) => Promise<Past | null>;

/** The part of one piece is this much longer in an answer that is still good enough. */
export const COARSER = 1.6;

export class PastStore {
  window: PastWindow | null = null;
  /** rises whenever `window` changes */
  revision = 0;
  isAsking = false;
  #wish: Stretch | null = null;
  #last: Stretch | null = null;
  #turn = 0;

  constructor(
    private readonly ask: AskPast,
    /** resolves when a stretch will be looked at: not while the playhead is on its way */
    private readonly rest: () => Promise<void>,
    private readonly onChange: () => void,
  ) {}

  clear(): void {
    this.window = null;
    this.revision += 1;
    this.#wish = null;
    this.#last = null;
    this.#turn += 1;
    this.isAsking = false;
  }

  /** The playhead went back: what is not yet is forgotten. */
  clip(nowNs: number): void {
    this.#last = null;
    if (this.window === null || this.window.toNs <= nowNs) return;
    this.window = this.window.fromNs < nowNs ? { ...this.window, toNs: nowNs } : null;
    this.revision += 1;
  }

  covers({ fromNs, toNs, columns }: Stretch): boolean {
    const { window } = this;
    if (window === null || window.fromNs > fromNs || window.toNs < toNs) return false;
    return window.partNs <= ((toNs - fromNs) / columns) * COARSER;
  }

  /** Wishes for a stretch; asking for the same one twice costs nothing. */
  want(stretch: Stretch): void {
    const last = this.#wish ?? this.#last;
    if (last?.fromNs === stretch.fromNs && last.toNs === stretch.toNs && last.columns === stretch.columns)
      return;
    this.#wish = stretch;
    if (!this.isAsking) void this.#drain();
  }

  async #drain(): Promise<void> {
    const turn = this.#turn;
    this.isAsking = true;
    while (this.#wish !== null) {
      await this.rest();
      if (turn !== this.#turn) return;
      const stretch: Stretch = this.#wish;
      this.#wish = null;
      this.#last = stretch;
      const past = await this.ask(stretch);
      if (turn !== this.#turn) return;
      if (past === null) this.#forget(stretch);
      else if (this.#last === stretch) this.#take(past, stretch);
    }
    this.isAsking = false;
  }

  /** Nothing came: who still wants it asks again. */
  #forget(stretch: Stretch): void {
    if (this.#last !== stretch) return;
    this.#last = null;
    this.onChange();
  }

  #take(past: Past, { fromNs, toNs, columns }: Stretch): void {
    const { depth, trades, touches } = past;
    this.window = {
      fromNs,
      toNs: depth.sinceNs.at(-1) ?? fromNs,
      partNs: (toNs - fromNs) / columns,
      columns,
      depth: new PastDepth(past.depth),
      trades: new ColumnRows([trades.sinceNs, trades.units, trades.lots, trades.aggressor]),
      touches: new ColumnRows([touches.sinceNs, touches.bid, touches.ask]),
    };
    this.revision += 1;
    this.onChange();
  }
}
