/**
 * The past on request, against a second cell that was really there: depth at each moment, every print, every extreme of
 * the touch. And its manners: never later than the playhead, nothing moved, the newest wins, cancelling works.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { CellClient } from '../../src/worker/client';
import type { Frame, OpenInfo, Past } from '../../src/worker/protocol';
import { telling } from '../../src/worker/past-columns';
import { coreBytes } from '../sim/core-module';
import { makeRandom } from '../sim/synthetic-tape';
import { cellInProcess, clientInProcess } from './in-process';
import { tapeBytes } from './tape-bytes';

const tape = await tapeBytes(31, 6_000);
const manifest = { version: 1, tape: { hash: tape.manifest.hash, name: 'synthetic' } };
const clients: CellClient[] = [];

async function connect(): Promise<{ client: CellClient; info: OpenInfo }> {
  const client = clientInProcess();
  clients.push(client);
  const parquet = new Blob([tape.parquet as BlobPart]);
  const info = await client.call({
    type: 'open',
    core: coreBytes,
    manifest,
    tape: { manifest: tape.manifest, parquet },
    humanLog: [],
  });
  await client.call({ type: 'view', instrument: 0, levels: 16 });
  return { client, info };
}

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

const ask = (client: CellClient, fromNs: bigint, toNs: bigint, columns: number): Promise<Past | null> =>
  client.call({ type: 'past', fromNs, toNs, columns, levels: 16 });

const bookOf = (frame: Frame): [number, number][] =>
  [...frame.bids, ...frame.asks].map((row) => [Number(row.priceUnits), Number(row.totalLots)]);

function snapshot(past: Past, index: number): { atNs: number; book: [number, number][]; bids: number } {
  const from = past.depth.levels.slice(0, index).reduce((sum, count) => sum + count, 0);
  const count = past.depth.levels[index]!;
  const book = Array.from({ length: count }, (_, i): [number, number] => [
    past.depth.units[from + i]!,
    past.depth.lots[from + i]!,
  ]);
  return { atNs: past.depth.sinceNs[index]!, book, bids: past.depth.bids[index]! };
}

describe('the past on request', () => {
  it('has the book of each moment, as one who went there sees it', async () => {
    const { client, info } = await connect();
    const other = await connect();
    await client.call({ type: 'seek', ns: info.endNs });
    const random = makeRandom(5);
    const length = Number(info.endNs - info.startNs);
    for (let turn = 0; turn < 6; turn += 1) {
      const from = info.startNs + BigInt(random(length));
      const to = from + BigInt(random(Number(info.endNs - from)));
      const past = await ask(client, from, to, 1 + random(40));
      if (past === null) throw new Error('nobody asked for another');
      for (let index = 0; index < past.depth.sinceNs.length; index += 7) {
        const { atNs, book, bids } = snapshot(past, index);
        await other.client.call({ type: 'seek', ns: info.startNs + BigInt(atNs) });
        const frame = await other.client.call({ type: 'frame', since: null });
        expect(book).toEqual(bookOf(frame));
        expect(bids).toBe(frame.bids.length);
      }
      expect(past.depth.sinceNs[0]).toBe(Number(from - info.startNs));
      expect(past.depth.sinceNs.at(-1)).toBe(Number(to - info.startNs));
    }
  });

  it('loses no lot, no high and no low, in however few parts', async () => {
    const { client, info } = await connect();
    await client.call({ type: 'seek', ns: info.endNs });
    const { trades } = await client.call({ type: 'frame', since: null });
    for (const columns of [1, 3, 50, 900]) {
      const past = await ask(client, info.startNs, info.endNs, columns);
      const told = new Map<number, number>();
      past!.trades.units.forEach((units, i) => {
        told.set(units, (told.get(units) ?? 0) + past!.trades.lots[i]!);
      });
      const naive = new Map<number, number>();
      for (const trade of trades) {
        const units = Number(trade.priceUnits);
        naive.set(units, (naive.get(units) ?? 0) + trade.lots);
      }
      expect([...told].sort()).toEqual([...naive].sort());
      expect(extremes(past!.touches.bid)).toEqual(extremes(await everyTouch(client, 'buy')));
      expect(extremes(past!.touches.ask)).toEqual(extremes(await everyTouch(client, 'sell')));
    }
  });

  it('never tells what is later than the playhead, and moves nothing', async () => {
    const { client, info } = await connect();
    const ns = (info.startNs + info.endNs) / 2n;
    await client.call({ type: 'seek', ns });
    await client.call({ type: 'step', kind: 'event', direction: 1 });
    const before = await client.call({ type: 'frame', since: null });
    const past = await ask(client, info.startNs, info.endNs, 64);
    expect(past!.toNs).toBe(before.nowNs);
    const now = Number(before.nowNs - info.startNs);
    for (const times of [past!.depth.sinceNs, past!.trades.sinceNs, past!.touches.sinceNs]) {
      expect(Math.max(...times)).toBeLessThanOrEqual(now);
    }
    expect(snapshot(past!, past!.depth.sinceNs.length - 1).book).toEqual(bookOf(before));
    const after = await client.call({ type: 'frame', since: null });
    expect(after).toMatchObject({
      digest: before.digest,
      eventCount: before.eventCount,
      nowNs: before.nowNs,
    });
  });

  it('knows what people did, also when it was asked before they did it', async () => {
    const client = clientInProcess();
    clients.push(client);
    const matched = {
      version: 1,
      instruments: [{ symbol: 'X', priceUnit: '0.01' }],
      commands: [
        { op: 'new', ts: '1000', id: '1', side: 'buy', price: '100', lots: 10 },
        { op: 'new', ts: '9000', id: '2', side: 'sell', price: '103', lots: 5 },
      ],
    };
    await client.call({ type: 'open', core: coreBytes, manifest: matched, tape: null, humanLog: [] });
    await client.call({ type: 'view', instrument: 0, levels: 16 });
    await client.call({ type: 'seek', ns: 5000n });
    const before = await ask(client, 1000n, 5000n, 4);
    expect(snapshot(before!, 4).book).toEqual([[100, 10]]);
    const command = { op: 'new', id: '7', side: 'buy', price: '101', lots: 7 } as const;
    await client.call({ type: 'submit', command });
    await client.call({ type: 'seek', ns: 8000n });
    const after = await ask(client, 1000n, 8000n, 7);
    expect(snapshot(after!, 3).book).toEqual([[100, 10]]);
    expect(snapshot(after!, 7).book).toEqual([
      [101, 7],
      [100, 10],
    ]);
  });

  it('gives way to a newer request and stops when cancelled', async () => {
    const { client, info } = await connect();
    await client.call({ type: 'seek', ns: info.endNs });
    const abort = new AbortController();
    const answers = [1, 2, 3].map((columns) => ask(client, info.startNs, info.endNs, columns));
    const told = await Promise.all(answers);
    expect(told.map((past) => past === null)).toEqual([true, true, false]);
    const cancelled = client.call(
      { type: 'past', fromNs: info.startNs, toNs: info.endNs, columns: 2000, levels: 16 },
      { signal: abort.signal },
    );
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'E-CELL-03' });
    expect(await ask(client, info.startNs, info.endNs, 2)).not.toBeNull();
  });

  it('lets go of a stretch when the run goes elsewhere, and tells the same one when it is asked for again', async () => {
    const { client, info } = await connect();
    await client.call({ type: 'seek', ns: info.endNs });
    const whole = await ask(client, info.startNs, info.endNs, 200);
    const left = ask(client, info.startNs, info.endNs, 200);
    const [answer] = await Promise.all([left, client.call({ type: 'seek', ns: info.startNs })]);
    expect(answer).toBeNull();
    await client.call({ type: 'seek', ns: info.endNs });
    expect(await ask(client, info.startNs, info.endNs, 200)).toEqual(whole);
  });

  it('refuses a request without its fields', async () => {
    const { port, inject, sent } = cellInProcess();
    inject({ kind: 'call', id: 1, request: { type: 'past', fromNs: 0n } });
    expect(sent[0]).toMatchObject({ kind: 'error', error: { code: 'E-CELL-05' } });
    port.terminate();
  });
});

const extremes = (values: Iterable<number>): [number, number] => {
  const known = [...values].filter((value) => !Number.isNaN(value));
  return [Math.min(...known), Math.max(...known)];
};

/** Every best price there ever was on a side, from the touch reports themselves. */
async function everyTouch(client: CellClient, side: 'buy' | 'sell'): Promise<number[]> {
  const { touches } = await client.call({ type: 'frame', since: null });
  const view = new DataView(touches.buffer, touches.byteOffset, touches.byteLength);
  const out: number[] = [];
  for (let at = 0; at < touches.byteLength; at += 32) {
    const isSell = (view.getUint8(at + 1) & 1) === 1;
    if (isSell !== (side === 'sell') || view.getBigInt64(at + 16, true) === 0n) continue;
    out.push(Number(view.getBigInt64(at + 24, true)));
  }
  return out;
}

describe('the rows of a part', () => {
  it('keep first, last and the extremes of both sides', () => {
    const random = makeRandom(9);
    for (let turn = 0; turn < 200; turn += 1) {
      const rows = Array.from({ length: random(30) }, (_, i) => ({
        sinceNs: i,
        bid: random(5) === 0 ? NaN : random(50),
        ask: random(5) === 0 ? NaN : 50 + random(50),
      }));
      const kept = telling(rows);
      expect(kept.length).toBeLessThanOrEqual(6);
      expect(kept.map((row) => row.sinceNs)).toEqual(
        [...kept.map((row) => row.sinceNs)].sort((a, b) => a - b),
      );
      expect([kept[0], kept.at(-1)]).toEqual([rows[0], rows.at(-1)]);
      for (const side of ['bid', 'ask'] as const) {
        expect(extremes(kept.map((row) => row[side]))).toEqual(extremes(rows.map((row) => row[side])));
      }
    }
  });
});
