/**
 * SHA-256 of a file's bytes, read in pieces: the proof that what lies on the disk is what was meant to.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Content } from './ports';

const pieceBytes = 4 * 1024 * 1024;

export async function contentHash(content: Content): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < content.size; at += pieceBytes) {
    hash.update(
      new Uint8Array(await content.slice(at, Math.min(at + pieceBytes, content.size)).arrayBuffer()),
    );
  }
  return bytesToHex(hash.digest());
}

/** A content that is read once, from the first byte to the last, and hashed on its way. */
export class PassingContent implements Content {
  private readonly hash = sha256.create();
  private passed = 0;
  readonly size: number;

  /** `onBytes` hears how much has passed, and may throw to end it. */
  constructor(
    private readonly content: Content,
    private readonly onBytes: (done: number, total: number) => void,
  ) {
    this.size = content.size;
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    return { arrayBuffer: () => this.pass(start, end) };
  }

  /** Of all of it, when all has passed. */
  digest(): string {
    if (this.passed !== this.size) throw new Error(`${this.passed} of ${this.size} bytes have passed`);
    return bytesToHex(this.hash.digest());
  }

  private async pass(start: number, end: number): Promise<ArrayBuffer> {
    this.onBytes(start, this.size);
    if (start !== this.passed) throw new Error(`byte ${start} is asked for after ${this.passed}`);
    const bytes = await this.content.slice(start, end).arrayBuffer();
    this.hash.update(new Uint8Array(bytes));
    this.passed = end;
    this.onBytes(end, this.size);
    return bytes;
  }
}
