/**
 * A tape that is matched again, in the plainest way: its own book beside, and the matching book, both of arrays. Only rows
 * that name orders, and prints: no levels that are set, so no lots of unknown origin. Written from the formats document (§8,
 * *rematch*); never imports src.
 */
import { ModelBook } from './book';
import type { ModelOrder } from './book';
import { cancelReasons, commandKinds as kinds, flagBits, tradeCodes } from './codes';

import { sweep } from './matching';
import type { Aggressor } from './matching';
import type { CommandPlace } from './commands';
import { applyTapeRow } from './tape-rows';
import type { ModelCommand, ModelCounters, ModelInstrument } from './types';

export interface RematchPlace extends CommandPlace {
  counters: ModelCounters;
  setSession(state: number): void;
  lapsesAt(ns: bigint, id: bigint): void;
}

interface Marks {
  isSurvivor: boolean;
}

export class Rematch {
  /** The tape's own book. */
  readonly tape = new ModelBook();
  private readonly tapeCounters = {
    tradedLots: 0,
    lastPriceUnits: 0n,
    tradeCount: 0,
    fifoDisagreements: 0,
    unknownOrders: 0,
    overdrawnLots: 0,
    crossedCount: 0,
  };
  private readonly ofTape = new Map<ModelOrder, Marks>();
  private carried = { ns: -1n, side: -1, lots: 0, worst: 0n };
  missingLots = 0;
  droppedCount = 0;
  survivorCount = 0;
  lapsedCount = 0;
  lockedCount = 0;

  row(place: RematchPlace, row: ModelCommand): void {
    if (row.side > 1) return;
    if (row.kind === kinds.tapeAdd) this.add(place, row);
    else if (row.kind === kinds.tapeCancel || row.kind === kinds.tapeReduce) this.change(place, row);
    else if (row.kind === kinds.tapeExecute) this.execute(place, row);
    else if (row.kind === kinds.tapeTrade) this.print(place, row);
    else if (row.kind === kinds.tapeClear) this.clear(place, row);
    else if (row.kind === kinds.tapeStatus) {
      place.setSession(row.lots & 255);
      this.say(place, row, 'session', { lots: row.lots, id: 0n, price: 0n, side: 0 });
    }
  }

  private say(
    place: RematchPlace,
    row: ModelCommand,
    kind: 'session' | 'trade' | 'accepted' | 'reduced' | 'cancelled',
    more: Partial<{ side: number; code: number; id: bigint; price: bigint; lots: number }> = {},
  ): void {
    const { ts, instrument } = place;
    const { side, orderId: id, priceUnits: price, lots } = row;
    place.emit({ kind, ts, instrument, side, code: 0, id, price, lots, ...more });
  }

  private silently(place: RematchPlace, row: ModelCommand): void {
    const { rules } = place;
    applyTapeRow(
      {
        book: this.tape,
        rules: rules as ModelInstrument,
        counters: this.tapeCounters,
        setSession: () => {},
        emit: () => {},
      },
      row,
    );
    place.counters.fifoDisagreements = this.tapeCounters.fifoDisagreements;
  }

  private find(place: RematchPlace, id: bigint): ModelOrder | undefined {
    const order = id === 0n ? undefined : place.book.byId.get(id);
    return order && this.ofTape.has(order) ? order : undefined;
  }

  private order(row: ModelCommand, lots: number): ModelOrder {
    const none = { hidden: 0, display: 0, account: 0, postOnly: false, lockPrice: 0n, final: false };
    const { orderId: id, side, priceUnits: price, tsNs: arrivedNs } = row;
    return { ...none, id, side, price, shown: lots, original: row.lots, arrivedNs };
  }

  private sweepWith(place: RematchPlace, side: number, limit: bigint, lots: number, id: bigint): number {
    const taker: Aggressor = { id, side, limit, left: lots, account: 0, lockPrice: 0n };
    sweep(place, taker);
    return taker.left;
  }

  private add(place: RematchPlace, row: ModelCommand): void {
    const { orderId: id, side, priceUnits: price, lots } = row;
    const wasThere = this.tape.byId.has(id);
    this.silently(place, row);
    if (wasThere || !this.tape.byId.has(id)) return;
    if (id === 0n || place.book.byId.has(id)) {
      this.droppedCount += 1;
      return;
    }
    this.say(place, row, 'accepted');
    const left = this.sweepWith(place, side, price, lots, id);
    if (left !== lots) this.lockedCount += 1;
    if (left === 0) return;
    const order = this.order(row, left);
    place.book.rest(order);
    this.ofTape.set(order, { isSurvivor: false });
  }

  /** Lots leave an order of the tape. */
  private take(place: RematchPlace, order: ModelOrder, lots: number): number {
    const taken = Math.min(lots, order.shown);
    order.shown -= taken;
    if (order.shown === 0) place.book.remove(order);
    return taken;
  }

