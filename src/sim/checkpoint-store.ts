/**
 * Checkpoints of a run in order of events, within one byte budget. Dense behind the playhead, thin far from it.
 * It knows images and positions, not what is in them. Invariants: the first checkpoint is never dropped, and the
 * bytes held never exceed the budget by more than one whole image.
 */
import { expand, shrink, type StoredImage, type WholeImage } from './page-image';

export interface Checkpoint<Extra> {
  readonly eventCount: number;
  readonly nowNs: bigint;
  readonly extra: Extra;
  readonly image: StoredImage;
}

export class CheckpointStore<Extra> {
  private readonly list: Checkpoint<Extra>[] = [];
  private latestWhole: WholeImage | null = null;

  constructor(private readonly budgetBytes: number) {}

  get count(): number {
    return this.list.length;
  }

  /** Bytes held; a whole image that several others lean on counts once. */
  get bytes(): number {
    const wholes = new Set<WholeImage>();
    let sum = 0;
    for (const { image } of this.list) {
      if (image.kind === 'paged') sum += image.data.byteLength;
      wholes.add(image.kind === 'paged' ? image.base : image);
    }
    for (const whole of wholes) sum += whole.bytes.byteLength;
    return sum;
  }

  has(eventCount: number): boolean {
    return this.list[this.indexAt(eventCount)]?.eventCount === eventCount;
  }

  /** Keeps an image. One already kept at the same event stays: equal position, equal state. */
  add(eventCount: number, nowNs: bigint, extra: Extra, image: Uint8Array): void {
    if (this.has(eventCount)) return;
    const stored = shrink(image, this.latestWhole);
    if (stored.kind === 'whole') this.latestWhole = stored;
    this.list.splice(this.indexAt(eventCount) + 1, 0, { eventCount, nowNs, extra, image: stored });
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

  bytesOf(checkpoint: Checkpoint<Extra>): Uint8Array {
    return expand(checkpoint.image);
  }

  /** Forgets what is at or after a time: an input changed there. The first one always stays. */
  dropFrom(ns: bigint): void {
    const keep = this.list.findIndex((checkpoint, i) => i > 0 && checkpoint.nowNs >= ns);
    if (keep > 0) this.list.length = keep;
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

  /** Drops the checkpoints whose loss costs least: a small gap, far from the playhead. */
  private thin(playhead: number): void {
    while (this.list.length > 2 && this.bytes > this.budgetBytes) {
      let victim = 1;
      let least = Infinity;
      for (let i = 1; i < this.list.length; i += 1) {
        const here = this.list[i]!.eventCount;
        if (here === playhead) continue;
        const next = this.list[i + 1]?.eventCount ?? here;
        const gap = next - this.list[i - 1]!.eventCount;
        const cost = gap / (1 + Math.abs(playhead - here));
        if (cost < least) {
          least = cost;
          victim = i;
        }
      }
      this.list.splice(victim, 1);
    }
  }
}
