/**
 * Writes rows that stand in other tapes, or that are made, into a new tape, message by message. Numbers source
 * messages anew from 0. Invariant: every message that was begun ends with a row flagged `last`.
 */
import { column, type ColumnArray, type TapeBlock } from './block';
import { TapeBuilder, type ByteSink } from './builder';
import type { TapeManifest } from './manifest';
import { schemas, type SchemaName } from './schemas';

export type RowValues = Readonly<Record<string, number | bigint>>;

export class RowWriter {
  readonly builder: TapeBuilder;
  sourceRow = 0;
  #isInMessage = false;

  constructor(schema: SchemaName, sink: ByteSink) {
    this.builder = new TapeBuilder(schema, sink);
  }

  /** What a tape was found to lack, what is made of it lacks too, from its first row on. */
  inherit({ quality }: Pick<TapeManifest, 'quality'>): void {
    const count = quality.find(({ rule }) => rule === 'missingColumns')?.count ?? 0;
    for (let i = 0; i < count; i++) this.builder.note('missingColumns', 0);
  }

  put(tsNs: bigint, values: RowValues): void {
    const at = this.#next(tsNs);
    const { block } = this.builder;
    const all: RowValues = { tsExchNs: tsNs, tsLocalNs: tsNs, sourceRow: this.sourceRow, ...values };
    for (const [name, value] of Object.entries(all)) set(column(block, name), at, value);
  }

  /** A row of another tape of this schema, with other values where `changed` names them. */
  copy(from: TapeBlock, row: number, changed: RowValues = {}): void {
    const at = this.#next(column(from, 'tsExchNs')[row] as bigint);
    const { block } = this.builder;
    for (const { name } of schemas[from.schema].columns) {
      const target = column(block, name);
      if (name === 'sourceRow') set(target, at, this.sourceRow);
      else set(target, at, changed[name] ?? (column(from, name)[row] as number | bigint));
    }
  }

  /** Ends the message that is being written, if there is one. */
  end(): void {
    if (!this.#isInMessage) return;
    this.#isInMessage = false;
    this.builder.markLast();
    this.sourceRow++;
  }

  #next(tsNs: bigint): number {
    this.#isInMessage = true;
    return this.builder.next(tsNs);
  }
}

function set(data: ColumnArray, at: number, value: number | bigint): void {
  const isWide = data instanceof BigInt64Array || data instanceof BigUint64Array;
  data[at] = (isWide ? BigInt(value) : Number(value)) as never;
}
