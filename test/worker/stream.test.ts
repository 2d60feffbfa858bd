/**
 * Tapes too large to hold: what is read before the first event, by a run over a part, by a tape of several files, from
 * a host with ranges and from one without. Bytes are counted where they leave the disk.
 */
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, tapePortOf } from '../../src/sim';
import type { TimeSpan } from '../../src/sim/tape-span';
import { memoryGround } from '../../src/store/memory-ground';
import { TapeShelf } from '../../src/store/tape-shelf';
import { i64Column, numberColumn } from '../../src/tape/block';
import { TapeBuilder } from '../../src/tape/builder';
import { ImportControl } from '../../src/tape/import-control';
import { joinTapes } from '../../src/tape/join';
import type { TapeManifest } from '../../src/tape/manifest';
import { mergeTapes } from '../../src/tape/merge';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import type { AsyncBuffer } from '../../src/tape/parquet-read';
import { openTape, type TapeSource } from '../../src/tape/tape';
import { bufferOf } from '../../src/worker/buffer';
import { askForRanges, type FarRows } from '../../src/worker/far-rows';
import { watchedContent } from '../../src/worker/kept-content';
import { TapeLibrary, type FetchBytes } from '../../src/worker/library';
import { platformSha256 } from '../../src/worker/platform-sha256';
import type { Frame, StoredTape } from '../../src/worker/protocol';
import { LONG_BLOCK_ROWS, writeLongTape } from '../bench/flow/long-tape';
import { core, coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';
import { startRangeHost, type RangeHost } from './range-host';

const BLOCKS = 18;
const DAY_NS = 86_400_000_000_000n;
const DAYS = ['d1', 'd2', 'd3'] as const;
const MEGABYTE = 1_000_000;

let folder = '';
let host: RangeHost;
let long: TapeManifest;
let days: TapeManifest[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tapedeck-stream-'));
  long = await writeLongTape(join(folder, 'long'), {
    ...{ blocks: BLOCKS, seed: 3, firstNs: DAY_NS, stepNs: 1000, name: 'long' },
  });
  days = [];
  for (const [index, name] of DAYS.entries()) {
    const firstNs = DAY_NS * BigInt(index + 1);
    days.push(
      await writeLongTape(join(folder, name), { blocks: 1, seed: index, firstNs, stepNs: 1000, name }),
    );
  }
  host = await startRangeHost({ folder });
}, 120_000);
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

interface Counted extends AsyncBuffer {
  bytes: number;
  /** ranges that were read */
  readonly ranges: [number, number][];
}

function fileOf(path: string): Counted {
  const file = openSync(path, 'r');
  const { size } = statSync(path);
  const counted: Counted = {
    bytes: 0,
    ranges: [],
    byteLength: size,
    slice: (start, end = size) => {
      const bytes = new Uint8Array(end - start);
      readSync(file, bytes, 0, bytes.length, start);
      counted.bytes += bytes.length;
      counted.ranges.push([start, end]);
      return bytes.buffer;
    },
  };
  return counted;
}

const rowsPath = (name: string): string => join(folder, name, 'rows.parquet');
/** No Buffer: a slice of one is a view. */
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(rowsPath(name)));

async function openRun(source: TapeSource, span: TimeSpan | null = null): Promise<Run> {
  const port = await tapePortOf(source, { commandsPerRow, packBlock }, { span });
  const text = span === null ? {} : { startNs: `${span.startNs}`, endNs: `${span.endNs}` };
  const manifest = parseManifest({ version: 1, tape: { hash: source.manifest.hash }, ...text });
  return Run.open(core, manifest, port, [], { checkpointBytes: 0 });
}

