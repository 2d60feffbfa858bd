/**
 * What a screen reader hears: short sentences in a polite live region, at most one a second, the newest wins. What
 * cannot wait (a halt, a lost engine) goes to an assertive one at once and is never dropped for something calm.
 */
const GAP_MS = 1_000;
/** A region whose text does not change says nothing: the same sentence twice gets an invisible mark. */
const MARK = '\u200b';

export class Announcer {
  text = $state('');
  urgent = $state('');
  #waiting: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  say(text: string): void {
    if (this.#timer !== null) {
      this.#waiting = text;
      return;
    }
    this.text = text === this.text ? text + MARK : text;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const next = this.#waiting;
      this.#waiting = null;
      if (next !== null) this.say(next);
    }, GAP_MS);
  }

  sayNow(text: string): void {
    this.urgent = text === this.urgent ? text + MARK : text;
  }
}
