/**
 * All rows of an order tape in memory as packed commands, and the lives of the orders in them: what was added, executed and
 * taken away, row by row. For studies that play parts of a tape many times. Invariant: rows are those of the port, in order.
 */
import { CommandKind as K, CommandLayout as C } from '../layout/layout.gen';
import type { TapePort } from './tape-port';

export class TapeRows {
  readonly view: DataView;
  readonly count: number;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = bytes.byteLength / C.size;
  }

  static async of(tape: TapePort): Promise<TapeRows> {
    const bytes = new Uint8Array(tape.rows * C.size);
    let at = 0;
    for (let block = 0; block < tape.blockCount; block += 1) {
      const packed = await tape.loadBlock(block);
      bytes.set(packed.bytes.subarray(0, packed.rows * C.size), at);
      at += packed.rows * C.size;
    }
    return new TapeRows(bytes.subarray(0, at));
  }

  tsNs(row: number): bigint {
    return this.view.getBigInt64(row * C.size + C.tsNs, true);
  }
  id(row: number): bigint {
    return this.view.getBigUint64(row * C.size + C.orderId, true);
  }
  priceUnits(row: number): bigint {
    return this.view.getBigInt64(row * C.size + C.priceUnits, true);
  }
  lots(row: number): number {
    return this.view.getUint32(row * C.size + C.lots, true);
  }
  kind(row: number): number {
    return this.view.getUint8(row * C.size + C.kind);
  }
  side(row: number): number {
    return this.view.getUint8(row * C.size + C.side);
  }
  instrument(row: number): number {
    return this.view.getUint16(row * C.size + C.instrument, true);
  }
}

/** One order of the tape from its add to the last row that names it. */
export interface OrderLife {
  readonly id: bigint;
  readonly instrument: number;
  readonly side: number;
  readonly priceUnits: bigint;
  readonly lots: number;
  readonly addRow: number;
  /** rows after the add that name it, in order */
  readonly rows: readonly number[];
  readonly executedLots: number;
  readonly openLots: number;
}

interface Growing {
  life: Omit<OrderLife, 'rows' | 'executedLots' | 'openLots'>;
  rows: number[];
  executed: number;
  open: number;
  isSound: boolean;
}

function follow(rows: TapeRows, row: number, grown: Growing): void {
  const kind = rows.kind(row);
  const lots = kind === K.tapeCancel ? grown.open : rows.lots(row);
  if (kind === K.tapeAdd || lots > grown.open) grown.isSound = false;
  grown.rows.push(row);
  grown.open -= Math.min(lots, grown.open);
  if (kind === K.tapeExecute) grown.executed += lots;
}

/** Orders that the tape adds once and whose rows fit their lots, in the order of their adds. */
export function livesOf(rows: TapeRows): OrderLife[] {
  const growing = new Map<string, Growing>();
  for (let row = 0; row < rows.count; row += 1) {
    const kind = rows.kind(row);
    if (kind > K.tapeExecute) continue;
    const id = rows.id(row);
    const instrument = rows.instrument(row);
    const key = `${instrument}/${id}`;
    const known = growing.get(key);
    if (known !== undefined) {
      follow(rows, row, known);
    } else if (kind === K.tapeAdd) {
      const [side, priceUnits, lots] = [rows.side(row), rows.priceUnits(row), rows.lots(row)];
      const life = { id, instrument, side, priceUnits, lots, addRow: row };
      growing.set(key, { life, rows: [], executed: 0, open: lots, isSound: true });
    }
  }
  return [...growing.values()]
    .filter(({ isSound }) => isSound)
    .map(({ life, rows: named, executed, open }) => ({
      ...life,
      rows: named,
      executedLots: executed,
      openLots: open,
    }));
}