describe('from a file', () => {
  it('plays its first event after the footer and the first row group, and seeks within its budgets', async () => {
    const file = fileOf(rowsPath('long'));
    const run = await openRun(openTape(long, file, platformSha256));
    await run.playTo(run.endNs, 1);
    expect(run.eventCount).toBe(1);
    const group = file.byteLength / BLOCKS;
    expect(file.bytes).toBeLessThan(group * 1.1 + 40_000);
    await run.playTo(run.endNs, 2 * LONG_BLOCK_ROWS);
    // Three blocks are in play and the next one is on its way.
    expect(file.bytes).toBeLessThan(group * 4.1 + 40_000);
  });

  it('reads for a part of the time only the row groups of that part, and plays exactly its rows', async () => {
    const whole = openTape(long, fileOf(rowsPath('long')), platformSha256);
    const [from, to] = [await whole.readBlock(9), await whole.readBlock(10)];
    const startNs = i64Column(from, 'tsExchNs')[40_000]!;
    const endNs = i64Column(to, 'tsExchNs')[20_000]!;
    const file = fileOf(rowsPath('long'));
    const run = await openRun(openTape(long, file, platformSha256), { startNs, endNs });
    await run.playTo(run.endNs, Infinity);
    expect([run.startNs, run.endNs, run.isAtEnd]).toEqual([startNs, endNs, true]);
    expect(run.eventCount).toBe(LONG_BLOCK_ROWS - 40_000 + 20_001);
    expect(file.bytes).toBeLessThan((file.byteLength / BLOCKS) * 2.1 + 40_000);
    const prints = (block: typeof from, first: number, end: number): number =>
      numberColumn(block, 'kind')
        .subarray(first, end)
        .filter((kind) => kind === 35).length;
    const named = new Set<bigint>();
    const ids = from.columns['orderId'] as BigUint64Array;
    for (let row = 40_000; row < LONG_BLOCK_ROWS; row += 1)
      if (numberColumn(from, 'kind')[row] === 32) named.add(ids[row]!);
    expect(named.size).toBeGreaterThan(1000);
    expect(run.counter.tradeCount).toBe(prints(from, 40_000, LONG_BLOCK_ROWS) + prints(to, 0, 20_001));
    await expect(openRun(whole, { startNs: 1n, endNs: 2n })).rejects.toMatchObject({ code: 'E-RUN-13' });
  });

  it('stops exactly before a block that is not the one of tape.json', async () => {
    const bytes = bytesOf('long');
    const clean = openTape(long, bufferOf(bytes), platformSha256);
    const counting = fileOf(rowsPath('long'));
    await openTape(long, counting, platformSha256).readBlock(5);
    const [start, end] = counting.ranges.at(-1)!;
    bytes[(start + end) >> 1]! ^= 1;
    const run = await openRun(openTape(long, bufferOf(bytes), platformSha256));
    const stopped = await run.playTo(run.endNs, Infinity).catch((error: unknown) => error);
    expect(stopped).toMatchObject({ details: { block: 5, file: 'rows.parquet' } });
    expect((stopped as { code: string }).code).toMatch(/^E-TAPE-0[45]$/);
    expect(run.eventCount).toBe(5 * LONG_BLOCK_ROWS);
    const before = await clean.readBlock(4);
    expect(run.engine.nowNs).toBe(i64Column(before, 'tsExchNs').at(-1));
  });
});

/** A day of one order that nobody takes out of the book. */
async function dayLeftOpen(day: bigint): Promise<{ manifest: TapeManifest; rows: Uint8Array }> {
  const parts: Uint8Array[] = [];
  const builder = new TapeBuilder('order', (part) => void parts.push(part));
  const at = builder.next(day * DAY_NS);
  const put = (name: string, value: bigint | number): void => void (builder.block.columns[name]![at] = value);
  for (const name of ['tsExchNs', 'tsLocalNs']) put(name, day * DAY_NS);
  for (const [name, value] of Object.entries({ kind: 32, lots: 10, flags: 1 })) put(name, value);
  put('orderId', day);
  put('priceUnits', 1000n + day);
  const manifest = await builder.finish({
    ...{ name: `day ${day}`, instruments: long.instruments, zone: 'UTC', dateKnown: true, licence: 'CC0' },
    ...{ redistribute: true, converter: 'test@1', source: { kind: 'test', files: [], rows: 1 } },
  });
  return { manifest, rows: new Uint8Array(Buffer.concat(parts)) };
}

