/**
 * The person's hand on the ladder: own orders by price, and what a press, a key or a drag on a price does. Invariant:
 * unless armed nothing is sent; a press then only fills in the ticket.
 */
import type { OrderLife } from '../../desk';
import type { CommandJson } from '../../worker/desk-protocol';
import { refusalIn } from '../../layout/own-order-rules';
import type { OwnPrice } from '../panels/ladder-rows';
import { sessionWords } from '../state/session-words';
import type { Desk } from './desk.svelte';
import { stateOf } from './legal';
import LadderOrders from './LadderOrders.svelte';

/** What the ladder tells of a row; one that shows no price has NaN. */
interface PricedRow {
  readonly units: number;
  readonly side: 'bid' | 'ask' | null;
}

export class LadderDesk {
  readonly Orders = LadderOrders;
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get isArmed(): boolean {
    return this.#desk.isArmed;
  }

  get lots(): number {
    return this.#desk.ticket.lots;
  }

  get isShown(): boolean {
    const { page, isArmed, live } = this.#desk;
    return isArmed || live.length > 0 || page.settings.get('layout') === 'trade';
  }

  /** Where own orders stand: a tape's book may have no level there. */
  get prices(): readonly OwnPrice[] {
    const instrument = this.#desk.page.deck.frame?.instrument ?? 0;
    return this.#desk.live.flatMap(({ instrument: of, side, units, command }) => {
      const price = units ?? command['trigger'];
      return of !== instrument || price === undefined ? [] : [{ side, units: Number(price) }];
    });
  }

  /** Own orders at a price, by the order's limit, else its trigger. */
  at(units: number, side: 'buy' | 'sell'): readonly OrderLife[] {
    const instrument = this.#desk.page.deck.frame?.instrument ?? 0;
    const price = String(units);
    return this.#desk.live.filter(
      (life) =>
        life.instrument === instrument &&
        life.side === side &&
        String(life.units ?? life.command['trigger'] ?? '') === price,
    );
  }

  /** “≈ 1,234 ahead”, and how that is known. */
  aheadText(ahead: bigint): string {
    const { tape } = this.#desk;
    return `${tape.aheadText(ahead)} (${tape.aheadSource})`;
  }

  get isEstimated(): boolean {
    return this.#desk.tape.model !== 'exact';
  }

  /** Whether one of them stands where the tape shows nothing. */
  isBeyond(lives: readonly OrderLife[]): boolean {
    return lives.some((life) => this.#desk.isBeyond(life));
  }

  /** Lots before the first of them that is in a queue. */
  ahead(lives: readonly OrderLife[]): bigint | null {
    const all = lives.map((life) => this.#desk.aheadOf(life)).filter((ahead) => ahead !== null);
    return all.reduce<bigint | null>(
      (least, ahead) => (least === null || ahead < least ? ahead : least),
      null,
    );
  }

  sizeText(lots: number): string {
    return this.#desk.wording.sizeText(lots);
  }

  /** As short as a cell of the ladder needs it. */
  shortText(lots: bigint): string {
    const isLong = this.#desk.hasWholeLots && lots >= 10_000n;
    return isLong ? `${this.#desk.sizeText(lots / 1000n)}k` : this.#desk.sizeText(lots);
  }

  words(units: number): string {
    const told = (['buy', 'sell'] as const).flatMap((side) => {
      const lives = this.at(units, side);
      if (lives.length === 0) return [];
      const ahead = this.ahead(lives);
      const lots = lives.reduce((sum, { leaves }) => sum + leaves, 0);
      return [
        `own ${side} ${this.#desk.sizeText(lots)}${ahead === null ? '' : `, ${this.#desk.tape.aheadText(ahead)}`}`,
      ];
    });
    return told.length === 0 ? '' : `; ${told.join('; ')}`;
  }

  /** A press in the bid column buys there, in the ask column it sells; with Shift a stop. */
  press(side: 'buy' | 'sell', units: number, event: MouseEvent): void {
    void this.place(side, units, event.shiftKey);
  }

  async place(side: 'buy' | 'sell', units: number, isStop: boolean): Promise<void> {
    const { ticket, page, accountId, isArmed, tape } = this.#desk;
    const price = BigInt(units);
    const session = page.deck.frame?.session ?? 0;
    const refused = refusalIn(tape.kind, isStop ? 'stop' : 'limit', 'GTC', stateOf(session));
    if (refused === 'illegalCombination') {
      page.announcer.say(`Under ${tape.kind} this book takes no stop order. Nothing was sent.`);
      return;
    }
    ticket.fill(side, price, isStop);
    if (!isArmed) {
      page.announcer.say(`In the ticket: ${side} at ${ticket.priceText(price)}. Nothing was sent.`);
      return;
    }
    if (refused !== null) {
      const { title } = sessionWords(session);
      page.announcer.say(`${title}: the venue takes no such order now. Nothing was sent.`);
      return;
    }
    const instrument = page.deck.frame?.instrument ?? 0;
    const shared = {
      op: 'new',
      id: this.#desk.nextId(),
      side,
      lots: ticket.lots,
      account: accountId,
      instrument,
    } as const;
    const text = price.toString();
    const command: CommandJson = isStop
      ? { ...shared, type: 'stop', trigger: text }
      : { ...shared, price: text };
    await this.#desk.send([command]);
  }

  /** Enter places on the row's own side, with Alt on the other; Delete cancels there; Alt with an arrow moves. */
  key(event: KeyboardEvent, row: PricedRow | undefined): boolean {
    if (row === undefined || Number.isNaN(row.units) || event.ctrlKey || event.metaKey) return false;
    const { units } = row;
    if (event.key === 'Enter') {
      const own = this.#sideOf(row);
      void this.place(event.altKey ? (own === 'buy' ? 'sell' : 'buy') : own, units, event.shiftKey);
      return true;
    }
    if (event.key === 'Delete' || event.key === 'Backspace') {
      void this.cancelAt(units);
      return true;
    }
    const ticks = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (ticks === undefined || !event.altKey) return false;
    void this.move(units, units + ticks * this.#desk.page.deck.scale.unitsPerTick);
    return true;
  }

  async cancelAt(units: number, side: 'buy' | 'sell' | null = null): Promise<void> {
    const lives = this.#both(units, side);
    if (lives.length > 0 && this.#mayAct()) await this.#desk.cancel(lives);
  }

  /** Own orders from one price to another, each a replace: they go to the back of the queue there. */
  async move(from: number, to: number, side: 'buy' | 'sell' | null = null): Promise<void> {
    const lives = this.#both(from, side);
    if (lives.length === 0 || Number.isNaN(to) || from === to || !this.#mayAct()) return;
    const price = String(to);
    await this.#desk.send(
      lives.map(({ id, instrument, leaves }) => ({ op: 'replace', id, instrument, price, lots: leaves })),
    );
  }

  #both(units: number, side: 'buy' | 'sell' | null): readonly OrderLife[] {
    return side === null ? [...this.at(units, 'buy'), ...this.at(units, 'sell')] : this.at(units, side);
  }

  #mayAct(): boolean {
    if (this.#desk.isArmed) return true;
    this.#desk.page.announcer.say('Not armed: nothing was sent. Arm the ladder and the keys in the ticket.');
    return false;
  }

  /** Below the middle one buys, above it one sells. */
  #sideOf({ units, side }: PricedRow): 'buy' | 'sell' {
    if (side !== null) return side === 'bid' ? 'buy' : 'sell';
    const frame = this.#desk.page.deck.book;
    const bid = frame?.bids[0]?.priceUnits;
    const ask = frame?.asks[0]?.priceUnits;
    const middle =
      bid !== undefined && ask !== undefined ? (Number(bid) + Number(ask)) / 2 : Number(bid ?? ask ?? 0n);
    return units <= middle ? 'buy' : 'sell';
  }
}
