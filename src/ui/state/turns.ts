/**
 * Which part of the page is due in an animation frame while a run plays: the ladder, figures, the list of trades, or none.
 * Never two in one frame, each is much to lay out, and where frames come quickly one for the pictures alone lies between
 * two turns; however slow the frames come, all have their turn. Pure.
 */
const PERIOD_MS = {
  /** quicker than this a ladder cannot be followed */
  book: 66,
  /** a pace at which people read figures */
  slow: 120,
  list: 120,
} as const;
export type Turn = keyof typeof PERIOD_MS;
const TURNS = Object.keys(PERIOD_MS) as Turn[];
/** Slower frames are too few to leave any out. */
const QUICK_MS = 45;

export class Turns {
  readonly #shownMs: Record<Turn, number> = { book: -Infinity, slow: -Infinity, list: -Infinity };
  #lastMs = -Infinity;
  #wasTurn = false;

  /** Of those that are due, the one that waits longest by its own measure. */
  next(frameMs: number): Turn | null {
    const isQuick = frameMs - this.#lastMs < QUICK_MS;
    this.#lastMs = frameMs;
    const turn = this.#wasTurn && isQuick ? null : this.#due(frameMs);
    this.#wasTurn = turn !== null;
    if (turn !== null) this.#shownMs[turn] = frameMs;
    return turn;
  }

  /** All were shown. */
  restart(frameMs: number): void {
    for (const turn of TURNS) this.#shownMs[turn] = frameMs;
  }

  #due(frameMs: number): Turn | null {
    let [due, most]: [Turn | null, number] = [null, 0];
    for (const turn of TURNS) {
      const waits = (frameMs - this.#shownMs[turn]) / PERIOD_MS[turn];
      if (waits < 1 || waits <= most) continue;
      [due, most] = [turn, waits];
    }
    return due;
  }
}