describe('in several files', () => {
  const joined = (): TapeManifest =>
    joinTapes(
      DAYS.map((name, index) => {
        const file = `${name}/rows.parquet`;
        return { file, bytes: statSync(join(folder, file)).size, manifest: days[index]! };
      }).toReversed(),
      'three days',
    );

  it('is the tape that merging makes, and reads a day when it is played', async () => {
    const manifest = joined();
    const files = DAYS.map(bytesOf);
    const asked: number[] = [];
    const bytes = new Uint8Array(Buffer.concat(files));
    const buffer = bufferOf(bytes);
    const counting: AsyncBuffer = {
      byteLength: bytes.length,
      slice: (start, end) => {
        asked.push(start < files[0]!.length ? 0 : start < files[0]!.length + files[1]!.length ? 1 : 2);
        return buffer.slice(start, end);
      },
    };
    const run = await openRun(openTape(JSON.parse(JSON.stringify(manifest)), counting, platformSha256));
    await run.playTo(run.endNs, LONG_BLOCK_ROWS - 1);
    expect(new Set(asked)).toEqual(new Set([0]));
    await run.playTo(run.endNs, Infinity);
    expect(new Set(asked)).toEqual(new Set([0, 1, 2]));
    const parts: Uint8Array[] = [];
    const sources = DAYS.map((_, index) => openTape(days[index], bufferOf(files[index]!), platformSha256));
    const sink = (part: Uint8Array): void => void parts.push(part);
    const merged = await mergeTapes(sources, { sink, control: new ImportControl({}) });
    const twin = await openRun(
      openTape(merged, bufferOf(new Uint8Array(Buffer.concat(parts))), platformSha256),
    );
    await twin.playTo(twin.endNs, Infinity);
    expect(run.eventCount).toBe(twin.eventCount);
    expect(run.engine.runDigest()).toEqual(twin.engine.runDigest());
  });

  it('begins every day with the book of that day, as the merged tape does', async () => {
    const made = await Promise.all([1n, 2n, 3n].map(dayLeftOpen));
    const tapes = made.map(({ manifest, rows }, index) => ({
      ...{ file: `${index}.parquet`, bytes: rows.length, manifest },
    }));
    const bytes = new Uint8Array(Buffer.concat(made.map(({ rows }) => rows)));
    const run = await openRun(openTape(joinTapes(tapes), bufferOf(bytes)));
    await run.playTo(run.endNs, Infinity);
    const parts: Uint8Array[] = [];
    const sink = (part: Uint8Array): void => void parts.push(part);
    const sources = made.map(({ manifest, rows }) => openTape(manifest, bufferOf(rows)));
    const merged = await mergeTapes(sources, { sink, control: new ImportControl({}) });
    const twin = await openRun(openTape(merged, bufferOf(new Uint8Array(Buffer.concat(parts)))));
    await twin.playTo(twin.endNs, Infinity);
    // One order a day, and the two of the days before are gone.
    expect(run.eventCount).toBe(3 + 2 * 2);
    expect(run.engine.runDigest()).toEqual(twin.engine.runDigest());
    expect(run.result().counts).toEqual(twin.result().counts);
  });

  it('is refused when its list is not whole, in order, or leads out of its folder', () => {
    const manifest = joined();
    const [first, second] = manifest.parts!;
    const opened = (parts: unknown): (() => unknown) => {
      return () => openTape({ ...manifest, parts }, bufferOf(new Uint8Array(8)));
    };
    expect(opened([second, first, manifest.parts![2]])).toThrow(/E-TAPE-01|follow/);
    expect(opened([first, second])).toThrow(/add up/);
    expect(opened([{ ...first, file: '../x' }, second])).toThrow(/downwards/);
    expect(opened(manifest.parts)).toThrow(/8 bytes/);
    const tapes = days.map((one, index) => ({ file: DAYS[index]!, bytes: 1, manifest: one }));
    expect(() => joinTapes([tapes[0]!, tapes[0]!])).toThrow(/begins before/);
  });

  it('opens from a host part by part, and from chosen files in any order', async () => {
    writeFileSync(join(folder, 'tape.json'), JSON.stringify(joined()));
    host.sent.clear();
    const files = DAYS.map(
      (name) => new File([readFileSync(rowsPath(name))], `${name}-rows.parquet`),
    ).toReversed();
    const library = new TapeLibrary(fetchBytes, askForRanges);
    const chosen = await library.openTapeFiles(JSON.stringify(joined()), files);
    const fetched = await library.loadTape(1, host.url, () => undefined);
    expect([chosen.hash, fetched.hash]).toEqual([joined().hash, joined().hash]);
    expect(chosen.parquet.size).toBe(fetched.parquet.size);
    const missing = library.openTapeFiles(JSON.stringify(joined()), files.slice(1));
    await expect(missing).rejects.toMatchObject({ code: 'E-TAPE-18' });
  });
});

const fetchBytes: FetchBytes = async (url, _signal, onBytes) => {
  const blob = await (await fetch(url)).blob();
  onBytes(blob.size, blob.size);
  return blob;
};

async function loadLong(): Promise<StoredTape> {
  return new TapeLibrary(fetchBytes, askForRanges).loadTape(1, `${host.url}long/`, () => undefined);
}

