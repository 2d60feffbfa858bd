/**
 * A generated `order` tape of any length, written as it is made: memory is a few blocks. Prices and sizes are random, so
 * that it packs no better than a market does; the book is empty at the end of every block, and blocks differ in times
 * and order ids alone, which makes a gigabyte a matter of a minute. Knows tapes, not engines.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFlag, CommandKind } from '../../../src/layout/layout.gen';
import { headOfBlock, i64Column, makeBlock, numberColumn, type TapeBlock } from '../../../src/tape/block';
import { blockHash, blockHashBy, rootHash } from '../../../src/tape/hash';
import type { TapeManifest } from '../../../src/tape/manifest';
import { BlockParquetWriter } from '../../../src/tape/parquet-write';
import { platformSha256 } from '../../../src/worker/platform-sha256';
import { FlowRandom } from './random';

const LIVE = 1024;
const MIDDLE_UNITS = 1_000_000;
const AWAY_UNITS = 400;
const TEMPLATES = 4;
export const LONG_BLOCK_ROWS = 65_536;

export interface LongTape {
  readonly blocks: number;
  readonly seed: number;
  readonly firstNs: bigint;
  /** mean distance of two rows */
  readonly stepNs: number;
  readonly name: string;
}

interface Resting {
  readonly id: bigint;
  readonly units: bigint;
  readonly lots: number;
}

/** One block whose orders have all left at its end; times and ids begin at 0. */
function makeTemplate(random: FlowRandom, stepNs: number): TapeBlock {
  const block = makeBlock('order', LONG_BLOCK_ROWS);
  const slots: (Resting | null)[] = Array.from({ length: LIVE }, () => null);
  let [live, nextId, tsNs] = [0, 0n, 0n];
  for (let at = 0; at < LONG_BLOCK_ROWS; at += 1) {
    let slot = random.below(LIVE);
    if (LONG_BLOCK_ROWS - at === live) while (slots[slot] === null) slot = (slot + 1) % LIVE;
    const before = slots[slot] ?? null;
    const isSell = slot % 2 === 1;
    const away = BigInt(1 + random.below(AWAY_UNITS));
    const units = BigInt(MIDDLE_UNITS) + (isSell ? away : -away);
    const order = before ?? { id: nextId++, units, lots: 1 + random.below(5000) };
    const leaves = random.chance(200) ? CommandKind.tapeExecute : CommandKind.tapeCancel;
    slots[slot] = before === null ? order : null;
    live += before === null ? 1 : -1;
    i64Column(block, 'tsExchNs')[at] = tsNs;
    i64Column(block, 'tsLocalNs')[at] = tsNs + BigInt(20_000 + random.below(80_000));
    i64Column(block, 'priceUnits')[at] = order.units;
    (block.columns['orderId'] as BigUint64Array)[at] = order.id;
    numberColumn(block, 'lots')[at] = order.lots;
    numberColumn(block, 'kind')[at] = before === null ? CommandKind.tapeAdd : leaves;
    numberColumn(block, 'side')[at] = isSell ? 1 : 0;
    numberColumn(block, 'flags')[at] = CommandFlag.last;
    tsNs += BigInt(1 + random.below(2 * stepNs));
  }
  return block;
}

/** The template as block `index` that begins at `firstNs`. */
function placed(template: TapeBlock, index: number, firstNs: bigint): TapeBlock {
  const { columns } = headOfBlock(template, template.rows);
  const shifted = (name: string, by: bigint): BigInt64Array => i64Column(template, name).map((ns) => ns + by);
  const ids = template.columns['orderId'] as BigUint64Array;
  const firstId = BigInt(index * LONG_BLOCK_ROWS + 1);
  const sourceRow = Uint32Array.from(ids, (_, row) => index * LONG_BLOCK_ROWS + row);
  return {
    ...template,
    columns: {
      ...columns,
      tsExchNs: shifted('tsExchNs', firstNs),
      tsLocalNs: shifted('tsLocalNs', firstNs),
      orderId: ids.map((id) => id + firstId),
      sourceRow,
    },
  };
}

function manifestOf(tape: LongTape, hashes: readonly string[], lastTsNs: bigint): TapeManifest {
  const rows = tape.blocks * LONG_BLOCK_ROWS;
  const instruments = [{ symbol: 'BENCH', venue: 'BENCH', priceUnit: '0.01', unitsPerTick: 1, lotSize: '1' }];
  const facts = { schema: 'order', rows: BigInt(rows), instruments, blocks: hashes } as const;
  return {
    ...{ format: 'tapedeck-tape', version: 2, schema: 'order', name: tape.name, hash: rootHash(facts) },
    ...{ rows: String(rows), instruments, blocks: hashes },
    ...{ firstTsNs: String(tape.firstNs), lastTsNs: String(lastTsNs), zone: 'UTC', dateKnown: true },
    source: { kind: 'generated', files: [], rows },
    ...{ licence: 'MIT', redistribute: true, converter: 'bench@1' },
    ...{ capacities: { orders: 4096, farLevels: 4096 }, counts: {}, quality: [] },
  };
}

/** Writes DIR/tape.json and DIR/rows.parquet. */
export async function writeLongTape(folder: string, tape: LongTape): Promise<TapeManifest> {
  mkdirSync(folder, { recursive: true });
  const random = new FlowRandom(tape.seed);
  const templates = Array.from({ length: TEMPLATES }, () => makeTemplate(random, tape.stepNs));
  const file = openSync(join(folder, 'rows.parquet'), 'w');
  const writer = new BlockParquetWriter('order');
  const hashes: string[] = [];
  let [firstNs, lastNs] = [tape.firstNs, tape.firstNs];
  for (let index = 0; index < tape.blocks; index += 1) {
    const block = placed(templates[index % TEMPLATES]!, index, firstNs);
    hashes.push(await (platformSha256 ? blockHashBy(platformSha256, block) : blockHash(block)));
    writeSync(file, writer.write(block));
    lastNs = i64Column(block, 'tsExchNs')[LONG_BLOCK_ROWS - 1]!;
    firstNs = lastNs + BigInt(tape.stepNs);
  }
  writeSync(file, writer.finish());
  closeSync(file);
  const manifest = manifestOf(tape, hashes, lastNs);
  writeFileSync(join(folder, 'tape.json'), JSON.stringify(manifest));
  return manifest;
}
