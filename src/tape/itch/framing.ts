/**
 * Two ways in which ITCH messages lie in a file: each behind its length of two bytes (the files that Nasdaq publishes),
 * or in MoldUDP64 packets of a capture. Gives message by message with its place; what a message says is convert.ts.
 */
import type { ByteStream } from '../byte-source';
import { ByteCursor } from '../byte-cursor';
import type { Place } from '../errors';
import { isMessage, messageBytes } from './messages';
import { MoldSessions, openCapture, payloadOf, type Capture } from './capture';
import { isNextGeneration, NextGeneration, type NextPacket } from './pcapng';

export interface ItchVisitor {
  /** `captureNs` is when the packet was captured, null in a plain file. */
  message(view: DataView, at: number, captureNs: bigint | null): void;
  /** `count` messages are missing before the next one. */
  gap(count: bigint): void;
}

export interface ItchWalk {
  /** counted by name: packets that hold no ITCH, repeated messages */
  readonly counts: Record<string, number>;
}

const CAPTURE_MAGIC = new Set([0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1]);

export function isCapture(head: Uint8Array): boolean {
  if (head.length < 24) return false;
  const view = new DataView(head.buffer, head.byteOffset);
  return CAPTURE_MAGIC.has(view.getUint32(0)) || isNextGeneration(view, 0);
}

/** Messages at the beginning that have the lengths of their types, and whether all that are there do. */
export function framedMessages(head: Uint8Array): { count: number; isWhole: boolean } {
  let at = 0;
  let count = 0;
  while (at + 3 <= head.length) {
    const length = ((head[at] as number) << 8) | (head[at + 1] as number);
    if (!isMessage(String.fromCharCode(head[at + 2] as number), length)) return { count, isWhole: false };
    count++;
    at += 2 + length;
  }
  return { count, isWhole: true };
}

export class ItchFile {
  readonly #cursor: ByteCursor;
  /** place of the message being visited */
  #messageAt = 0;

  constructor(
    readonly source: ByteStream,
    readonly counts: Record<string, number>,
  ) {
    this.#cursor = new ByteCursor(source);
  }

  place(): Place {
    return this.#cursor.place(this.#messageAt);
  }

  async walk(visitor: ItchVisitor, pause: (bytes: number) => Promise<void>): Promise<void> {
    const cursor = this.#cursor;
    try {
      await cursor.need(24);
      const head = cursor.bytes.subarray(0, cursor.limit);
      if (isCapture(head) && isNextGeneration(cursor.view, 0)) await this.#walkNext(visitor, pause);
      else if (isCapture(head)) await this.#walkCapture(visitor, pause);
      else await this.#walkFrames(visitor, pause);
    } finally {
      await cursor.close();
    }
  }

  async #walkFrames(visitor: ItchVisitor, pause: (bytes: number) => Promise<void>): Promise<void> {
    const cursor = this.#cursor;
    do {
      while (cursor.has(2)) {
        const length = cursor.view.getUint16(cursor.at);
        if (!cursor.has(2 + length)) break;
        if (length > 0) this.#visit(visitor, cursor.at + 2, length, null);
        cursor.at += 2 + length;
      }
      await pause(cursor.bytesRead);
    } while (await cursor.fill());
    if (cursor.has(1)) cursor.refuse('the file ends inside a message');
  }

  async #walkCapture(visitor: ItchVisitor, pause: (bytes: number) => Promise<void>): Promise<void> {
    const cursor = this.#cursor;
    const capture: Capture = openCapture(cursor);
    const sessions = new MoldSessions();
    do {
      while (cursor.has(16)) {
        const length = cursor.view.getUint32(cursor.at + 8, capture.isLittleEndian);
        if (length > 262_144) cursor.refuse(`a packet of ${length} bytes`);
        if (!cursor.has(16 + length)) break;
        const captureNs = capture.timeOf(cursor.view, cursor.at);
        this.#visitPacket(visitor, sessions, { at: cursor.at + 16, length, link: capture.link, captureNs });
        cursor.at += 16 + length;
      }
      await pause(cursor.bytesRead);
    } while (await cursor.fill());
    if (cursor.has(1)) cursor.refuse('the capture ends inside a packet');
  }

  async #walkNext(visitor: ItchVisitor, pause: (bytes: number) => Promise<void>): Promise<void> {
    const cursor = this.#cursor;
    const blocks = new NextGeneration();
    const sessions = new MoldSessions();
    do {
      for (;;) {
        const blockBytes = blocks.blockBytes(cursor);
        if (blockBytes === 0 || !cursor.has(blockBytes)) break;
        const packet = blocks.packet(cursor, blockBytes);
        if (packet !== null) this.#visitPacket(visitor, sessions, packet);
        cursor.at += blockBytes;
      }
      await pause(cursor.bytesRead);
    } while (await cursor.fill());
    if (cursor.has(1)) cursor.refuse('the capture ends inside a block');
  }

  #visitPacket(
    visitor: ItchVisitor,
    sessions: MoldSessions,
    { at, length, link, captureNs }: NextPacket,
  ): void {
    const { view } = this.#cursor;
    const payload = link === undefined ? null : payloadOf(view, at, length, link);
    if (payload === null) return this.#count('packets of other protocols');
    this.#messageAt = payload.at;
    if (payload.length < 20) return this.#count('packets of other protocols');
    const count = view.getUint16(payload.at + 18);
    const { skipped, missing } = sessions.next(view, payload.at, count);
    if (missing > 0n) visitor.gap(missing);
    let next = payload.at + 20;
    const end = payload.at + payload.length;
    for (let i = 0; i < (count === 0xffff ? 0 : count); i++) {
      const size = next + 2 <= end ? view.getUint16(next) : 0;
      if (next + 2 + size > end) this.#cursor.refuse('a MoldUDP64 packet ends inside a message', next);
      if (BigInt(i) < skipped) this.#count('repeated messages');
      else if (size > 0) this.#visit(visitor, next + 2, size, captureNs);
      next += 2 + size;
    }
  }

  #visit(visitor: ItchVisitor, at: number, length: number, captureNs: bigint | null): void {
    const cursor = this.#cursor;
    const letter = String.fromCharCode(cursor.bytes[at] as number);
    this.#messageAt = at;
    const expected = messageBytes[letter];
    if (expected === undefined) cursor.refuse(`“${letter}” is no message of ITCH 5.0`, at);
    if (expected !== length)
      cursor.refuse(`a message “${letter}” has ${length} bytes instead of ${expected}`, at);
    this.#count(letter);
    visitor.message(cursor.view, at, captureNs);
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
