/**
 * What a screen reader hears: short sentences in one polite live region, at most one a second, the newest wins.
 */
const GAP_MS = 1_000;

export class Announcer {
  text = $state('');
  #waiting: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  say(text: string): void {
    if (this.#timer !== null) {
      this.#waiting = text;
      return;
    }
    this.text = text;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const next = this.#waiting;
      this.#waiting = null;
      if (next !== null) this.say(next);
    }, GAP_MS);
  }
}
