/**
 * Whether the tour runs and where it is. It is offered once, never forced; that it was offered is kept on the shelf.
 */
import type { Shelf } from './shelf';

const KEY = 'tapedeck.tour';

export class Tour {
  isOn = $state(false);
  isOffered = $state(false);
  readonly #shelf: Shelf;

  constructor(shelf: Shelf, mayOffer: boolean) {
    this.#shelf = shelf;
    this.isOffered = mayOffer && shelf.read(KEY) === null;
  }

  start(): void {
    this.isOn = true;
    this.decline();
  }

  end(): void {
    this.isOn = false;
  }

  /** No, or not now: it stays in Help. */
  decline(): void {
    this.isOffered = false;
    this.#shelf.write(KEY, 'offered');
  }
}
