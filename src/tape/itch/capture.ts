/**
 * Captures of networks (pcap): the header, the way from a frame to the payload of its UDP datagram (Ethernet with any
 * number of VLAN tags, Linux cooked, raw IPv4), and the sequence of MoldUDP64. Reads; keeps the next number a session.
 */
import type { ByteCursor } from '../byte-cursor';

export interface Capture {
  readonly isLittleEndian: boolean;
  readonly link: number;
  /** when the packet whose header begins at `at` was captured, ns since 1970 */
  timeOf(view: DataView, at: number): bigint;
}

const Link = { ethernet: 1, rawIp: 101, cooked: 113, ipv4: 228 } as const;
const ETHERTYPE_IPV4 = 0x0800;
const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100];
const PROTOCOL_UDP = 17;

export const isReadLink = (link: number): boolean => (Object.values(Link) as number[]).includes(link);

/** Leaves the cursor at the first packet. */
export function openCapture(cursor: ByteCursor): Capture {
  if (!cursor.has(24)) cursor.refuse('the capture ends inside its header');
  const magic = cursor.view.getUint32(cursor.at);
  const isLittleEndian = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
  const isNano = magic === 0xa1b23c4d || magic === 0x4d3cb2a1;
  const link = cursor.view.getUint32(cursor.at + 20, isLittleEndian) & 0xffff;
  if (!isReadLink(link)) {
    cursor.refuse(
      `the capture is of link type ${link}, which is not read (Ethernet, IPv4 and Linux cooked are)`,
      20,
    );
  }
  cursor.at += 24;
  return {
    isLittleEndian,
    link,
    timeOf(view, at) {
      const seconds = BigInt(view.getUint32(at, isLittleEndian));
      const fraction = BigInt(view.getUint32(at + 4, isLittleEndian));
      return seconds * 1_000_000_000n + fraction * (isNano ? 1n : 1000n);
    },
  };
}

/** Null: the frame holds no whole UDP datagram over IPv4. */
export function payloadOf(
  view: DataView,
  start: number,
  frameBytes: number,
  link: number,
): { at: number; length: number } | null {
  const end = start + frameBytes;
  let at = start;
  if (link === Link.ethernet || link === Link.cooked) {
    at += link === Link.ethernet ? 12 : 14;
    if (at + 2 > end) return null;
    let type = view.getUint16(at);
    while (VLAN_TAGS.includes(type) && at + 6 <= end) {
      at += 4;
      type = view.getUint16(at);
    }
    if (type !== ETHERTYPE_IPV4) return null;
    at += 2;
  }
  if (at + 20 > end || view.getUint8(at) >> 4 !== 4) return null;
  const headerBytes = (view.getUint8(at) & 15) * 4;
  const isFragment = (view.getUint16(at + 6) & 0x3fff) !== 0;
  if (view.getUint8(at + 9) !== PROTOCOL_UDP || isFragment || at + headerBytes + 8 > end) return null;
  const datagramBytes = view.getUint16(at + headerBytes + 4);
  at += headerBytes + 8;
  const length = datagramBytes === 0 ? end - at : datagramBytes - 8;
  return length < 0 || at + length > end ? null : { at, length };
}

/** Next sequence number of every session. Numbers begin at 1: 0 is a capture made anonymous, which has no order. */
export class MoldSessions {
  readonly #next = new Map<string, bigint>();

  next(view: DataView, at: number, count: number): { skipped: bigint; missing: bigint } {
    const sequence = view.getBigUint64(at + 10);
    if (sequence === 0n) return { skipped: 0n, missing: 0n };
    let session = '';
    for (let i = 0; i < 10; i++) session += String.fromCharCode(view.getUint8(at + i));
    const expected = this.#next.get(session) ?? sequence;
    const end = sequence + (count === 0xffff ? 0n : BigInt(count));
    if (end > expected || !this.#next.has(session)) this.#next.set(session, end > expected ? end : expected);
    return sequence >= expected
      ? { skipped: 0n, missing: sequence - expected }
      : { skipped: expected - sequence, missing: 0n };
  }
}
