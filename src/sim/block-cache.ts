/**
 * A tape whose most recently used blocks are kept packed, for all engines that play it. It knows the port, not the
 * engine. Invariant: never more than `limit` blocks are held, and a block that failed to load is asked for again, never
 * remembered as failed.
 */
import type { PackedBlock, TapeInstrument, TapePort } from './tape-port';

export class BlockCache implements TapePort {
  private readonly blocks = new Map<number, Promise<PackedBlock>>();
  readonly hash: string;
  readonly schema: string;
  readonly rows: number;
  readonly blockCount: number;
  readonly firstTsNs: bigint;
  readonly lastTsNs: bigint;
  readonly instruments: readonly TapeInstrument[];
  readonly capacities: Readonly<Record<string, number>>;

  constructor(
    private readonly port: TapePort,
    private readonly limit = 6,
  ) {
    this.hash = port.hash;
    this.schema = port.schema;
    this.rows = port.rows;
    this.blockCount = port.blockCount;
    this.firstTsNs = port.firstTsNs;
    this.lastTsNs = port.lastTsNs;
    this.instruments = port.instruments;
    this.capacities = port.capacities;
  }

  loadBlock(index: number): Promise<PackedBlock> {
    const held = this.blocks.get(index);
    if (held) {
      this.blocks.delete(index);
      this.blocks.set(index, held);
      return held;
    }
    const loading = this.port.loadBlock(index);
    this.blocks.set(index, loading);
    loading.catch(() => this.blocks.delete(index));
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size <= this.limit) break;
      this.blocks.delete(oldest);
    }
    return loading;
  }

  /** Starts loading a block that will be needed soon. A failure shows when the block is really asked for. */
  prefetch(index: number): void {
    if (index < this.blockCount && !this.blocks.has(index)) void this.loadBlock(index).catch(() => undefined);
  }
}
