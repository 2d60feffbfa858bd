/**
 * Checkpoints of a run in order of events, within one byte budget, laid by the run itself and by its survey. Dense
 * behind the playhead, even elsewhere. It knows images and positions, not what is in them. Invariants: the first
 * checkpoint is never dropped, and what is held, saved sinks included, never exceeds the budget by more than one
 * checkpoint.
 */
import { expand, shrink, type StoredImage, type WholeImage } from './page-image';

export interface Checkpoint<Extra> {
  readonly eventCount: number;
  readonly nowNs: bigint;
  readonly extra: Extra;
  readonly image: StoredImage;
}

interface Entry<Extra> extends Checkpoint<Extra> {
  /** the buffers it leans on, which others may share */
  readonly parts: readonly ArrayBufferView[];
}

/** This close to the playhead a checkpoint is worth more: a step back begins at it. */
const nearEvents = 131_072;
const nearWorth = 16;

/** Every typed array that a saved value leans on. */
function collectParts(value: unknown, into: ArrayBufferView[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (ArrayBuffer.isView(value)) into.push(value);
  else for (const inner of Object.values(value)) collectParts(inner, into);
}

function partsOf(image: StoredImage, extra: unknown): ArrayBufferView[] {
  const parts: ArrayBufferView[] = image.kind === 'paged' ? [image.data, image.base.bytes] : [image.bytes];
  collectParts(extra, parts);
  return parts;
}

export class CheckpointStore<Extra> {
  private readonly list: Entry<Extra>[] = [];
  private readonly users = new Map<ArrayBufferView, number>();
  private heldBytes = 0;
  private latestWhole: WholeImage | null = null;
  private room: Uint8Array | null = null;
  /** event near which steps back are likely */
  playhead = 0;

  constructor(private readonly budgetBytes: number) {}

  get count(): number {
    return this.list.length;
  }

  /** Bytes held, images and sinks; what several share counts once. */
  get bytes(): number {
    return this.heldBytes;
  }

  has(eventCount: number): boolean {
    return this.list[this.indexAt(eventCount)]?.eventCount === eventCount;
  }

  /** Keeps an image. One already kept at the same event stays: equal position, equal state. */
  add(eventCount: number, nowNs: bigint, extra: Extra, image: Uint8Array): void {
    if (this.has(eventCount)) return;
    const stored = shrink(image, this.latestWhole);
    if (stored.kind === 'whole') this.latestWhole = stored;
    const parts = partsOf(stored, extra);
    this.hold(parts);
    const at = this.indexAt(eventCount) + 1;
    this.list.splice(at, 0, { eventCount, nowNs, extra, image: stored, parts });
    this.thin(eventCount);
  }

  /** Last checkpoint whose position is at or before `ns`. */
  atTime(ns: bigint): Checkpoint<Extra> | null {
    let found: Checkpoint<Extra> | null = null;
    for (const checkpoint of this.list) if (checkpoint.nowNs <= ns) found = checkpoint;
    return found;
  }

  /** Last checkpoint at or before an event. */
  atEvent(eventCount: number): Checkpoint<Extra> | null {
    return this.list[this.indexAt(eventCount)] ?? null;
  }

  /** The image’s bytes, good until the next call: they are to be copied at once. */
  bytesOf(checkpoint: Checkpoint<Extra>): Uint8Array {
    const { image } = checkpoint;
    if (image.kind === 'whole') return image.bytes;
    this.room = expand(image, this.room);
    return this.room;
  }

  /** Forgets what is at or after a time: an input changed there. The first one always stays. */
  dropFrom(ns: bigint): void {
    const keep = this.list.findIndex((checkpoint, i) => i > 0 && checkpoint.nowNs >= ns);
    if (keep > 0) for (const { parts } of this.list.splice(keep)) this.release(parts);
    this.latestWhole = this.list.reduce<WholeImage | null>(
      (last, { image }) => (image.kind === 'whole' ? image : last),
      null,
    );
  }

  /** Index of the last checkpoint at or before an event, −1 when there is none. */
  private indexAt(eventCount: number): number {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.list[middle]!.eventCount <= eventCount) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private hold(parts: readonly ArrayBufferView[]): void {
    for (const part of parts) {
      const users = this.users.get(part) ?? 0;
      this.users.set(part, users + 1);
      if (users === 0) this.heldBytes += part.byteLength;
    }
  }

  private release(parts: readonly ArrayBufferView[]): void {
    for (const part of parts) {
      const users = this.users.get(part)! - 1;
      if (users > 0) this.users.set(part, users);
      else {
        this.users.delete(part);
        this.heldBytes -= part.byteLength;
      }
    }
  }

  /** Drops the checkpoints whose loss costs least: the smallest gap, unless near the playhead or just `added`. */
  private thin(added: number): void {
    while (this.list.length > 2 && this.heldBytes > this.budgetBytes) {
      let victim = 1;
      let least = Infinity;
      for (let i = 1; i < this.list.length; i += 1) {
        const here = this.list[i]!.eventCount;
        if (here === added) continue;
        const next = this.list[i + 1]?.eventCount ?? here;
        const gap = next - this.list[i - 1]!.eventCount;
        const cost = Math.abs(this.playhead - here) <= nearEvents ? gap * nearWorth : gap;
        if (cost < least) {
          least = cost;
          victim = i;
        }
      }
      for (const { parts } of this.list.splice(victim, 1)) this.release(parts);
    }
  }
}
