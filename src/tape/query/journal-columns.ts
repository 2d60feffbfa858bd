/**
 * Journal units as Arrow columns, one row a report, and the touch as one row a change with both sides. It knows the
 * bytes of docs/FORMATS.md §3, no query engine. Invariant: integers stay integers, and what comes out does not depend
 * on how the journal was cut into pieces.
 */
import { makeVector, Table, tableFromArrays } from 'apache-arrow';
import { FillTailLayout as F, ReportKind, ReportLayout as R, Side } from '../../layout/layout.gen';
import { textVector } from './text-vector';

export interface JournalTables {
  readonly reports: Table;
  readonly fills: Table;
  readonly touch: Table;
  /** texts by the number of the report that brought them */
  readonly texts: Table;
  /** the touch row with this number is in `touch` again, completed: the stored one is void */
  readonly replacedTouch: number | null;
  /** number of the report after these */
  readonly nextReport: number;
}

/** Both sides of an instrument's touch; lots 0: that side is empty. */
export interface TouchRow {
  readonly n: number;
  readonly tsNs: bigint;
  readonly instrument: number;
  readonly bidUnits: bigint;
  readonly bidLots: bigint;
  readonly askUnits: bigint;
  readonly askLots: bigint;
  /** the report with number `n` was about this side */
  readonly side: number;
}

/** The last touch of every instrument: what the next piece goes on from. */
export type TouchState = Map<number, TouchRow>;

function countOf(units: Uint8Array, kind: number): number {
  let count = 0;
  for (let at = R.kind; at < units.length; at += R.size) if (units[at] === kind) count += 1;
  return count;
}

class FillColumns {
  readonly n: BigInt64Array;
  readonly takerId: BigUint64Array;
  readonly makerLeaves: Uint32Array;
  readonly takerLeaves: Uint32Array;
  readonly makerAccount: Uint32Array;
  readonly takerAccount: Uint32Array;
  private row = 0;

  constructor(rows: number) {
    this.n = new BigInt64Array(rows);
    this.takerId = new BigUint64Array(rows);
    this.makerLeaves = new Uint32Array(rows);
    this.takerLeaves = new Uint32Array(rows);
    this.makerAccount = new Uint32Array(rows);
    this.takerAccount = new Uint32Array(rows);
  }

  add(view: DataView, at: number, n: number): void {
    const { row } = this;
    this.n[row] = BigInt(n);
    this.takerId[row] = view.getBigUint64(at + F.takerOrderId, true);
    this.makerLeaves[row] = view.getUint32(at + F.makerLeavesLots, true);
    this.takerLeaves[row] = view.getUint32(at + F.takerLeavesLots, true);
    this.makerAccount[row] = view.getUint32(at + F.makerAccount, true);
    this.takerAccount[row] = view.getUint32(at + F.takerAccount, true);
    this.row += 1;
  }
}

/** Whole reports; a fill's two units together, and the texts of their `news` and `fact` reports in order. `firstReport` is the number of the first one in its run. */
export function journalTables(
  units: Uint8Array,
  firstReport: number,
  touch: TouchState,
  texts: readonly string[],
): JournalTables {
  const view = new DataView(units.buffer, units.byteOffset, units.byteLength);
  const tails = countOf(units, ReportKind.fillTail);
  const rows = units.length / R.size - tails;
  const columns = {
    n: new BigInt64Array(rows),
    tsNs: new BigInt64Array(rows),
    instrument: new Uint16Array(rows),
    kind: new Uint8Array(rows),
    flags: new Uint8Array(rows),
    id: new BigUint64Array(rows),
    priceUnits: new BigInt64Array(rows),
    lots: new Uint32Array(rows),
  };
  const fills = new FillColumns(tails);
  const changes = new TouchChanges(touch);
  const toldAt: bigint[] = [];
  let row = -1;
  for (let at = 0; at < units.length; at += R.size) {
    const kind = units[at + R.kind]!;
    if (kind === ReportKind.fillTail) {
      fills.add(view, at, firstReport + row);
      continue;
    }
    row += 1;
    columns.n[row] = BigInt(firstReport + row);
    columns.tsNs[row] = view.getBigInt64(at + R.tsNs, true);
    columns.instrument[row] = view.getUint16(at + R.instrument, true);
    columns.kind[row] = kind;
    columns.flags[row] = units[at + R.flags]!;
    columns.id[row] = view.getBigUint64(at + R.orderId, true);
    columns.priceUnits[row] = view.getBigInt64(at + R.priceUnits, true);
    columns.lots[row] = view.getUint32(at + R.lots, true);
    if (kind === ReportKind.touch) changes.add(view, at, firstReport + row);
    else if (kind === ReportKind.news || kind === ReportKind.fact) toldAt.push(BigInt(firstReport + row));
  }
  const { n, takerId, makerLeaves, takerLeaves, makerAccount, takerAccount } = fills;
  return {
    reports: tableFromArrays(columns),
    fills: tableFromArrays({ n, takerId, makerLeaves, takerLeaves, makerAccount, takerAccount }),
    touch: changes.table(),
    texts: new Table({
      n: makeVector(BigInt64Array.from(toldAt)),
      text: textVector(toldAt.map((_, index) => texts[index] ?? '')),
    }),
    replacedTouch: changes.replaced,
    nextReport: firstReport + rows,
  };
}

/** Puts a bid and the ask that follows it at once into one row: between the two the touch was never seen. */
class TouchChanges {
  replaced: number | null = null;
  private readonly rows: TouchRow[] = [];

  constructor(private readonly state: TouchState) {}

  add(view: DataView, at: number, n: number): void {
    const instrument = view.getUint16(at + R.instrument, true);
    const tsNs = view.getBigInt64(at + R.tsNs, true);
    const side = units(view, at) & 1;
    const last = this.state.get(instrument);
    const isSecondHalf =
      last !== undefined &&
      last.n === n - 1 &&
      last.tsNs === tsNs &&
      last.side === Side.buy &&
      side === Side.sell;
    if (isSecondHalf) {
      if (this.rows.at(-1) === last) this.rows.pop();
      else this.replaced = last.n;
    }
    const price = view.getBigInt64(at + R.priceUnits, true);
    const lots = view.getBigInt64(at + R.orderId, true);
    const empty = { bidUnits: 0n, bidLots: 0n, askUnits: 0n, askLots: 0n };
    const { bidUnits, bidLots, askUnits, askLots } = last ?? empty;
    const row: TouchRow =
      side === Side.buy
        ? { n, tsNs, instrument, side, bidUnits: price, bidLots: lots, askUnits, askLots }
        : { n, tsNs, instrument, side, bidUnits, bidLots, askUnits: price, askLots: lots };
    this.rows.push(row);
    this.state.set(instrument, row);
  }

  table(): Table {
    const { rows } = this;
    const wide = (pick: (row: TouchRow) => bigint): BigInt64Array => BigInt64Array.from(rows, pick);
    return tableFromArrays({
      n: wide(({ n }) => BigInt(n)),
      tsNs: wide(({ tsNs }) => tsNs),
      instrument: Uint16Array.from(rows, ({ instrument }) => instrument),
      side: Uint8Array.from(rows, ({ side }) => side),
      bidUnits: wide(({ bidUnits }) => bidUnits),
      bidLots: wide(({ bidLots }) => bidLots),
      askUnits: wide(({ askUnits }) => askUnits),
      askLots: wide(({ askLots }) => askLots),
    });
  }
}

const units = (view: DataView, at: number): number => view.getUint8(at + R.flags);
