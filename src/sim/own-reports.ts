/**
 * What happened to the orders that people sent, and every fill that an account had a part in: a sink that picks these
 * reports out of the journal, an auction with the first own fill after it. Knows ids, not lives of orders. Invariant: a
 * run without own orders and accounts pays nothing for it.
 */
import { CommandKind, FillTailLayout as F, Rank, ReportKind, ReportLayout as R } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import type { Sink } from './sinks';
import { UnitLog } from './unit-log';

const unitBytes = R.size;
/** units; a fill takes two */
const unitsKept = 16_384;
const low32 = 0xffffffffn;

/** Kinds that name one order. */
const orderKinds: ReadonlySet<number> = new Set([
  ReportKind.accepted,
  ReportKind.rejected,
  ReportKind.cancelled,
  ReportKind.replaced,
  ReportKind.reduced,
  ReportKind.cancelRejected,
  ReportKind.reduceRejected,
  ReportKind.replaceRejected,
  ReportKind.triggered,
  ReportKind.restated,
  ReportKind.adjusted,
]);

/** Ids of the orders that people sent; one for a run and its scouts. */
export class OwnIds {
  private readonly ids = new Set<bigint>();
  /** upper halves: nearly every foreign order is told apart by them alone */
  private readonly uppers = new Set<number>();

  constructor(
    commands: readonly CommandInput[],
    readonly hasAccounts: boolean,
  ) {
    for (const command of commands) this.add(command);
  }

  get isEmpty(): boolean {
    return this.ids.size === 0;
  }

  add({ kind, rank, orderId }: CommandInput): void {
    if (kind !== CommandKind.new || rank === Rank.intervention) return;
    this.addChild(orderId);
  }

  /** A part of such an order that went to another venue is told of like the order itself. */
  addChild(orderId: bigint): void {
    this.ids.add(orderId);
    this.uppers.add(Number(orderId >> 32n));
  }

  has(view: DataView, at: number): boolean {
    const upper = view.getUint32(at + 4, true);
    if (!this.uppers.has(upper)) return false;
    return this.ids.has((BigInt(upper) << 32n) | (BigInt(view.getUint32(at, true)) & low32));
  }
}

export class OwnReports implements Sink {
  readonly units = new UnitLog(unitsKept);
  /** of the batch in hand: the last auction that no own fill has followed yet; −1: none */
  private auctionAt = -1;

  constructor(private readonly ids: OwnIds) {}

  take(reports: Uint8Array): void {
    const { ids } = this;
    if (ids.isEmpty && !ids.hasAccounts) return;
    const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
    this.auctionAt = -1;
    for (let at = 0; at < reports.length; at += unitBytes) {
      const kind = reports[at]!;
      if (kind === ReportKind.fill) {
        const tail = at + unitBytes;
        if (this.isOwnFill(view, at)) {
          if (this.auctionAt >= 0) this.units.append(reports, this.auctionAt);
          this.auctionAt = -1;
          this.units.append(reports, at);
          this.units.append(reports, tail);
        }
        at = tail;
      } else if (kind === ReportKind.routed && ids.has(view, at + R.orderId)) {
        ids.addChild(view.getBigUint64(at + R.priceUnits, true));
        this.units.append(reports, at);
      } else if (kind === ReportKind.auction) {
        this.auctionAt = at;
      } else if (orderKinds.has(kind) && ids.has(view, at + R.orderId)) this.units.append(reports, at);
    }
  }

  /** Whole reports, oldest first. */
  bytes(): Uint8Array<ArrayBuffer> {
    const { units } = this;
    let first = units.oldestFrom(1);
    const isTail = first <= units.count && units.unit(first).getUint8(R.kind) === ReportKind.fillTail;
    if (isTail) first += 1;
    return units.copyFrom(first);
  }

  save(): unknown {
    return this.units.save();
  }

  load(saved: unknown): void {
    this.units.load(saved);
  }

  private isOwnFill(view: DataView, at: number): boolean {
    const tail = at + unitBytes;
    const hasAccount =
      view.getUint32(tail + F.makerAccount, true) !== 0 || view.getUint32(tail + F.takerAccount, true) !== 0;
    return hasAccount || this.ids.has(view, at + R.orderId) || this.ids.has(view, tail + F.takerOrderId);
  }
}
