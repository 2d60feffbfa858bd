/**
 * Reads commands and their reports and objects to whatever breaks a rule of matching or of conservation.
 * Knows nothing of books: it believes only the reports, follows every order through them, and is told no state.
 */
import { commandKinds, flagBits, tifs } from '../model/codes';
import type { ModelCommand, ReportObject } from '../model/types';

interface Followed {
  side: string;
  price: bigint;
  original: number;
  open: number;
  filled: number;
  gone: number;
  sequence: number;
  isIceberg: boolean;
  account: number;
}

function demand(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

/** What stands beside an event and is no part of its matching. */
const aside = ['touch', 'account', 'holding', 'fee', 'sent', 'heard'];

const text = (value: unknown): string => String(value);
const lotsOf = (report: ReportObject): number => Number(report['lots']);
const isBetter = (side: string, a: bigint, b: bigint): boolean => (side === 'buy' ? a > b : a < b);

export class Auditor {
  readonly live = new Map<string, Followed>();
  private sequence = 0;
  private readonly boughtAt = new Map<string, number>();
  private readonly soldAt = new Map<string, number>();

  /** Looks at one command of one instrument and everything that it caused. */
  read(command: ModelCommand, reports: readonly ReportObject[]): void {
    const restingBefore = this.live.size;
    const hadIcebergs = [...this.live.values()].some((order) => order.isIceberg);
    const events = reports.filter((report) => !aside.includes(String(report['kind'])));
    if (!hadIcebergs) demand(events.length <= 2 * restingBefore + 2, 'bounded work');
    const aggressor = this.begin(command, events);
    for (const report of events) this.follow(command, aggressor, report);
    this.finish(command, aggressor);
    this.demandUncrossed();
  }

  private begin(command: ModelCommand, events: readonly ReportObject[]): Followed | undefined {
    const id = text(command.orderId);
    const first = events[0];
    if (command.kind === commandKinds.new && first?.['kind'] === 'accepted') {
      this.sequence += 1;
      return {
        side: command.side === 0 ? 'buy' : 'sell',
        price: command.priceUnits,
        original: command.lots,
        open: command.lots,
        filled: 0,
        gone: 0,
        sequence: this.sequence,
        isIceberg: command.displayShift !== 0,
        account: command.account,
      };
    }
    const order = this.live.get(id);
    if (command.kind !== commandKinds.replace || events.at(-1)?.['kind'] !== 'replaced' || !order)
      return undefined;
    this.live.delete(id);
    this.sequence += 1;
    const { lots, priceUnits: price } = command;
    const sequence = this.sequence;
    return { ...order, price, original: lots, open: lots, filled: 0, gone: 0, sequence };
  }

  private follow(command: ModelCommand, aggressor: Followed | undefined, report: ReportObject): void {
    if (report['kind'] === 'fill') this.followFill(command, aggressor, report);
    else if (report['kind'] === 'cancelled') this.take(command, aggressor, report);
    else if (report['kind'] === 'reduced') {
      demand(lotsOf(report) < (this.live.get(text(report['id']))?.open ?? 0), 'a reduce leaves something');
      this.take(command, aggressor, report);
    }
  }

  private followFill(command: ModelCommand, aggressor: Followed | undefined, report: ReportObject): void {
    const maker = this.live.get(text(report['makerId']));
    const lots = lotsOf(report);
    const price = BigInt(text(report['price']));
    if (!maker || !aggressor) throw new Error('a fill of an order that is not there');
    demand(lots > 0, 'no fill of zero lots');
    demand(maker.side !== aggressor.side && report['side'] === aggressor.side, 'sides of a fill');
    demand(price === maker.price, 'the price of a fill is the maker’s');
    const isMarket = command.kind === commandKinds.new && (command.flags & flagBits.market) !== 0;
    demand(isMarket || !isBetter(aggressor.side, price, aggressor.price), 'no fill beyond the limit');
    demand(
      (command.flags & flagBits.postOnly) === 0 || command.kind !== commandKinds.new,
      'post-only never takes',
    );
    this.demandPriority(maker);
    maker.open -= lots;
    maker.filled += lots;
    aggressor.open -= lots;
    aggressor.filled += lots;
    demand(report['makerLeaves'] === maker.open, 'what is left of the maker');
    demand(report['takerLeaves'] === aggressor.open, 'what is left of the aggressor');
    for (const [side, by] of [
      [maker.side, lots],
      [aggressor.side, lots],
    ] as const) {
      const sums = side === 'buy' ? this.boughtAt : this.soldAt;
      sums.set(text(price), (sums.get(text(price)) ?? 0) + by);
    }
    if (maker.open === 0) this.close(text(report['makerId']), maker);
  }

  /** Nobody better, and nobody earlier at the price unless a refill may have sent him back. */
  private demandPriority(maker: Followed): void {
    for (const other of this.live.values()) {
      if (other.side !== maker.side) continue;
      demand(!isBetter(maker.side, other.price, maker.price), 'best price first');
      if (other.price !== maker.price || other.isIceberg || maker.isIceberg) continue;
      demand(other.sequence >= maker.sequence, 'earliest first');
    }
  }

  private take(command: ModelCommand, aggressor: Followed | undefined, report: ReportObject): void {
    const id = text(report['id']);
    const isOwn = aggressor !== undefined && id === text(command.orderId);
    const order = isOwn ? aggressor : this.live.get(id);
    if (!order) throw new Error('a cancel of an order that is not there');
    const lots = lotsOf(report);
    demand(lots > 0 && lots <= order.open, 'lots that leave were there');
    order.open -= lots;
    order.gone += lots;
    if (order.open === 0 && !isOwn) this.close(id, order);
  }

  private close(id: string, order: Followed): void {
    demand(order.original === order.filled + order.gone, 'original = filled + cancelled + resting');
    this.live.delete(id);
  }

  private finish(command: ModelCommand, aggressor: Followed | undefined): void {
    if (!aggressor) return;
    const { original, filled, gone, open } = aggressor;
    demand(original === filled + gone + open, 'original = filled + cancelled + resting');
    const isNew = command.kind === commandKinds.new;
    const mustLeave = isNew && (command.tif !== tifs.GTC || (command.flags & flagBits.market) !== 0);
    if (mustLeave) demand(open === 0, 'IOC, FOK and market orders never rest');
    if (isNew && command.tif === tifs.FOK)
      demand(filled === 0 || filled === original, 'FOK fills all or nothing');
    if (open > 0) this.live.set(text(command.orderId), aggressor);
  }

  private demandUncrossed(): void {
    for (const bid of this.live.values()) {
      if (bid.side !== 'buy') continue;
      for (const ask of this.live.values()) {
        if (ask.side === 'sell') demand(bid.price < ask.price, 'a matched book is never crossed or locked');
      }
    }
  }

  /** Bought and sold are equal at every price. */
  demandBalance(): void {
    demand(this.boughtAt.size === this.soldAt.size, 'prices bought and sold');
    for (const [price, lots] of this.boughtAt)
      demand(this.soldAt.get(price) === lots, `bought = sold at ${price}`);
  }
}
