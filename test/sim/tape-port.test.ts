/** Tapes of every schema as a run sees them: records, times and source rows. */
import { describe, expect, it } from 'vitest';
import { CommandKind, CommandLayout } from '../../src/layout/layout.gen';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, tapePortOf, type TapePort } from '../../src/sim';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { importFiles } from '../../src/tape/import';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { openTape } from '../../src/tape/tape';
import { core } from './core-module';

async function portOf(events: readonly Record<string, unknown>[]): Promise<TapePort> {
  const text = events.map((event) => `${JSON.stringify({ symbol: 'ACME', ...event })}\n`).join('');
  const { manifest, parquet } = await importFiles([
    sourceFromBytes('a.ndjson', new TextEncoder().encode(text)),
  ]);
  const bytes = new Uint8Array(Buffer.concat(parquet));
  const slice = (start: number, end?: number): ArrayBuffer => bytes.slice(start, end).buffer;
  return tapePortOf(openTape(manifest, { byteLength: bytes.byteLength, slice }), {
    packBlock,
    commandsPerRow,
  });
}

const play = async (tape: TapePort): Promise<Run> => {
  const run = await Run.open(core, parseManifest({ version: 1, tape: { hash: tape.hash } }), tape, []);
  expect(await run.playTo(run.endNs, Infinity)).toBe('end');
  return run;
};

describe('a quote tape', () => {
  it('becomes two records a row, both with the row’s number', async () => {
    const quote = (ts: string, bid: string, ask: string): Record<string, unknown> => ({
      type: 'quote',
      ts,
      bid,
      bidSize: '5',
      ask,
      askSize: '7',
    });
    const tape = await portOf([quote('1000', '99', '101'), quote('2000', '100', '102')]);
    expect(tape.rows).toBe(4);
    const { rows, bytes, sourceRows } = await tape.loadBlock(0);
    expect([...sourceRows]).toEqual([0, 0, 1, 1]);
    const kinds = Array.from({ length: rows }, (_, i) => bytes[i * CommandLayout.size + CommandLayout.kind]);
    expect(new Set(kinds)).toEqual(new Set([CommandKind.tapeTouch]));
    const run = await play(tape);
    expect(run.inTape.sourceRow).toBe(1);
    expect(run.engine.depth(0, 0, 5)).toHaveLength(1);
    expect(run.engine.depth(0, 0, 5)[0]!.totalLots).toBeGreaterThan(0n);
  });
});

describe('a bar tape', () => {
  it('ends when its last bar does', async () => {
    const bar = (ts: string): Record<string, unknown> => ({
      type: 'bar',
      ts,
      durationNs: '60000000000',
      open: '100',
      high: '101',
      low: '99',
      close: '100.5',
      volume: '12',
      trades: 3,
    });
    const tape = await portOf([bar('0'), bar('60000000000')]);
    expect(tape.firstTsNs).toBe(60_000_000_000n);
    expect(tape.lastTsNs).toBe(120_000_000_000n);
    const run = await play(tape);
    expect(run.counter.byName()['trade']).toBe(2);
    expect(run.nowNs).toBe(120_000_000_000n);
  });
});
