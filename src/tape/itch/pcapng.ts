/**
 * Captures in the newer form (pcapng): sections, the interfaces that each describes, and packets with the time and link of
 * theirs. Blocks of other kinds are passed over. Reads one block at a time; what a frame holds is capture.ts.
 */
import type { ByteCursor } from '../byte-cursor';
import { isReadLink } from './capture';

const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const PACKET = 6;
const BLOCK_BYTES_MAX = 16 * 1024 * 1024;
const OPTION_RESOLUTION = 9;
const OPTION_OFFSET = 14;
const NS_PER_SECOND = 1_000_000_000n;

interface Interface {
  readonly link: number;
  /** units of its stamps a second */
  readonly unitsPerSecond: bigint;
  readonly offsetSeconds: bigint;
}

/** Where a frame lies; `link` is undefined where what it holds is not read. */
export interface NextPacket {
  readonly at: number;
  readonly length: number;
  readonly link: number | undefined;
  readonly captureNs: bigint;
}

export const isNextGeneration = (view: DataView, at: number): boolean =>
  view.getUint32(at) === SECTION && [BYTE_ORDER, 0x4d3c2b1a].includes(view.getUint32(at + 8));

export class NextGeneration {
  #isLittleEndian = false;
  #interfaces: Interface[] = [];

  /** Bytes of the block at the cursor; 0 where its head is not there yet. */
  blockBytes(cursor: ByteCursor): number {
    if (!cursor.has(12)) return 0;
    const { view, at } = cursor;
    if (view.getUint32(at) === SECTION) {
      if (!isNextGeneration(view, at)) cursor.refuse('a section of the capture has no byte order');
      this.#isLittleEndian = view.getUint32(at + 8) !== BYTE_ORDER;
      this.#interfaces = [];
    }
    const length = view.getUint32(at + 4, this.#isLittleEndian);
    if (length < 12 || length % 4 !== 0 || length > BLOCK_BYTES_MAX)
      cursor.refuse(`a block of ${length} bytes`);
    return length;
  }

  /** The block at the cursor, which is all there; null where it is no packet. */
  packet(cursor: ByteCursor, blockBytes: number): NextPacket | null {
    const { view, at } = cursor;
    if (view.getUint32(at + blockBytes - 4, this.#isLittleEndian) !== blockBytes)
      cursor.refuse('a block does not end with its length');
    switch (view.getUint32(at, this.#isLittleEndian)) {
      case INTERFACE:
        this.#interfaces.push(this.#interface(cursor, blockBytes));
        return null;
      case PACKET:
      case OLD_PACKET:
        return this.#frame(cursor, blockBytes);
      case SIMPLE_PACKET:
        return cursor.refuse('a packet has no time of its capture');
      default:
        return null;
    }
  }

  #frame(cursor: ByteCursor, blockBytes: number): NextPacket {
    const { view, at } = cursor;
    if (blockBytes < 32) cursor.refuse('a packet is cut short');
    const isOld = view.getUint32(at, this.#isLittleEndian) === OLD_PACKET;
    const number = isOld ? view.getUint16(at + 8, this.#isLittleEndian) : this.#u32(view, at + 8);
    const own = this.#interfaces[number];
    if (own === undefined) return cursor.refuse(`a packet of interface ${number}, which nothing describes`);
    const length = this.#u32(view, at + 20);
    if (28 + length + 4 > blockBytes) cursor.refuse('a packet is longer than its block');
    const stamp = (BigInt(this.#u32(view, at + 12)) << 32n) | BigInt(this.#u32(view, at + 16));
    const captureNs = (stamp * NS_PER_SECOND) / own.unitsPerSecond + own.offsetSeconds * NS_PER_SECOND;
    return { at: at + 28, length, link: isReadLink(own.link) ? own.link : undefined, captureNs };
  }

  #interface(cursor: ByteCursor, blockBytes: number): Interface {
    const { view, at } = cursor;
    if (blockBytes < 20) cursor.refuse('an interface is cut short');
    const link = view.getUint16(at + 8, this.#isLittleEndian);
    let unitsPerSecond = 1_000_000n;
    let offsetSeconds = 0n;
    const end = at + blockBytes - 4;
    for (let option = at + 16; option + 4 <= end;) {
      const code = view.getUint16(option, this.#isLittleEndian);
      const length = view.getUint16(option + 2, this.#isLittleEndian);
      if (code === 0 || option + 4 + length > end) break;
      if (code === OPTION_RESOLUTION && length >= 1) {
        const power = view.getUint8(option + 4);
        unitsPerSecond = power >= 128 ? 2n ** BigInt(power - 128) : 10n ** BigInt(power);
      }
      if (code === OPTION_OFFSET && length >= 8)
        offsetSeconds = view.getBigInt64(option + 4, this.#isLittleEndian);
      option += 4 + length + ((4 - (length % 4)) % 4);
    }
    return { link, unitsPerSecond, offsetSeconds };
  }

  #u32(view: DataView, at: number): number {
    return view.getUint32(at, this.#isLittleEndian);
  }
}
