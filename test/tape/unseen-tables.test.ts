/**
 * Arrow and Parquet as pandas, polars and DuckDB write them: column types, packings and groups that the sample files do
 * not hold. Parquet is written by DuckDB, LZ4 by an encoder of this file; every form must give the rows that a plain
 * loop computes.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as blockingBuild from '@duckdb/duckdb-wasm/blocking';
import { CompressionType, compressionRegistry, tableFromArrays, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { lz4Block, lz4Frame } from '../../src/tape/lz4';
import { allRows, importTape, seeded } from './sources';

const ROWS = 3000;
const START = BigInt(Date.parse('2024-01-02T09:30Z')) * 1_000_000n;
type Blocking = typeof blockingBuild & { readonly NODE_RUNTIME: blockingBuild.DuckDBRuntime };

// DuckDB in Node writes real files
const folderOfFiles = mkdtempSync(join(tmpdir(), 'tapedeck-tables-'));
afterAll(() => rmSync(folderOfFiles, { recursive: true, force: true }));

let write: (query: string, options: string) => Uint8Array;

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const blocking = require('@duckdb/duckdb-wasm/blocking') as Blocking;
  const folder = dirname(require.resolve('@duckdb/duckdb-wasm'));
  const bundle = (name: string) => ({ mainModule: join(folder, `duckdb-${name}.wasm`), mainWorker: '' });
  const bundles = { mvp: bundle('mvp'), eh: bundle('eh') };
  const db = await (
    await blocking.createDuckDB(bundles, new blocking.VoidLogger(), blocking.NODE_RUNTIME)
  ).instantiate(() => undefined);
  const connection = db.connect();
  connection.query(
    `CREATE TABLE t AS SELECT (TIMESTAMP '2024-01-02 09:30:00' + to_seconds(i)) AS ts, 'AC' || (i % 3) AS symbol,
      (60000.125 + i * 0.125)::DECIMAL(18, 8) AS price, (0.5 + i)::DECIMAL(38, 18) AS size FROM range(${ROWS}) r(i)`,
  );
  let files = 0;
  write = (query, options) => {
    const file = join(folderOfFiles, `${files++}.parquet`);
    connection.query(`COPY (${query}) TO '${file}' (FORMAT parquet, ${options})`);
    return new Uint8Array(readFileSync(file));
  };
});

describe('Parquet', () => {
  it.each([
    [
      'decimals of 64 and 128 bits, several row groups',
      'ts, price, size, symbol',
      'COMPRESSION zstd, ROW_GROUP_SIZE 1024',
    ],
    ['gzip', 'ts, price, size, symbol', 'COMPRESSION gzip'],
    [
      'doubles, with the noise of sums',
      'ts, price::DOUBLE AS price, size::DOUBLE + 0.3 - 0.1 - 0.2 AS size, symbol',
      'COMPRESSION snappy',
    ],
    ['floats', 'ts, price::FLOAT AS price, size::FLOAT AS size, symbol', 'COMPRESSION uncompressed'],
    ['milliseconds', 'ts::TIMESTAMP_MS AS ts, price, size, symbol', 'COMPRESSION zstd'],
    ['nanoseconds', 'ts::TIMESTAMP_NS AS ts, price, size, symbol', 'COMPRESSION zstd'],
    ['a zone', 'ts::TIMESTAMPTZ AS time, price, size AS qty, symbol AS ticker', 'COMPRESSION zstd'],
    [
      'epochs and texts',
      'epoch_us(ts) AS timestamp, price::VARCHAR AS price, size::VARCHAR AS amount, symbol',
      'COMPRESSION snappy',
    ],
    ['one symbol after the other', 'ts, price, size, symbol', 'COMPRESSION zstd'],
  ])('%s', async (name, columns, options) => {
    const order = name.startsWith('one symbol') ? 'ORDER BY symbol, ts' : 'ORDER BY ts';
    const bytes = write(`SELECT ${columns} FROM t ${order}`, options);
    const { tape, manifest } = await importTape([sourceFromBytes('a.parquet', bytes)]);
    expect(manifest.instruments.map(({ symbol }) => symbol)).toEqual(['AC0', 'AC1', 'AC2']);
    const units = manifest.instruments.map(({ priceUnit, lotSize }) => [Number(priceUnit), Number(lotSize)]);
    const rows = await allRows(tape);
    expect(rows.length).toBe(ROWS);
    const isFloat = columns.includes('FLOAT');
    rows.forEach((row, i) => {
      const [price = 1, lot = 1] = units[Number(row.instrument)] ?? [];
      const told = [
        row.tsExchNs,
        Number(row.instrument),
        Number(row.priceUnits) * price,
        Number(row.lots) * lot,
      ];
      const [ts, instrument, tolerance] = [START + BigInt(i) * 1_000_000_000n, i % 3, isFloat ? 0.01 : 1e-6];
      const isRight =
        told[0] === ts &&
        told[1] === instrument &&
        Math.abs(Number(told[2]) - (60000.125 + i * 0.125)) < tolerance &&
        Math.abs(Number(told[3]) - (0.5 + i)) < tolerance;
      if (!isRight) expect(told).toEqual([ts, instrument, 60000.125 + i * 0.125, 0.5 + i]);
    });
    if (!isFloat)
      expect(units).toEqual([
        [0.001, 0.1],
        [0.001, 0.1],
        [0.001, 0.1],
      ]);
  });
});

/** A block of literals and repeats of the byte before: the shortest encoder that uses both. */
function lz4Encode(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  const length = (count: number): void => {
    for (let left = count - 15; left >= 0; left -= 255) out.push(Math.min(left, 255));
  };
  let from = 0;
  for (let at = 1; at < bytes.length - 12; at++) {
    let run = 0;
    while (at + run < bytes.length - 12 && bytes[at + run] === bytes[at - 1]) run++;
    if (run < 4) continue;
    out.push((Math.min(15, at - from) << 4) | Math.min(15, run - 4));
    if (at - from >= 15) length(at - from);
    out.push(...bytes.subarray(from, at), 1, 0);
    if (run - 4 >= 15) length(run - 4);
    from = at + run;
    at = from;
  }
  out.push(Math.min(15, bytes.length - from) << 4);
  if (bytes.length - from >= 15) length(bytes.length - from);
  return Uint8Array.from([...out, ...bytes.subarray(from)]);
}

