/**
 * What accounts paid to whom: a reader of the journal that adds up `fee` reports by account, instrument and line. It
 * knows the manifest's schedules by name and no engine. Invariant: the amounts of all lines are what accounts paid.
 */
import { ReportKind, ReportLayout as R } from '../layout/layout.gen';
import type { Manifest } from '../scenario/manifest';
import type { Sink } from './sinks';

/** The number that a penalty has instead of a line’s place. */
const penaltyLine = 127;

export interface InvoiceLine {
  readonly account: number;
  readonly instrument: number;
  readonly symbol: string;
  readonly venue: string;
  /** the line’s name, or `penalty` */
  readonly line: string;
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
  /** by account, instrument and line, in one number each */
  private sums = new Map<string, Sum>();

  constructor(private readonly manifest: Manifest) {}

  take(reports: Uint8Array): void {
    for (let at = 0; at < reports.length; at += R.size) {
      if (reports[at] !== ReportKind.fee) continue;
      const view = new DataView(reports.buffer, reports.byteOffset + at, R.size);
      const line = view.getUint8(R.flags) >> 1;
      const key = `${view.getUint32(R.lots, true)} ${view.getUint16(R.instrument, true)} ${line}`;
      const sum = this.sums.get(key) ?? { count: 0, amount: 0n };
      const amount = sum.amount + view.getBigInt64(R.priceUnits, true);
      this.sums.set(key, { count: sum.count + 1, amount });
    }
  }

  /** By account, then instrument, then line. */
  lines(account?: number): InvoiceLine[] {
    const rows = [...this.sums].map(([key, sum]) => ({ at: key.split(' ').map(Number), sum }));
    return rows
      .filter(({ at }) => account === undefined || at[0] === account)
      .sort((a, b) => a.at[0]! - b.at[0]! || a.at[1]! - b.at[1]! || a.at[2]! - b.at[2]!)
      .map(({ at: [payer = 0, instrument = 0, place = 0], sum }) => {
        const rules = this.manifest.instruments[instrument];
        const venue = this.manifest.venues.find(({ name }) => name === rules?.venue);
        const line = venue?.fees?.[place];
        return {
          account: payer,
          instrument,
          symbol: rules?.symbol ?? '',
          venue: venue?.name ?? '',
          line: place === penaltyLine ? 'penalty' : (line?.name ?? ''),
          collector: line?.account ?? venue?.account ?? 0,
          ...sum,
        };
      });
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
