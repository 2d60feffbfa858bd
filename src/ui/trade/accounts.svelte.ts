/**
 * Which account of the run the person trades: the first of the manifest until they choose another. Knows the run in view,
 * no orders. Invariant: the account is one of the run’s, or the one that the first order opens.
 */
import type { OrderLife } from '../../desk';
import { personAccountOf } from '../../scenario/person';
import type { Page } from '../app/page';

/** As many as a list can show. */
const maxListed = 256;

export class Accounts {
  /** null: the first of the manifest */
  #chosen = $state<number | null>(null);
  readonly #page: Page;
  readonly #onChosen: () => void;

  constructor(page: Page, onChosen: () => void) {
    this.#page = page;
    this.#onChosen = onChosen;
  }

  get id(): number {
    const manifest = this.#page.deck.source?.manifest;
    if (manifest === undefined) return 1;
    return this.#chosen ?? personAccountOf(manifest);
  }

  /** Those a person may choose from. */
  readonly list: readonly number[] = $derived.by(() => {
    const { accounts = [] } = this.#page.deck.source?.manifest ?? {};
    return accounts.slice(0, maxListed).map(({ id }) => id);
  });

  choose(id: number): void {
    if (!this.list.includes(id)) return;
    this.#chosen = id;
    this.#page.announcer.say(`Account ${id}: its orders and positions, and what you send.`);
    this.#onChosen();
  }

  /** Another run has accounts of its own. */
  forget(): void {
    this.#chosen = null;
  }

  /** Orders of the account; one without an account belongs to whoever looks. */
  of(orders: readonly OrderLife[]): readonly OrderLife[] {
    if (this.list.length < 2) return orders;
    return orders.filter(({ account }) => account === this.id || account === 0);
  }
}
