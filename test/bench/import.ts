/**
 * Import rates: the same adds, executions and cancels in every text and binary format, other data in the formats that
 * hold it, from bytes in memory to hashed, checked and packed Parquet; then how fast the tapes are decoded, and how soon
 * one has its first event. One order lives for three messages.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableToIPC, Utf8, Table, vectorFromArray } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, tapePortOf } from '../../src/sim/index';
import { sourceFromBytes, type ByteSource } from '../../src/tape/byte-source';
import { importFiles } from '../../src/tape/import';
import type { TapeManifest } from '../../src/tape/manifest';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { openTape, type TapeSource } from '../../src/tape/tape';
import { dbn, mbo } from '../tape/dbn-encode';
import { ItchEncoder } from '../tape/itch-encode';
import type { Context } from './context';
import { figureOf } from './figures';
import { marketFiles } from './market-files';

const encoder = new TextEncoder();
const columns = ['type', 'ts', 'symbol', 'id', 'side', 'price', 'size'] as const;
type Row = Record<(typeof columns)[number], string | null>;

const MIDNIGHT = 1_548_824_400_000_000_000n;
const START = 34_200_000_000_000n;

function rowsOf(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const [order, what] = [Math.floor(i / 3) + 1, i % 3];
    const isAdd = what === 0;
    return {
      ...{
        type: ['add', 'execute', 'cancel'][what] as string,
        ts: String(MIDNIGHT + START + BigInt(i) * 1000n),
      },
      ...{ symbol: 'ACME', id: String(order), side: isAdd ? (order % 2 === 0 ? 'buy' : 'sell') : null },
      price: isAdd ? (order % 2 === 0 ? `99.${80 + (order % 19)}` : `100.${10 + (order % 89)}`) : null,
      size: what === 2 ? null : isAdd ? '100' : '40',
    };
  });
}

function binaryOf(rows: readonly Row[]): Record<string, Uint8Array> {
  const itch = new ItchEncoder();
  const records: Uint8Array[] = [];
  for (const { type, ts, id, side, price, size } of rows) {
    const [ns, order, lots] = [BigInt(ts ?? 0), BigInt(id ?? 0), Number(size)];
    const [letter, ticks] = [side === 'sell' ? 'S' : 'B', Math.round(Number(price) * 10_000)];
    if (type === 'add') itch.add(ns - MIDNIGHT, order, letter, lots, ticks);
    else if (type === 'execute') itch.execute(ns - MIDNIGHT, order, lots);
    else itch.remove(ns - MIDNIGHT, order);
    const action = type === 'add' ? 'A' : type === 'execute' ? 'F' : 'C';
    const priceNano = ticks * 100_000 || 100_000_000_000;
    records.push(
      mbo({
        ts: ns,
        action,
        side: letter === 'S' ? 'A' : 'B',
        id: order,
        price: priceNano,
        size: lots || 60,
      }),
    );
  }
  return { 'ITCH|01302019.NASDAQ_ITCH50': itch.framed(), 'DBN mbo|a.dbn': dbn(2, 0, records) };
}

function filesOf(rows: readonly Row[]): Record<string, Uint8Array> {
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, v]) => v !== null))),
  );
  const cells = rows.map((row) => columns.map((name) => row[name] ?? '').join(','));
  const vectors = columns.map(
    (name) =>
      [
        name,
        vectorFromArray(
          rows.map((row) => row[name]),
          new Utf8(),
        ),
      ] as const,
  );
  const columnData = columns.map((name) => ({
    name,
    data: rows.map((row) => row[name]),
    type: 'STRING' as const,
  }));
  return {
    'NDJSON|a.ndjson': encoder.encode(`${lines.join('\n')}\n`),
    'CSV|a.csv': encoder.encode(`${columns.join(',')}\n${cells.join('\n')}\n`),
    'Arrow|a.arrows': tableToIPC(new Table(Object.fromEntries(vectors)), 'stream'),
    'Parquet|a.parquet': new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: [65_536] })),
    ...binaryOf(rows),
  };
}

interface Made {
  readonly manifest: TapeManifest;
  readonly parquet: Uint8Array;
}

async function measured(
  context: Context,
  title: string,
  sources: readonly ByteSource[],
  count: number,
): Promise<Made> {
  const rates: number[] = [];
  let made: Made | null = null;
  for (let round = 0; round < Math.min(3, context.options.rounds); round++) {
    const start = performance.now();
    const { manifest, parquet } = await importFiles(sources);
    rates.push(count / (performance.now() - start));
    made = { manifest, parquet: new Uint8Array(Buffer.concat(parquet)) };
  }
  const bytes = sources.reduce((sum, source) => sum + source.byteLength, 0);
  const note = `${(bytes / count).toFixed(0)} bytes a message`;
  context.addFigures(figureOf('import', title, 'k messages/s', rates, note));
  return made as Made;
}

function opened({ manifest, parquet }: Made): TapeSource {
  const slice = (start: number, end?: number): ArrayBuffer => parquet.slice(start, end).buffer as ArrayBuffer;
  return openTape(manifest, { byteLength: parquet.byteLength, slice });
}

/** Every block read and verified, by the schema that the file became. */
async function benchDecode(context: Context, title: string, made: Made): Promise<void> {
  const rates: number[] = [];
  for (let round = 0; round < context.options.rounds; round++) {
    const source = opened(made);
    const start = performance.now();
    for (let i = 0; i < made.manifest.blocks.length; i++) await source.readBlock(i);
    rates.push(Number(made.manifest.rows) / (performance.now() - start) / 1000);
  }
  context.addFigures(figureOf('decode', `${made.manifest.schema} tape (${title})`, 'M rows/s', rates));
}

/** From the bytes of a tape to the first event in the book: what somebody waits for who opens it. */
async function benchFirstEvent(context: Context, title: string, made: Made): Promise<void> {
  const module = new WebAssembly.Module(readFileSync(join(context.root, 'build/tapedeck.wasm')));
  const { hash, rows } = made.manifest;
  const manifest = parseManifest({ version: 1, tape: { hash, name: 'bench' } });
  const times: number[] = [];
  for (let round = 0; round < context.options.rounds; round++) {
    const start = performance.now();
    const port = await tapePortOf(opened(made), { commandsPerRow, packBlock });
    const run = await Run.open(module, manifest, port, []);
    await run.playTo(run.endNs, 1);
    if (run.eventCount !== 1) throw new Error('one event was to be played');
    times.push(performance.now() - start);
  }
  context.addFigures(figureOf('first event', title, 'ms', times, `${rows} rows in the tape`));
}

export async function benchImport(context: Context): Promise<void> {
  const count = context.options.isQuick ? 30_000 : 300_000;
  context.say(`import: ${count} messages a format`);
  for (const [title, bytes] of Object.entries(filesOf(rowsOf(count)))) {
    const [format, name] = title.split('|') as [string, string];
    const made = await measured(context, format, [sourceFromBytes(name, bytes)], count);
    if (format === 'Parquet') await benchFirstEvent(context, 'from a tape’s Parquet', made);
    if (format === 'Parquet') await benchDecode(context, format, made);
  }
  for (const { title, names, texts, count: messages } of marketFiles(count)) {
    const sources = names.map((name, i) => sourceFromBytes(name, encoder.encode(texts[i])));
    const made = await measured(context, title, sources, messages);
    if (title.startsWith('CSV')) await benchDecode(context, title, made);
  }
}
