/**
 * Feeds the blocks of a tape to the engine's input window, piece by piece. It knows packed rows and the window, not
 * what the rows mean. Invariant: the window always holds the rows that `cursor` names, so that a cursor and an engine
 * image together are a place in the tape.
 */
import type { Engine } from '../engine/engine';
import { CommandLayout, Rank } from '../layout/layout.gen';
import type { BlockCache } from './block-cache';
import type { PackedBlock } from './tape-port';

/** A place in the tape: the rows of the window still to be applied, or none just before a block. */
export interface FeedCursor {
  readonly block: number;
  readonly firstRow: number;
  readonly rows: number;
  /** source row of the last row applied; −1 before the first */
  readonly sourceRowBefore: number;
  /** rows of the tape applied */
  readonly rowsBefore: number;
}

const atStart: FeedCursor = { block: 0, firstRow: 0, rows: 0, sourceRowBefore: -1, rowsBefore: 0 };

export class WindowFeed {
  private packed: PackedBlock | null = null;
  private place = atStart;

  constructor(
    private readonly engine: Engine,
    private readonly tape: BlockCache | null,
  ) {
    engine.setWindow(0, Rank.tape, tape === null || tape.rows === 0);
  }

  get cursor(): FeedCursor {
    const applied = this.engine.windowCursor;
    const { sourceRow: sourceRowBefore, rowsApplied: rowsBefore } = this;
    const { block, firstRow, rows } = this.place;
    // At the end of a block nothing of it is needed any more.
    if (this.packed !== null && firstRow + applied === this.packed.rows) {
      return { block: block + 1, firstRow: 0, rows: 0, sourceRowBefore, rowsBefore };
    }
    return { block, firstRow: firstRow + applied, rows: rows - applied, sourceRowBefore, rowsBefore };
  }

  /** Rows of the tape applied so far. */
  get rowsApplied(): number {
    return this.place.rowsBefore + (this.packed === null ? 0 : this.engine.windowCursor);
  }

  /** Source row of the last row applied; −1 before the first. */
  get sourceRow(): number {
    const applied = this.engine.windowCursor;
    if (applied === 0 || this.packed === null) return this.place.sourceRowBefore;
    return this.packed.sourceRows[this.place.firstRow + applied - 1] ?? -1;
  }

  /** Puts the next rows into the window, which must be used up. */
  async next(): Promise<void> {
    if (this.tape === null) throw new Error('no tape to feed from');
    const usedUpTo = this.place.firstRow + this.place.rows;
    const isBlockLeft = this.packed !== null && usedUpTo < this.packed.rows;
    const block = isBlockLeft || this.packed === null ? this.place.block : this.place.block + 1;
    const isInFullPlay = this.packed !== null;
    const packed = await this.tape.loadBlock(block);
    const firstRow = isBlockLeft ? usedUpTo : 0;
    const rows = Math.min(packed.rows - firstRow, this.windowRows);
    const { sourceRow: sourceRowBefore, rowsApplied: rowsBefore } = this;
    this.show(packed, { block, firstRow, rows, sourceRowBefore, rowsBefore });
    // After a seek the next block may never be needed, and decoding it would only delay the answer.
    if (isInFullPlay) this.tape.prefetch(block + 1);
  }

  /** Loads what a cursor needs; `loadState` then brings the engine's state to that cursor, with no window. */
  async goTo(cursor: FeedCursor, loadState: () => void): Promise<void> {
    const isBetweenBlocks = cursor.firstRow === 0 && cursor.rows === 0;
    const packed = isBetweenBlocks || this.tape === null ? null : await this.tape.loadBlock(cursor.block);
    loadState();
    if (packed !== null) return this.show(packed, cursor);
    this.packed = null;
    this.place = cursor;
    this.engine.setWindow(0, Rank.tape, this.tape === null || cursor.block >= this.tape.blockCount);
  }

  private get windowRows(): number {
    return Math.floor(this.engine.commandBytes().byteLength / CommandLayout.size);
  }

  private show(packed: PackedBlock, place: FeedCursor): void {
    const { block, firstRow, rows } = place;
    const size = CommandLayout.size;
    this.packed = packed;
    this.place = place;
    this.engine.commandBytes().set(packed.bytes.subarray(firstRow * size, (firstRow + rows) * size));
    const isLast = block === this.tape!.blockCount - 1 && firstRow + rows === packed.rows;
    this.engine.setWindow(rows, Rank.tape, isLast);
  }
}
