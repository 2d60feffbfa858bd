/**
 * The decisive test of an impact policy: one order of the tape is taken out, submitted as ours at its instant, and its
 * aggressors stay; our fills should be history’s. Each trial begins from a copy of an engine that stands just before the
 * order’s add. Invariant: of the tape without the order, rows, levels and aggressors are otherwise untouched.
 */
import { Engine } from '../engine/engine';
import type { EngineConfig } from '../engine/config';
import {
  CommandKind as K,
  CommandLayout as C,
  FillTailLayout as F,
  Rank,
  ReportKind,
  ReportLayout as R,
} from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { type TapeRows, type OrderLife } from './tape-rows';

export interface FillAt {
  readonly tsNs: bigint;
  readonly lots: number;
}

export interface Trial {
  readonly life: OrderLife;
  readonly expected: readonly FillAt[];
  readonly found: readonly FillAt[];
  readonly isEqual: boolean;
}

/** No order of a tape has it: the highest bit is ours. */
export const ownId = (life: OrderLife): bigint => life.id | (1n << 63n);

/** Fills of one time are one entry. */
function byTime(fills: Iterable<FillAt>): FillAt[] {
  const lots = new Map<bigint, number>();
  for (const fill of fills) lots.set(fill.tsNs, (lots.get(fill.tsNs) ?? 0) + fill.lots);
  return [...lots].map(([tsNs, sum]) => ({ tsNs, lots: sum }));
}

export const historyOf = (rows: TapeRows, life: OrderLife): FillAt[] =>
  byTime(
    life.rows
      .filter((row) => rows.kind(row) === K.tapeExecute)
      .map((row) => ({ tsNs: rows.tsNs(row), lots: rows.lots(row) })),
  );

/** Rows from the order’s add to `lastRow` as they are without it; null where the tape took lots of it without naming it. */
export function rowsWithout(rows: TapeRows, life: OrderLife, lastRow: number): Uint8Array | null {
  const out = new Uint8Array((lastRow - life.addRow) * C.size);
  const view = new DataView(out.buffer);
  const named = new Set(life.rows);
  let open = life.lots;
  let at = 0;
  for (let row = life.addRow + 1; row <= lastRow; row += 1) {
    const kind = rows.kind(row);
    const isOfSide = rows.instrument(row) === life.instrument && rows.side(row) === life.side;
    const isLevel = kind === K.tapeLevelSet && isOfSide && rows.priceUnits(row) === life.priceUnits;
    if (isOfSide && open > 0 && (kind === K.tapeClear || kind === K.tapeTouch)) return null;
    if (named.has(row)) {
      open -= kind === K.tapeCancel ? open : rows.lots(row);
      if (kind !== K.tapeExecute) continue;
    }
    out.set(rows.bytes.subarray(row * C.size, (row + 1) * C.size), at);
    if (named.has(row)) view.setUint8(at + C.kind, K.tapeTrade);
    if (isLevel && rows.lots(row) < open) return null;
    if (isLevel) view.setUint32(at + C.lots, rows.lots(row) - open, true);
    at += C.size;
  }
  return out.subarray(0, at);
}

/** What we send instead of the order’s own rows. */
export function ownCommands(rows: TapeRows, life: OrderLife): CommandInput[] {
  const at = (row: number, kind: number, lots: number): CommandInput => ({
    tsNs: rows.tsNs(row),
    orderId: ownId(life),
    priceUnits: life.priceUnits,
    lots,
    kind,
    side: life.side,
    tif: 0,
    flags: 0,
    instrument: life.instrument,
    rank: Rank.person,
    displayShift: 0,
    account: 0,
  });
  const changes = life.rows.filter((row) => rows.kind(row) !== K.tapeExecute);
  return [
    at(life.addRow, K.new, life.lots),
    ...changes.map((row) =>
      rows.kind(row) === K.tapeCancel ? at(row, K.cancel, 0) : at(row, K.reduce, rows.lots(row)),
    ),
  ];
}

