/**
 * A tape whose blocks are kept in memory for all engines that play it: the most recently used ones packed as the engine
 * wants them, the others compact, within a byte budget. It knows the port, not the engine. Invariant: never more than
 * `hotBlocks` packed blocks and `budgetBytes` of compact ones are held, and a block that failed to load is asked for
 * again, never remembered as failed.
 */
import { compactBlock, compactBytes, expandBlock, type CompactBlock } from './compact-block';
import type { PackedBlock, TapeInstrument, TapePort } from './tape-port';

/** Ten million rows and more; docs/ARCHITECTURE.md states it. */
const defaultBudgetBytes = 160 * 1024 * 1024;

export class BlockCache implements TapePort {
  private readonly hot = new Map<number, Promise<PackedBlock>>();
  private readonly compact = new Map<number, CompactBlock>();
  private heldBytes = 0;
  readonly hash: string;
  readonly schema: string;
  readonly rows: number;
  readonly isSpan: boolean;
  readonly blockCount: number;
  readonly firstTsNs: bigint;
  readonly lastTsNs: bigint;
  readonly instruments: readonly TapeInstrument[];
  readonly capacities: Readonly<Record<string, number>>;
  readonly isFar: boolean;
  readonly levels?: number;
  readonly toldFrom?: string;

  constructor(
    private readonly port: TapePort,
    private readonly hotBlocks = 6,
    private readonly budgetBytes = defaultBudgetBytes,
  ) {
    this.hash = port.hash;
    this.schema = port.schema;
    this.rows = port.rows;
    this.isSpan = port.isSpan ?? false;
    this.blockCount = port.blockCount;
    this.firstTsNs = port.firstTsNs;
    this.lastTsNs = port.lastTsNs;
    this.instruments = port.instruments;
    this.capacities = port.capacities;
    this.isFar = port.isFar;
    if (port.levels !== undefined) this.levels = port.levels;
    if (port.toldFrom !== undefined) this.toldFrom = port.toldFrom;
  }

  /** Bytes of the compact blocks. */
  get bytes(): number {
    return this.heldBytes;
  }

  spans(): ReturnType<TapePort['spans']> {
    return this.port.spans();
  }

  loadBlock(index: number): Promise<PackedBlock> {
    const held = this.hot.get(index);
    if (held) {
      this.hot.delete(index);
      this.hot.set(index, held);
      return held;
    }
    const kept = this.compact.get(index);
    const loading = kept === undefined ? this.read(index) : Promise.resolve(expandBlock(kept));
    this.hot.set(index, loading);
    loading.catch(() => this.hot.delete(index));
    for (const oldest of this.hot.keys()) {
      if (this.hot.size <= this.hotBlocks) break;
      this.hot.delete(oldest);
    }
    return loading;
  }

  /** Starts loading a block that will be needed soon. A failure shows when the block is really asked for. */
  prefetch(index: number): void {
    if (index < this.blockCount && !this.hot.has(index)) void this.loadBlock(index).catch(() => undefined);
  }

  private async read(index: number): Promise<PackedBlock> {
    const block = await this.port.loadBlock(index);
    if (this.heldBytes < this.budgetBytes && !this.compact.has(index)) {
      const small = compactBlock(block);
      const bytes = compactBytes(small);
      if (this.heldBytes + bytes <= this.budgetBytes) {
        this.compact.set(index, small);
        this.heldBytes += bytes;
      }
    }
    return block;
  }
}
