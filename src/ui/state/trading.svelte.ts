/**
 * The door to trading by hand: small enough for the start of the page, it fetches the desk when somebody trades, or when
 * a run comes into view in which somebody did. Invariant: nothing can be sent before a person has opened it.
 */
import type { Desk } from '../trade/desk.svelte';
import type { Page } from '../app/page';

export type QuickAct = 'flatten' | 'reverse' | 'cancelAll';

export class Trading {
  desk = $state.raw<Desk | null>(null);
  /** counts how often the ticket was asked for: a panel that sees it rise takes the focus */
  asked = $state(0);
  #page: Page | null = null;
  #loading: Promise<Desk> | null = null;

  /** The page that this is part of. */
  attach(page: Page): void {
    this.#page = page;
  }

  load(): Promise<Desk> {
    const page = this.#page;
    if (page === null) return Promise.reject(new Error('not attached'));
    this.#loading ??= import('../trade/desk.svelte').then(
      ({ Desk: Made }) => (this.desk = new Made(page)),
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }

  /** The ticket comes into view and takes the focus. */
  open(): void {
    const page = this.#page;
    if (page === null || page.arrangement.embed.isOn) return;
    if (!page.arrangement.hasPanel('ticket')) page.settings.set('layout', 'trade');
    void this.load().then(
      () => (this.asked += 1),
      (error: unknown) => page.deck.fail(error),
    );
  }

  disarm(): void {
    this.desk?.setArmed(false);
  }

  quick(act: QuickAct): void {
    const { desk } = this;
    if (desk === null) this.#page?.announcer.say('Open the ticket first: T.');
    else void desk.quick(act);
  }
}
