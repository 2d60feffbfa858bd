/**
 * The book of an order tape as far as its levels: rows that name orders go in, prints and the lots that each level displays
 * come out, as a tape of levels would tell them. Knows the rules of tape rows (docs/FORMATS.md §5) and no engine. Invariant:
 * after a row every level displays what the tape’s own book displays.
 */
import { CommandFlag, CommandKind as K, CommandLayout as C, Side } from '../layout/layout.gen';
import type { PackedBlock } from './tape-port';

interface Standing {
  readonly id: bigint;
  readonly side: number;
  readonly priceUnits: bigint;
  readonly level: Level;
  lots: number;
  isFinal: boolean;
}

interface Level {
  /** lots whose orders the tape never named */
  anonymous: number;
  total: number;
  /** in the order of their arrival */
  readonly orders: Set<Standing>;
}

const mostLots = 0xffff_ffff;
const namesOrder: ReadonlySet<number> = new Set([K.tapeCancel, K.tapeReduce, K.tapeExecute]);

type Place = Pick<Standing, 'side' | 'priceUnits'>;

interface Row {
  readonly kind: number;
  readonly instrument: number;
  readonly side: number;
  readonly flags: number;
  readonly lots: number;
  readonly id: bigint;
  readonly priceUnits: bigint;
}

const rowAt = (view: DataView, at: number): Row => ({
  kind: view.getUint8(at + C.kind),
  instrument: view.getUint16(at + C.instrument, true),
  side: view.getUint8(at + C.side),
  flags: view.getUint8(at + C.flags),
  lots: view.getUint32(at + C.lots, true),
  id: view.getBigUint64(at + C.orderId, true),
  priceUnits: view.getBigInt64(at + C.priceUnits, true),
});

/** The book of one instrument. */
class Book {
  private readonly orders = new Map<bigint, Standing>();
  private readonly sides = [new Map<bigint, Level>(), new Map<bigint, Level>()];

  /** Applies a row; returns the level that it is about, null where it is about none. */
  apply(row: Row): Place | null {
    const { kind, side, priceUnits } = row;
    if (side > Side.sell) return null;
    if (kind === K.tapeAdd) this.add(row);
    else if (kind === K.tapeLevelSet) this.set(row);
    else if (kind === K.tapeClear) this.clear(side);
    else if (namesOrder.has(kind)) return this.change(row);
    return kind === K.tapeAdd || kind === K.tapeLevelSet ? { side, priceUnits } : null;
  }

  totalAt({ side, priceUnits }: Place): number {
    return this.sides[side]?.get(priceUnits)?.total ?? 0;
  }

  private add({ id, side, priceUnits, lots, flags }: Row): void {
    if (lots === 0 || this.orders.has(id)) return;
    const level = this.levelAt(side, priceUnits);
    const order = { id, side, priceUnits, level, lots, isFinal: (flags & CommandFlag.final) !== 0 };
    level.orders.add(order);
    level.total += lots;
    this.orders.set(id, order);
  }

  private change({ id, kind, side, priceUnits, lots, flags }: Row): Place {
    const order = this.orders.get(id);
    if (order === undefined) {
      const level = this.sides[side]!.get(priceUnits);
      if (level !== undefined) this.takeAnonymous(level, lots, side, priceUnits);
      return { side, priceUnits };
    }
    if ((flags & CommandFlag.final) !== 0) order.isFinal = true;
    this.take(order, kind === K.tapeCancel ? order.lots : lots);
    return order;
  }

  /** Lots that the level shows too many leave in the order of docs/FORMATS.md §5. */
  private set({ side, priceUnits, lots }: Row): void {
    const level = this.levelAt(side, priceUnits);
    let surplus = level.total - lots;
    if (surplus <= 0) {
      level.anonymous -= surplus;
      level.total = lots;
      if (lots === 0) this.sides[side]!.delete(priceUnits);
      return;
    }
    surplus -= this.takeAnonymous(level, surplus, side, priceUnits);
    const latestFirst = [...level.orders].reverse();
    for (const order of [
      ...latestFirst.filter(({ isFinal }) => isFinal),
      ...latestFirst.filter(({ isFinal }) => !isFinal),
    ]) {
      if (surplus === 0) return;
      surplus -= this.take(order, surplus);
    }
  }

