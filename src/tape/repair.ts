/**
 * Repair as a step of its own: rows that a quality rule found are dropped or clipped, and the result is another tape
 * that names its parent and says what was done. Offered only where a row stands for itself: rows of an order book build
 * on each other, and one that is missing changes every book after it.
 */
import { CommandFlag } from '../layout/layout.gen';
import { i64Column, numberColumn, type TapeBlock } from './block';
import type { ByteSink } from './builder';
import { tapeError } from './errors';
import type { ImportControl } from './import-control';
import type { TapeManifest } from './manifest';
import { QualityScan } from './quality';
import { repairsOf, type QualityRule } from './quality-rules';
import { RowWriter, type RowValues } from './row-writer';
import type { TapeSource } from './tape';

export interface RepairOptions {
  readonly rules: readonly string[];
  readonly sink: ByteSink;
  readonly control: ImportControl;
}

const DROP = 1;
const CLIP = 2;

interface Plan {
  /** what happens to each row: 0, DROP or CLIP; a row that is dropped needs no clipping */
  readonly fate: Uint8Array;
  readonly found: ReadonlyMap<QualityRule, { readonly count: number; readonly firstRow: number }>;
}

/** First pass: the rows that the rules find. */
async function planOf(tape: TapeSource, { rules, control }: RepairOptions): Promise<Plan> {
  const { manifest } = tape;
  const offered = repairsOf[manifest.schema];
  const fate = new Uint8Array(Number(manifest.rows));
  const found = new Map<QualityRule, { count: number; firstRow: number }>();
  const scan = new QualityScan(manifest.schema, (rule, row) => {
    const action = rules.includes(rule) ? offered[rule] : undefined;
    if (action === undefined) return;
    if (action === 'drop') fate[row] = DROP;
    else fate[row] ||= CLIP;
    const before = found.get(rule);
    const firstRow = Math.min(before?.firstRow ?? row, row);
    found.set(rule, { count: (before?.count ?? 0) + 1, firstRow });
  });
  for (let index = 0; index < manifest.blocks.length; index++) {
    scan.scan(await tape.readBlock(index));
    control.check(index, index);
  }
  return { fate, found };
}

/** A bar's high and low, moved out to hold its other prices. */
function clippedBar(block: TapeBlock, i: number): RowValues {
  const prices = ['openUnits', 'highUnits', 'lowUnits', 'closeUnits'].map(
    (name) => i64Column(block, name)[i] as bigint,
  );
  const highUnits = prices.reduce((most, price) => (price > most ? price : most));
  const lowUnits = prices.reduce((least, price) => (price < least ? price : least));
  return { highUnits, lowUnits };
}

/** Refuses with E-TAPE-25 when there is nothing to do, or a rule cannot be repaired in this schema. */
export async function repairTape(tape: TapeSource, options: RepairOptions): Promise<TapeManifest> {
  const { manifest } = tape;
  const { schema } = manifest;
  const wrong = options.rules.find((rule) => repairsOf[schema][rule as QualityRule] === undefined);
  if (wrong !== undefined)
    throw tapeError('noRepair', {}, `${wrong} has no repair in a ${schema} tape. Nothing was changed.`);
  const { fate, found } = await planOf(tape, options);
  if (found.size === 0) throw tapeError('noRepair', {}, 'the rules find nothing in it. Nothing was changed.');
  const writer = new RowWriter(schema, options.sink);
  writer.inherit(manifest);
  let row = 0;
  for (let index = 0; index < manifest.blocks.length; index++) {
    const block = await tape.readBlock(index);
    const flags = numberColumn(block, 'flags');
    for (let i = 0; i < block.rows; i++, row++) {
      if (fate[row] !== DROP) writer.copy(block, i, fate[row] === CLIP ? clippedBar(block, i) : {});
      if (((flags[i] as number) & CommandFlag.last) !== 0) writer.end();
    }
    options.control.check(writer.builder.rows, index);
    await writer.builder.drain();
  }
  writer.end();
  const { instruments, zone, dateKnown, licence, redistribute, source, texts } = manifest;
  const steps = [...found].map(
    ([rule, { count, firstRow }]) =>
      `${rule}: ${repairsOf[schema][rule] === 'drop' ? 'dropped' : 'clipped'} ${count} ${count === 1 ? 'row' : 'rows'}, the first is row ${firstRow} of the parent`,
  );
  return writer.builder.finish({
    name: `${manifest.name} (repaired)`,
    ...{ instruments, zone, dateKnown, licence, redistribute },
    ...(texts === undefined ? {} : { texts }),
    converter: 'repair@1',
    source: { kind: 'repair', files: source.files, rows: writer.sourceRow, steps, parents: [manifest.hash] },
  });
}
