/**
 * What accounts paid to whom: a reader of the journal that adds up `fee` reports by account, instrument and line, and
 * scheduled cash by its kind. It knows the manifest's schedules by name and no engine. Invariant: the amounts of all lines are
 * what accounts paid; a settlement is a trade and no line.
 */
import { EntryKind, entryKindName, ReportKind, ReportLayout as R } from '../layout/layout.gen';
import type { Manifest } from '../scenario/manifest';
import type { Sink } from './sinks';

/** The number that a penalty has instead of a line’s place. */
const penaltyLine = 127;
/** Scheduled cash has its kind behind every number of a line. */
const firstEntryLine = 256;

export interface InvoiceLine {
  readonly account: number;
  readonly instrument: number;
  readonly symbol: string;
  readonly venue: string;
  /** the line’s name, or `penalty`, `funding`, `borrow`, `interest` */
  readonly line: string;
  readonly kind: 'fee' | 'levy' | 'penalty' | 'entry';
  /** account that received it */
  readonly collector: number;
  readonly count: number;
  /** money units; negative: rebates */
  readonly amount: bigint;
}

interface Sum {
  count: number;
  amount: bigint;
}

export class Invoice implements Sink {
  /** by account, instrument, line and, of scheduled cash, its other side, in one number each */
  private sums = new Map<string, Sum>();

  constructor(private readonly manifest: Manifest) {}

  take(reports: Uint8Array): void {
    for (let at = 0; at < reports.length; at += R.size) {
      const kind = reports[at];
      if (kind !== ReportKind.fee && kind !== ReportKind.entry) continue;
      const view = new DataView(reports.buffer, reports.byteOffset + at, R.size);
      const code = view.getUint8(R.flags) >> 1;
      const paid = view.getBigInt64(R.priceUnits, true);
      const whose = `${view.getUint32(R.lots, true)} ${view.getUint16(R.instrument, true)}`;
      if (kind === ReportKind.fee) this.add(`${whose} ${code} 0`, paid);
      else if (code !== EntryKind.settle)
        this.add(`${whose} ${firstEntryLine + code} ${view.getBigUint64(R.orderId, true)}`, -paid);
    }
  }

  /** By account, then instrument, then line. */
  lines(account?: number): InvoiceLine[] {
    const rows = [...this.sums].map(([key, sum]) => ({ at: key.split(' ').map(Number), sum }));
    return rows
      .filter(({ at }) => account === undefined || at[0] === account)
      .sort((a, b) => a.at[0]! - b.at[0]! || a.at[1]! - b.at[1]! || a.at[2]! - b.at[2]!)
      .map(({ at: [payer = 0, instrument = 0, place = 0, from = 0], sum }) => {
        const rules = this.manifest.instruments[instrument];
        const shared = { account: payer, instrument, symbol: rules?.symbol ?? '' };
        const paid = { count: sum.count, amount: sum.amount };
        if (place >= firstEntryLine) {
          const line = entryKindName[place - firstEntryLine] ?? '';
          return { ...shared, venue: '', line, kind: 'entry', collector: from, ...paid };
        }
        const venue = this.manifest.venues.find(({ name }) => name === rules?.venue);
        const income = venue?.account ?? 0;
        const named = { ...shared, venue: venue?.name ?? '' };
        if (place === penaltyLine)
          return { ...named, line: 'penalty', kind: 'penalty', collector: income, ...paid };
        const line = venue?.fees?.[place];
        const collector = line?.account ?? income;
        const kind = collector === income ? 'fee' : 'levy';
        return { ...named, line: line?.name ?? '', kind, collector, ...paid };
      });
  }

  private add(key: string, paid: bigint): void {
    const { count, amount } = this.sums.get(key) ?? { count: 0, amount: 0n };
    this.sums.set(key, { count: count + 1, amount: amount + paid });
  }

  fresh(): Invoice {
    return new Invoice(this.manifest);
  }

  save(): unknown {
    return [...this.sums];
  }

  load(saved: unknown): void {
    if (!Array.isArray(saved)) throw new Error('invoice state expected');
    this.sums = new Map(saved as [string, Sum][]);
  }
}