/** Whether history executed an order that came later at the same price while this one was open: against price and time. */
export function wasPassedOver(rows: TapeRows, life: OrderLife): boolean {
  const later = new Set<bigint>();
  for (let row = life.addRow + 1; row < (life.rows.at(-1) ?? 0); row += 1) {
    if (rows.instrument(row) !== life.instrument || rows.side(row) !== life.side) continue;
    if (rows.priceUnits(row) !== life.priceUnits) continue;
    if (rows.kind(row) === K.tapeAdd) later.add(rows.id(row));
    if (rows.kind(row) === K.tapeExecute && later.has(rows.id(row))) return true;
  }
  return false;
}

const never = 2n ** 62n;

/** Plays all of `bytes`, window by window; calls `each` with the reports of each part. */
export function playRows(engine: Engine, bytes: Uint8Array, each?: (reports: Uint8Array) => void): void {
  const room = engine.commandBytes();
  for (let from = 0; from < bytes.byteLength; from += room.byteLength) {
    const part = bytes.subarray(from, Math.min(bytes.byteLength, from + room.byteLength));
    room.set(part);
    const rows = part.byteLength / C.size;
    engine.setWindow(rows, Rank.tape, false);
    while (engine.windowCursor < rows) {
      engine.run(never, 2 ** 31 - 1);
      if (engine.fault !== null) throw new Error(`fault: ${engine.fault.code}`);
      if (each === undefined) engine.skipReports();
      else each(engine.readReports());
    }
  }
}

/** Fills of one own order as they come. */
class FillReader {
  readonly fills: FillAt[] = [];
  constructor(private readonly id: bigint) {}

  read(reports: Uint8Array): void {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
    for (let at = 0; at < reports.byteLength; at += R.size) {
      if (view.getUint8(at + R.kind) !== ReportKind.fill) continue;
      const maker = view.getBigUint64(at + R.orderId, true);
      const taker = view.getBigUint64(at + R.size + F.takerOrderId, true);
      if (maker !== this.id && taker !== this.id) continue;
      this.fills.push({ tsNs: view.getBigInt64(at + R.tsNs, true), lots: view.getUint32(at + R.lots, true) });
    }
  }
}

/** Our order comes where the tape’s stood among the rows of its instant; its changes come at their own. */
export function takePlace(engine: Engine, [first, ...changes]: readonly CommandInput[]): void {
  if (first === undefined) return;
  engine.push(first);
  engine.setWindow(0, Rank.tape, true);
  engine.run(first.tsNs, 1_000);
  for (const command of changes) engine.push(command);
}

/** Trials of `lives`, which must be in the order of their adds, each from its own copy of the tape’s state. */
export function* substitute(
  core: WebAssembly.Module,
  config: EngineConfig,
  rows: TapeRows,
  lives: readonly OrderLife[],
): Generator<Trial> {
  const base = Engine.create(core, config);
  const work = Engine.create(core, config);
  let row = 0;
  for (const life of lives) {
    playRows(base, rows.bytes.subarray(row * C.size, life.addRow * C.size));
    row = life.addRow;
    const lastRow = life.rows.at(-1) ?? life.addRow;
    const without = rowsWithout(rows, life, lastRow);
    if (without === null) continue;
    work.loadStateBytes(base.stateBytes());
    takePlace(work, ownCommands(rows, life));
    const reader = new FillReader(ownId(life));
    playRows(work, without, (reports) => reader.read(reports));
    const found = byTime(reader.fills);
    const expected = historyOf(rows, life);
    yield { life, expected, found, isEqual: isSame(expected, found) };
  }
}

const isSame = (a: readonly FillAt[], b: readonly FillAt[]): boolean =>
  a.length === b.length && a.every(({ tsNs, lots }, i) => b[i]!.tsNs === tsNs && b[i]!.lots === lots);