  private change(place: RematchPlace, row: ModelCommand): void {
    const isKnown = this.tape.byId.has(row.orderId);
    this.silently(place, row);
    const order = this.find(place, row.orderId);
    if (order) {
      const lots = row.kind === kinds.tapeCancel ? order.shown : Math.min(row.lots, order.shown);
      const { side, price } = order;
      const isAll = lots === order.shown;
      this.take(place, order, lots);
      const code = isAll ? cancelReasons.requested : 0;
      this.say(place, row, isAll ? 'cancelled' : 'reduced', { side, price, lots, code });
    } else if (isKnown) this.droppedCount += 1;
  }

  /** Lots of the historical aggressor, and what its rows before left. */
  private aggress(place: RematchPlace, row: ModelCommand, side: number, lots: number): void {
    const isSame = this.carried.ns === row.tsNs && this.carried.side === side;
    const before = isSame ? this.carried : { lots: 0, worst: row.priceUnits };
    const isWorse = side === 0 ? row.priceUnits < before.worst : row.priceUnits > before.worst;
    const worst = isWorse ? row.priceUnits : before.worst;
    const left = this.sweepWith(place, 1 - side, worst, lots + before.lots, 0n);
    this.missingLots += left - before.lots;
    this.carried = { ns: row.tsNs, side, lots: left, worst };
  }

  /** The order goes before those of the tape that stand right before it and that the tape's own book still has. */
  private overtake(place: RematchPlace, order: ModelOrder): void {
    const queue = place.book.find(order.side, order.price)!.orders;
    const at = queue.indexOf(order);
    let to = at;
    while (to > 0 && this.isInTape(queue[to - 1]!)) to -= 1;
    queue.splice(at, 1);
    queue.splice(to, 0, order);
  }

  private isInTape(order: ModelOrder): boolean {
    return this.ofTape.has(order) && this.tape.byId.has(order.id);
  }

  private execute(place: RematchPlace, row: ModelCommand): void {
    const named = this.tape.byId.get(row.orderId);
    const side = named ? named.side : row.side;
    const wasFirst = !named || this.tape.find(side, named.price)?.orders[0] === named;
    const given = Math.min(row.lots, named?.shown ?? 0);
    this.silently(place, row);
    if ((row.flags & flagBits.cross) !== 0) {
      this.say(place, row, 'trade', { side, code: tradeCodes.cross });
      const crossed = this.find(place, row.orderId);
      if (crossed) this.take(place, crossed, row.lots);
      return;
    }
    const here = this.find(place, row.orderId);
    if (here && !wasFirst) this.overtake(place, here);
    this.aggress(place, row, side, given);
    if (!named || this.tape.byId.has(row.orderId)) return;
    const left = this.find(place, row.orderId);
    const marks = left && this.ofTape.get(left);
    if (!left || !marks || marks.isSurvivor) return;
    marks.isSurvivor = true;
    this.survivorCount += 1;
    place.lapsesAt(row.tsNs + (place.rules.impact?.lifetimeNs ?? 0n), row.orderId);
  }

  /** Lots that traded with no order of the tape: own orders at their price go before the tape's. */
  private print(place: RematchPlace, row: ModelCommand): void {
    this.silently(place, row);
    const queue = place.book.find(row.side, row.priceUnits)?.orders ?? [];
    for (const order of [...queue]) if (!this.ofTape.has(order)) this.overtake(place, order);
    this.aggress(place, row, row.side, row.lots);
  }

  private clear(place: RematchPlace, row: ModelCommand): void {
    this.silently(place, row);
    for (const level of [...place.book.side(row.side)]) {
      for (const order of [...level.orders].reverse()) {
        if (!this.ofTape.has(order)) continue;
        const { id, side, price, shown: lots } = order;
        place.book.remove(order);
        this.say(place, row, 'cancelled', { id, side, price, lots, code: cancelReasons.retired });
      }
    }
  }

  /** A survivor has come to its lifetime. */
  lapse(place: RematchPlace, id: bigint): void {
    const order = this.find(place, id);
    if (!order || !this.ofTape.get(order)!.isSurvivor) return;
    this.lapsedCount += 1;
    const { ts, instrument } = place;
    const { side, price, shown: lots } = order;
    place.book.remove(order);
    place.emit({ kind: 'cancelled', ts, instrument, side, code: cancelReasons.lapsed, id, price, lots });
  }

  /** Lots by which the two books differ, order by order. */
  divergence(book: ModelBook): number {
    const here = new Map([...book.byId].filter(([, order]) => this.ofTape.has(order)));
    const ids = new Set([...here.keys(), ...this.tape.byId.keys()]);
    return [...ids].reduce(
      (sum, id) => sum + Math.abs((here.get(id)?.shown ?? 0) - (this.tape.byId.get(id)?.shown ?? 0)),
      0,
    );
  }
}
