/**
 * Which part of the page is due in an animation frame while a run plays: the ladder, figures and tables, or neither.
 * Never both in one frame, each is much to lay out; however slow the frames come, both have their turn. Pure.
 */
/** Quicker than this a ladder cannot be followed. */
const BOOK_MS = 66;
/** A pace at which people read figures. */
const SLOW_MS = 120;

export class Turns {
  #bookMs = -Infinity;
  #slowMs = -Infinity;

  /** Of two that are due, the one that was shown longer ago. */
  next(frameMs: number): 'book' | 'slow' | null {
    const isBookDue = frameMs - this.#bookMs >= BOOK_MS;
    const isSlowDue = frameMs - this.#slowMs >= SLOW_MS;
    if (isSlowDue && (!isBookDue || this.#slowMs < this.#bookMs)) {
      this.#slowMs = frameMs;
      return 'slow';
    }
    if (!isBookDue) return null;
    this.#bookMs = frameMs;
    return 'book';
  }

  /** Both were shown. */
  restart(frameMs: number): void {
    this.#bookMs = frameMs;
    this.#slowMs = frameMs;
  }
}
