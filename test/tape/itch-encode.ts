/**
 * ITCH 5.0 messages as Nasdaq's specification lays them out, and MoldUDP64 packets in a capture: the other direction
 * from the reader, and sharing no code with it.
 */
const encoder = new TextEncoder();

type Part = readonly [bytes: number, value: number | bigint | string];

/** Big-endian integers by width, texts padded with spaces. */
function pack(...parts: Part[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of parts) {
    if (typeof value === 'string') bytes.set(encoder.encode(value.padEnd(width)), at);
    else {
      let rest = BigInt(value);
      for (let i = width - 1; i >= 0; i--, rest >>= 8n) bytes[at + i] = Number(rest & 0xffn);
    }
    at += width;
  }
  return bytes;
}

/** `price` in 10⁻⁴, `ns` since midnight in New York. */
export class ItchEncoder {
  readonly messages: Uint8Array[] = [];
  constructor(
    readonly symbol = 'ACME',
    readonly locate = 7,
  ) {}

  #put(type: string, ns: number | bigint, ...parts: Part[]): void {
    this.messages.push(pack([1, type], [2, this.locate], [2, 0], [6, ns], ...parts));
  }
  system(ns: number, event: string): void {
    this.#put('S', ns, [1, event]);
  }
  directory(ns: number): void {
    this.#put(
      'R',
      ns,
      [8, this.symbol],
      [1, 'Q'],
      [1, 'N'],
      [4, 100],
      [1, 'N'],
      [1, 'C'],
      [2, ''],
      [1, 'P'],
      [1, 'N'],
      [1, ' '],
      [1, '1'],
      [1, 'N'],
      [4, 0],
      [1, 'N'],
    );
  }
  state(ns: number, state: string): void {
    this.#put('H', ns, [8, this.symbol], [1, state], [1, ' '], [4, '']);
  }
  add(
    ns: number | bigint,
    id: bigint | number,
    side: string,
    shares: number,
    price: number,
    mpid?: string,
  ): void {
    const more: Part[] = mpid === undefined ? [] : [[4, mpid]];
    this.#put(
      mpid === undefined ? 'A' : 'F',
      ns,
      [8, id],
      [1, side],
      [4, shares],
      [8, this.symbol],
      [4, price],
      ...more,
    );
  }
  execute(ns: number | bigint, id: bigint | number, shares: number): void {
    this.#put('E', ns, [8, id], [4, shares], [8, 1]);
  }
  executeAt(ns: number, id: bigint | number, shares: number, price: number, isPrintable = true): void {
    this.#put('C', ns, [8, id], [4, shares], [8, 1], [1, isPrintable ? 'Y' : 'N'], [4, price]);
  }
  reduce(ns: number | bigint, id: bigint | number, shares: number): void {
    this.#put('X', ns, [8, id], [4, shares]);
  }
  remove(ns: number | bigint, id: bigint | number): void {
    this.#put('D', ns, [8, id]);
  }
  replace(ns: number, id: bigint, newId: bigint, shares: number, price: number): void {
    this.#put('U', ns, [8, id], [8, newId], [4, shares], [4, price]);
  }
  hidden(ns: number | bigint, side: string, shares: number, price: number): void {
    this.#put('P', ns, [8, 0], [1, side], [4, shares], [8, this.symbol], [4, price], [8, 1]);
  }
  cross(ns: number, shares: number, price: number): void {
    this.#put('Q', ns, [8, shares], [8, this.symbol], [4, price], [8, 1], [1, 'O']);
  }

  /** Each behind its length. */
  framed(): Uint8Array {
    return concat(this.messages.flatMap((message) => [pack([2, message.length]), message]));
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export interface MoldPacket {
  readonly sequence: number;
  readonly messages: readonly Uint8Array[];
  readonly captureNs: bigint;
}

/** Ethernet with one VLAN tag, IPv4, UDP, MoldUDP64. */
function frameOf({ sequence, messages }: MoldPacket): Uint8Array {
  const blocks = concat(messages.flatMap((message) => [pack([2, message.length]), message]));
  const mold = concat([pack([10, 'SESSION1'], [8, sequence], [2, messages.length]), blocks]);
  const udp = pack([2, 1], [2, 26477], [2, 8 + mold.length], [2, 0]);
  const ip = pack([1, 0x45], [1, 0], [2, 28 + mold.length], [4, 0], [1, 21], [1, 17], [2, 0], [4, 1], [4, 2]);
  const ethernet = pack([6, 1], [6, 2], [2, 0x8100], [2, 141], [2, 0x0800]);
  return concat([ethernet, ip, udp, mold]);
}

/** Nanosecond capture. */
export function capture(packets: readonly MoldPacket[]): Uint8Array {
  const header = pack([4, 0xa1b23c4d], [2, 2], [2, 4], [4, 0], [4, 0], [4, 65536], [4, 1]);
  const frames = packets.flatMap((packet) => {
    const { captureNs } = packet;
    const frame = frameOf(packet);
    const record = pack(
      [4, captureNs / 1_000_000_000n],
      [4, captureNs % 1_000_000_000n],
      [4, frame.length],
      [4, frame.length],
    );
    return [record, frame];
  });
  return concat([header, ...frames]);
}

/** A capture as newer programs write it (draft-ietf-opsawg-pcapng): two sections, stamps in ns, blocks of other kinds. */
export function nextCapture(packets: readonly MoldPacket[], isLittleEndian: boolean): Uint8Array {
  const word = (value: number | bigint, bytes: 2 | 4 = 4): Uint8Array => {
    const out = new Uint8Array(bytes);
    const view = new DataView(out.buffer);
    if (bytes === 2) view.setUint16(0, Number(value), isLittleEndian);
    else view.setUint32(0, Number(value), isLittleEndian);
    return out;
  };
  const block = (type: number, ...body: Uint8Array[]): Uint8Array => {
    const inside = concat(body);
    const padded = concat([inside, new Uint8Array((4 - (inside.length % 4)) % 4)]);
    const length = word(12 + padded.length);
    return concat([word(type), length, padded, length]);
  };
  const section = block(
    0x0a0d0d0a,
    word(0x1a2b3c4d),
    word(1, 2),
    word(0, 2),
    word(0xffff_ffff),
    word(0xffff_ffff),
  );
  const resolution = concat([word(9, 2), word(1, 2), Uint8Array.of(9, 0, 0, 0)]);
  const wifi = block(1, word(105, 2), word(0, 2), word(65_535));
  const ethernet = block(1, word(1, 2), word(0, 2), word(65_535), resolution, word(0, 2), word(0, 2));
  const frames = packets.map((packet, i) => {
    const frame = frameOf(packet);
    const ns = packet.captureNs;
    const head = [word(1), word(ns >> 32n), word(ns & 0xffff_ffffn), word(frame.length), word(frame.length)];
    const other = i === 0 ? [block(6, word(0), word(0), word(0), word(4), word(4), new Uint8Array(4))] : [];
    const again = i === 1 ? [section, wifi, ethernet] : [];
    return concat([...again, ...other, block(6, ...head, frame), block(5, word(0), word(0), word(0))]);
  });
  return concat([section, wifi, ethernet, ...frames]);
}