  private clear(side: number): void {
    for (const { orders } of this.sides[side]!.values()) for (const { id } of orders) this.orders.delete(id);
    this.sides[side]!.clear();
  }

  private take(order: Standing, lots: number): number {
    const { level, side, priceUnits } = order;
    const taken = Math.min(lots, order.lots);
    order.lots -= taken;
    level.total -= taken;
    if (order.lots > 0) return taken;
    level.orders.delete(order);
    this.orders.delete(order.id);
    if (level.total === 0) this.sides[side]!.delete(priceUnits);
    return taken;
  }

  private takeAnonymous(level: Level, lots: number, side: number, priceUnits: bigint): number {
    const taken = Math.min(lots, level.anonymous);
    level.anonymous -= taken;
    level.total -= taken;
    if (level.total === 0) this.sides[side]!.delete(priceUnits);
    return taken;
  }

  private levelAt(side: number, priceUnits: bigint): Level {
    const known = this.sides[side]!.get(priceUnits);
    if (known !== undefined) return known;
    const level = { anonymous: 0, total: 0, orders: new Set<Standing>() };
    this.sides[side]!.set(priceUnits, level);
    return level;
  }
}

const isPrint = (kind: number): boolean => kind === K.tapeExecute || kind === K.tapeHidden;
/** What an order's own row tells of a print beside its side, which it always knows. */
const ofExecution = CommandFlag.last | CommandFlag.synthetic;

/** Books of all instruments of a tape, fed block after block. */
export class LevelBook {
  private readonly books: readonly Book[];

  constructor(instrumentCount: number) {
    this.books = Array.from({ length: instrumentCount }, () => new Book());
  }

  /** The next block as a tape of levels would have it: a row is a print, a level, or a print and then its level. */
  tell({ rows, bytes, sourceRows }: PackedBlock): PackedBlock {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const out = new Uint8Array(rows * 2 * C.size);
    const outView = new DataView(out.buffer);
    const outRows = new Uint32Array(rows * 2);
    let count = 0;
    for (let row = 0; row < rows; row += 1) {
      const told = rowAt(view, row * C.size);
      const record = bytes.subarray(row * C.size, (row + 1) * C.size);
      const book = this.books[told.instrument];
      const place = book?.apply(told) ?? null;
      if (place === null || isPrint(told.kind)) {
        outRows[count] = sourceRows[row]!;
        writePrint(record, told, place !== null, out, outView, count * C.size);
        count += 1;
      }
      if (place === null || book === undefined) continue;
      outRows[count] = sourceRows[row]!;
      writeLevel(record, place, book.totalAt(place), out, outView, count * C.size);
      count += 1;
    }
    return { rows: count, bytes: out.slice(0, count * C.size), sourceRows: outRows.slice(0, count) };
  }
}

/** The row as it is, or as a print that names no order. `isFollowed`: its level comes after it, in the same message. */
function writePrint(
  record: Uint8Array,
  { kind, flags }: Row,
  isFollowed: boolean,
  out: Uint8Array,
  view: DataView,
  at: number,
): void {
  out.set(record, at);
  if (!isPrint(kind)) return;
  view.setUint8(at + C.kind, K.tapeTrade);
  view.setBigUint64(at + C.orderId, 0n, true);
  view.setUint8(at + C.flags, isFollowed ? flags & ~ofExecution : flags);
}

function writeLevel(
  record: Uint8Array,
  { side, priceUnits }: Place,
  lots: number,
  out: Uint8Array,
  view: DataView,
  at: number,
): void {
  out.set(record, at);
  view.setUint8(at + C.kind, K.tapeLevelSet);
  view.setUint8(at + C.side, side);
  view.setBigUint64(at + C.orderId, 0n, true);
  view.setBigInt64(at + C.priceUnits, priceUnits, true);
  view.setUint32(at + C.lots, Math.min(mostLots, lots), true);
}
