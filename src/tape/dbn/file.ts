/**
 * The records of a DBN file, one by one with their places. A record says its own length, so kinds that are not known
 * are passed over; one that is too short for its kind is a fault.
 */
import type { ByteStream } from '../byte-source';
import { ByteCursor } from '../byte-cursor';
import type { Place } from '../errors';
import { readMetadata, textAt, type DbnMetadata } from './metadata';

export const RecordType = {
  ...{ trade: 0x00, mbp1: 0x01, mbp10: 0x0a, mbo: 0xa0, cmbp1: 0xb1, tradeWithTouch: 0xc2 },
  ...{ symbol: 0x16 },
} as const;

/** The touch at the end of every second or minute: cbbo and bbo. */
export const sampledTouches: readonly number[] = [0xc0, 0xc1, 0xc3, 0xc4];

/** Bars: 1s, 1m, 1h, 1d and end of day. */
export const barNs: Readonly<Record<number, bigint>> = {
  ...{ 0x20: 1_000_000_000n, 0x21: 60_000_000_000n, 0x22: 3_600_000_000_000n },
  ...{ 0x23: 86_400_000_000_000n, 0x24: 86_400_000_000_000n },
};

const recordBytes: Readonly<Record<number, number>> = {
  ...{ [RecordType.trade]: 48, [RecordType.mbp1]: 80, [RecordType.mbp10]: 368, [RecordType.mbo]: 56 },
  ...Object.fromEntries(sampledTouches.map((type) => [type, 80])),
  ...{ [RecordType.tradeWithTouch]: 80 },
  ...{ [RecordType.cmbp1]: 80, 0x20: 56, 0x21: 56, 0x22: 56, 0x23: 56, 0x24: 56 },
};
const recordNames: Readonly<Record<number, string>> = {
  ...{ 0x12: 'status', 0x13: 'definition', 0x14: 'imbalance', 0x15: 'error', 0x16: 'symbol mapping' },
  ...{ 0x17: 'system', 0x18: 'statistics' },
};

export const UNDEFINED_PRICE = 0x7fff_ffff_ffff_ffffn;
export const UNDEFINED_TIME = 0xffff_ffff_ffff_ffffn;

/** The fields at one place in every kind. */
export const Header = { type: 1, publisher: 2, instrument: 4, tsEvent: 8 } as const;

export interface RecordVisitor {
  record(type: number, view: DataView, at: number): void;
}

export class DbnFile {
  metadata: DbnMetadata | null = null;
  readonly #cursor: ByteCursor;

  constructor(
    readonly source: ByteStream,
    readonly counts: Record<string, number>,
  ) {
    this.#cursor = new ByteCursor(source);
  }

  place(): Place {
    return this.#cursor.place();
  }

  async open(): Promise<DbnMetadata> {
    return (this.metadata = await readMetadata(this.#cursor));
  }

  async close(): Promise<void> {
    await this.#cursor.close();
  }

  async walk(visitor: RecordVisitor, pause: (bytes: number) => Promise<void>): Promise<void> {
    const cursor = this.#cursor;
    do {
      while (cursor.has(16)) {
        const length = (cursor.bytes[cursor.at] as number) * 4;
        if (length < 16) cursor.refuse(`a record of ${length} bytes cannot be`);
        if (!cursor.has(length)) break;
        const type = cursor.bytes[cursor.at + 1] as number;
        const expected = recordBytes[type];
        if (type === RecordType.symbol) this.#rename(length);
        if (expected === undefined) this.#passOver(type);
        else if (length < expected)
          cursor.refuse(`a record of kind ${type} has ${length} bytes instead of ${expected}`);
        else visitor.record(type, cursor.view, cursor.at);
        cursor.at += length;
      }
      await pause(cursor.bytesRead);
    } while (await cursor.fill());
    if (cursor.has(1)) cursor.refuse('the file ends inside a record');
  }

  /** The widths of its texts are those of versions 1 and 2; the second text is the symbol of the venue. */
  #rename(length: number): void {
    const { at, bytes, view } = this.#cursor;
    const width = length < 176 ? 22 : 71;
    const start = width === 22 ? at + 16 + width : at + 16 + 1 + width + 1;
    if (start + width > at + length) this.#cursor.refuse(`a symbol mapping of ${length} bytes`);
    this.metadata?.symbols.rename(view.getUint32(at + Header.instrument, true), textAt(bytes, start, width));
  }

  #passOver(type: number): void {
    const name = recordNames[type] ?? `kind ${type}`;
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
