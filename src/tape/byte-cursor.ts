/**
 * A byte stream for readers of binary formats: what is there is looked at in place, more is fetched on request.
 * Memory is one piece and one message whatever the file; every place in it has its offset in the file.
 */
import type { ByteStream } from './byte-source';
import { tapeError, type Place, type TapeErrorName } from './errors';

export class ByteCursor {
  bytes = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  /** where the unread bytes begin and end in `bytes` */
  at = 0;
  limit = 0;
  bytesRead = 0;
  #base = 0;
  #hasEnded = false;
  readonly #iterator: AsyncIterator<Uint8Array>;

  constructor(readonly source: ByteStream) {
    this.#iterator = source.stream()[Symbol.asyncIterator]();
  }

  has(length: number): boolean {
    return this.limit - this.at >= length;
  }

  /** False: there is nothing left to fetch. */
  async fill(): Promise<boolean> {
    if (this.#hasEnded) return false;
    const { done, value } = await this.#iterator.next();
    if (done === true) {
      this.#hasEnded = true;
      return false;
    }
    const left = this.limit - this.at;
    const need = left + value.length;
    const target = need <= this.bytes.length ? this.bytes : new Uint8Array(need * 2);
    if (target === this.bytes) target.copyWithin(0, this.at, this.limit);
    else target.set(this.bytes.subarray(this.at, this.limit));
    target.set(value, left);
    if (target !== this.bytes) this.view = new DataView(target.buffer);
    this.bytes = target;
    this.#base += this.at;
    this.at = 0;
    this.limit = need;
    this.bytesRead += value.length;
    return true;
  }

  /** Fetches until `length` bytes are there; false where the stream is shorter. */
  async need(length: number): Promise<boolean> {
    while (!this.has(length)) if (!(await this.fill())) return false;
    return true;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  place(at = this.at): Place {
    return { file: this.source.name, byteOffset: this.#base + at };
  }

  refuse(message: string, at = this.at, name: TapeErrorName = 'malformedRow'): never {
    throw tapeError(name, this.place(at), `${message}. Nothing was imported.`);
  }
}
