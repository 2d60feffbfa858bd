/**
 * A tape of orders told as a tape of levels, for runs whose queue model must not see orders: the same tape, its hash and its
 * times, in other rows. Knows ports, no engine. Invariants: what it tells is decided by the tape alone; a tape that is told
 * as it is stays the very object that it was.
 */
import type { Manifest } from '../scenario/manifest';
import { BlockCache } from './block-cache';
import { LevelBook } from './level-book';
import type { PackedBlock, TapePort } from './tape-port';

/** Beside the blocks of the orders, which the same page may hold too. */
const budgetBytes = 96 * 1024 * 1024;

/** Levels are known only by walking from the start: a block before the last one asked for walks anew. */
class LevelPort {
  private book: LevelBook;
  private nextBlock = 0;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(private readonly orders: TapePort) {
    this.book = new LevelBook(orders.instruments.length);
  }

  loadBlock(index: number): Promise<PackedBlock> {
    const block = this.tail.then(() => this.walkTo(index));
    this.tail = block.catch(() => undefined);
    return block;
  }

  private async walkTo(index: number): Promise<PackedBlock> {
    if (index < this.nextBlock) {
      this.book = new LevelBook(this.orders.instruments.length);
      this.nextBlock = 0;
    }
    for (;;) {
      const told = this.book.tell(await this.orders.loadBlock(this.nextBlock));
      this.nextBlock += 1;
      if (this.nextBlock > index) return told;
    }
  }
}

class LevelCache extends BlockCache {
  constructor(readonly orders: BlockCache) {
    const walk = new LevelPort(orders);
    const { hash, blockCount, firstTsNs, lastTsNs, instruments, capacities, isFar, levels } = orders;
    const known = { hash, blockCount, firstTsNs, lastTsNs, instruments, capacities, isFar };
    const told = {
      ...known,
      ...(levels === undefined ? {} : { levels }),
      schema: 'depth',
      toldFrom: orders.schema,
      // At most: an execution is two records.
      isSpan: true,
      rows: orders.rows * 2,
      spans: () => orders.spans(),
      loadBlock: (index: number) => walk.loadBlock(index),
    };
    super(told, undefined, budgetBytes);
  }
}

/** One a tape, however many runs want it. */
const toldByLevels = new WeakMap<BlockCache, LevelCache>();

const isEstimated = ({ instruments }: Manifest): boolean =>
  instruments.some(({ impact }) => impact?.queueModel !== undefined && impact.queueModel !== 'exact');

/** The tape as the run’s manifest wants it told: orders become levels where it names a model that estimates places. */
export function toldFor(manifest: Manifest, tape: TapePort | null): BlockCache | null {
  if (tape === null) return null;
  const cached = tape instanceof BlockCache ? tape : new BlockCache(tape);
  const own = cached instanceof LevelCache ? cached.orders : cached;
  if (own.schema !== 'order' || !isEstimated(manifest)) return own;
  const known = toldByLevels.get(own) ?? new LevelCache(own);
  toldByLevels.set(own, known);
  return known;
}