describe('from a host', () => {
  it('fetches less than ten megabytes before the first event, and nothing for pictures of the whole', async () => {
    host.sent.clear();
    const tape = await loadLong();
    const client = clientInProcess();
    const info = await client.call({
      type: 'open',
      core: coreBytes,
      manifest: { version: 1, tape: { hash: tape.hash } },
      tape: { manifest: tape.manifest, parquet: tape.parquet },
      humanLog: [],
    });
    await client.call({ type: 'step', kind: 'event', direction: 1 });
    expect((await client.call({ type: 'frame', since: null })).eventCount).toBe(1);
    const size = statSync(rowsPath('long')).size;
    expect(host.sentBytes()).toBeLessThan(10 * MEGABYTE);
    expect(host.sent.get('long/rows.parquet')).toBeLessThan((size / BLOCKS) * 2.1 + 80_000);
    const before = host.sentBytes();
    const timeline = await client.call({ type: 'timeline', buckets: 90 });
    await client.call({ type: 'survey' });
    expect(host.sentBytes()).toBe(before);
    const rows = timeline.counts.reduce((sum, count) => sum + count, 0);
    expect(Math.abs(rows - Number(long.rows))).toBeLessThan(timeline.counts.length);
    expect(timeline.startNs).toBe(info.startNs);
    client.close();
  });

  it('goes on after a broken answer, and stops with the place when the host is gone or the file another', async () => {
    const tape = await loadLong();
    const source = openTape(tape.manifest, bufferOf(tape.parquet), platformSha256);
    host.breaks = 2;
    const block = await source.readBlock(3);
    expect([block.rows, host.breaks]).toEqual([LONG_BLOCK_ROWS, 0]);
    host.breaks = 3;
    await expect(source.readBlock(4)).rejects.toMatchObject({ code: 'E-CELL-13' });
    expect((await source.readBlock(4)).rows).toBe(LONG_BLOCK_ROWS);
    host.tag = '"2"';
    await expect(source.readBlock(5)).rejects.toMatchObject({ code: 'E-CELL-15' });
    host.tag = '"1"';
    host.ignoresRanges = true;
    await expect(source.readBlock(5)).rejects.toMatchObject({ code: 'E-CELL-15' });
    host.ignoresRanges = false;
  }, 20_000);

  it('stops playing where bytes did not come, and goes on from there when it is asked to', async () => {
    const { hash, manifest, parquet } = await loadLong();
    const client = clientInProcess();
    const run = { version: 1, tape: { hash } };
    const tape = { manifest, parquet };
    await client.call({ type: 'open', core: coreBytes, manifest: run, tape, humanLog: [] });
    await client.call({ type: 'speed', speed: 'max' });
    const frameWhere = async (holds: (frame: Frame) => boolean): Promise<Frame> => {
      for (;;) {
        const frame = await client.call({ type: 'frame', since: null });
        if (holds(frame)) return frame;
      }
    };
    host.breaks = Infinity;
    await client.call({ type: 'play' });
    const stopped = await frameWhere(({ fault }) => fault !== null);
    expect(stopped.fault?.code).toBe('E-CELL-13');
    expect(stopped.isPlaying).toBe(false);
    host.breaks = 0;
    await client.call({ type: 'play' });
    const later = await frameWhere(({ eventCount }) => eventCount > stopped.eventCount);
    expect(later.fault).toBeNull();
    client.close();
  }, 20_000);

  it('takes the whole file of a host that sends no ranges, and says so', async () => {
    host.ignoresRanges = true;
    const phases = new Set<string>();
    const library = new TapeLibrary(fetchBytes, askForRanges);
    const tape = await library.loadTape(1, `${host.url}long/`, ({ phase }) => phases.add(phase));
    host.ignoresRanges = false;
    expect(tape.parquet).toBeInstanceOf(Blob);
    expect(tape.notice).toContain('no parts of files');
    expect([...phases].join()).toContain('the host sends no parts');
  });

  it('copies into the store in pieces, once, and a cancelled copy leaves nothing', async () => {
    const far = (await loadLong()).parquet as FarRows;
    const ground = memoryGround({ newToken: () => 'one', nowMs: () => 0 });
    const shelf = new TapeShelf(ground);
    const stop = new AbortController();
    const seen: number[] = [];
    const cancelled = watchedContent(far, stop.signal, ({ done }) => {
      seen.push(done);
      if (done > far.size / 3) stop.abort();
    });
    const tape = { hash: long.hash, manifest: long };
    await expect(shelf.keep({ ...tape, parquet: cancelled })).rejects.toMatchObject({ code: 'E-CELL-03' });
    expect([await shelf.list(), await ground.disk.list()]).toEqual([[], []]);
    expect(seen.at(-1)).toBeLessThan(far.size);
    host.sent.clear();
    const content = watchedContent(far, new AbortController().signal, () => undefined);
    await shelf.keep({ ...tape, parquet: content });
    expect(host.sentBytes()).toBe(far.size);
    const kept = await shelf.find(long.hash);
    const source = openTape(kept?.manifest, bufferOf(kept!.parquet), platformSha256);
    expect((await source.readBlock(BLOCKS - 1)).rows).toBe(LONG_BLOCK_ROWS);
  });
});
