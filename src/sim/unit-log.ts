/**
 * The last units of a journal that a reader picked out, numbered from 1, in chunks that are never written again once
 * they are full. It knows 32-byte units, not kinds. Invariant: what `save` returned stays as it was, although it shares
 * its chunks with the log; so many checkpoints of a long history cost little more than one.
 */
import { ReportLayout } from '../layout/layout.gen';

const unitBytes = ReportLayout.size;
const chunkUnits = 1024;

interface SavedLog {
  readonly chunks: readonly Uint8Array[];
  /** number of the first chunk kept */
  readonly firstChunk: number;
  readonly count: number;
}

export class UnitLog {
  private chunks: Uint8Array[] = [];
  private firstChunk = 0;
  private written = 0;

  /** Keeps at least the last `limit` units. */
  constructor(private readonly limit: number) {}

  /** Units appended since the start, kept or not. */
  get count(): number {
    return this.written;
  }

  append(reports: Uint8Array, at: number): void {
    const inChunk = this.written % chunkUnits;
    if (inChunk === 0) this.openChunk();
    const chunk = this.chunks.at(-1)!;
    const to = inChunk * unitBytes;
    for (let i = 0; i < unitBytes; i += 1) chunk[to + i] = reports[at + i]!;
    this.written += 1;
  }

  /** Number of the first unit from `first` on that is kept. */
  oldestFrom(first: number): number {
    return Math.max(1, this.written - this.limit + 1, first);
  }

  unit(number: number): DataView {
    const index = number - 1;
    const chunk = this.chunks[Math.floor(index / chunkUnits) - this.firstChunk];
    if (chunk === undefined) throw new Error(`unit ${number} is not kept`);
    return new DataView(chunk.buffer, (index % chunkUnits) * unitBytes, unitBytes);
  }

  /** The bytes of the units kept from number `first` on; a copy. */
  copyFrom(first: number): Uint8Array<ArrayBuffer> {
    const from = this.oldestFrom(first) - 1;
    const out = new Uint8Array(Math.max(0, this.written - from) * unitBytes);
    for (let index = from; index < this.written;) {
      const inChunk = index % chunkUnits;
      const units = Math.min(chunkUnits - inChunk, this.written - index);
      const chunk = this.chunks[Math.floor(index / chunkUnits) - this.firstChunk]!;
      out.set(chunk.subarray(inChunk * unitBytes, (inChunk + units) * unitBytes), (index - from) * unitBytes);
      index += units;
    }
    return out;
  }

  save(): SavedLog {
    return { chunks: this.chunks.slice(), firstChunk: this.firstChunk, count: this.written };
  }

  load(saved: unknown): void {
    const { chunks, firstChunk, count } = saved as SavedLog;
    this.chunks = chunks.slice();
    this.firstChunk = firstChunk;
    this.written = count;
    // The last chunk goes on being written: here in a copy, so that nobody else's changes.
    if (count % chunkUnits > 0) this.chunks.push(this.chunks.pop()!.slice());
  }

  private openChunk(): void {
    this.chunks.push(new Uint8Array(chunkUnits * unitBytes));
    const needed = Math.ceil(this.limit / chunkUnits) + 1;
    while (this.chunks.length > needed) {
      this.chunks.shift();
      this.firstChunk += 1;
    }
  }
}