function frameOf(bytes: Uint8Array): Uint8Array {
  const block = lz4Encode(bytes);
  const size = [0, 8, 16, 24].map((shift) => (block.length >> shift) & 255);
  return Uint8Array.from([0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0, ...size, ...block, 0, 0, 0, 0]);
}

describe('LZ4', () => {
  const random = seeded(7);
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i % 700 < 500 ? 3 : random(256)));

  it('blocks and frames come back; cut ones are errors, and so are those that say too little', () => {
    const block = lz4Encode(bytes);
    expect(block.length).toBeLessThan(bytes.length / 2);
    expect(lz4Block(block, bytes.length)).toEqual(bytes);
    expect(lz4Frame(frameOf(bytes), 1e6)).toEqual(bytes);
    for (let cut = 0; cut < block.length; cut += 7)
      expect(() => lz4Block(block.subarray(0, cut), bytes.length)).toThrow();
    expect(() => lz4Block(block, bytes.length - 1)).toThrow();
    expect(() => lz4Frame(frameOf(bytes), bytes.length - 1)).toThrow();
  });

  it('a Feather file packed as pandas packs it', async () => {
    compressionRegistry.set(CompressionType.LZ4_FRAME, {
      encode: frameOf,
      decode: (packed) => lz4Frame(packed, 1e8),
    });
    const table = tableFromArrays({
      timestamp: BigInt64Array.from({ length: 500 }, (_, i) => START + BigInt(i)),
      price: Float64Array.from({ length: 500 }, (_, i) => 10 + (i % 7) / 4),
      size: Int32Array.from({ length: 500 }, () => 3),
    });
    const plain = tableToIPC(table, 'file');
    const packed = tableToIPC(table, 'file', CompressionType.LZ4_FRAME);
    expect(packed.length).toBeLessThan(plain.length);
    const [one, other] = [
      await importTape([sourceFromBytes('a.feather', packed)]),
      await importTape([sourceFromBytes('a.feather', plain)]),
    ];
    expect(one.manifest.hash).toBe(other.manifest.hash);
  });
});
