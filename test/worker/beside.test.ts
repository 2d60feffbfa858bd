/**
 * A run with tapes beside it, from the bytes on, in the cell: what they say appears at its time and not before, goes
 * when the run goes back, and takes effect on orders, positions and cash.
 */
import { describe, expect, it } from 'vitest';
import type { CellClient } from '../../src/worker/client';
import type { Frame, KnownEvent, OpenInfo } from '../../src/worker/protocol';
import { coreBytes } from '../sim/core-module';
import { importTape, textSource } from '../tape/sources';
import { clientInProcess } from './in-process';
import { tapeBytes } from './tape-bytes';

interface Bytes {
  hash: string;
  manifest: unknown;
  parquet: Uint8Array;
}

async function beside(events: readonly object[]): Promise<Bytes> {
  const text = events.map((event) => `${JSON.stringify({ symbol: 'ACME', ...event })}\n`).join('');
  const { manifest, parquet } = await importTape([textSource('a.ndjson', text)]);
  return { hash: manifest.hash, manifest, parquet };
}

const second = 1_000_000_000n;
const at = (seconds: number): string => String(BigInt(seconds) * second);
const matched = {
  version: 1,
  instruments: [{ symbol: 'ACME', priceUnit: '0.01' }],
  endNs: at(10),
  accounts: [
    { id: 1, cash: '100000' },
    { id: 2, cash: '100000' },
  ],
  commands: [
    { op: 'new', ts: at(1), id: '1', side: 'sell', price: '1001', lots: 7, account: 2 },
    { op: 'new', ts: at(1), id: '2', side: 'buy', price: '1001', lots: 5, account: 1 },
    { op: 'new', ts: at(2), id: '3', side: 'buy', price: '999', lots: 4, account: 1 },
  ],
};

async function open(client: CellClient, manifest: object, tapes: readonly Bytes[]): Promise<OpenInfo> {
  const named = { ...manifest, beside: tapes.map(({ hash }) => ({ hash })) };
  const request = { core: coreBytes, manifest: named, tape: null, beside: tapes, humanLog: [] };
  return client.call({ type: 'open', ...request });
}

async function frameAt(client: CellClient, ns: bigint): Promise<Frame> {
  await client.call({ type: 'seek', ns });
  return client.call({ type: 'frame', since: null });
}

const said = (known: readonly KnownEvent[]): string[] =>
  known.map((event) => (event.kind === 'action' ? event.action : 'text' in event ? event.text : event.kind));

describe('what stands beside a run', () => {
  it('appears at its time and not before, and goes with a seek back; every route gives one digest', async () => {
    const headlines = await beside([
      { type: 'news', ts: at(3), text: 'first' },
      { type: 'news', ts: at(5), text: 'second' },
    ]);
    const figures = await beside([{ type: 'fact', ts: at(4), name: 'EPS', value: '1.5' }]);
    const client = clientInProcess();
    const info = await open(client, matched, [headlines, figures]);
    expect(said((await frameAt(client, 3n * second - 1n)).known)).toEqual([]);
    const third = await frameAt(client, 3n * second);
    expect(third.known).toEqual([{ tsNs: 3n * second, instrument: 0, kind: 'news', text: 'first' }]);
    await client.call({ type: 'seek', ns: 4n * second });
    const next = await client.call({ type: 'frame', since: third.cursor });
    expect(next.known).toEqual([
      { tsNs: 4n * second, instrument: 0, kind: 'fact', text: 'EPS', decimals: 1, value: 15n },
    ]);
    const whole = await frameAt(client, info.endNs);
    expect(said(whole.known)).toEqual(['first', 'EPS', 'second']);
    expect(said((await frameAt(client, 4n * second)).known)).toEqual(['first', 'EPS']);
    expect((await frameAt(client, info.endNs)).digest).toBe(whole.digest);
    const { whole: again } = { whole: await client.call({ type: 'result', scope: 'whole' }) };
    expect(again.result.digest).toBe(whole.digest);
    client.close();
  });

  it('a 2:1 split leaves equity unchanged to the cent and converts open orders; a dividend pays', async () => {
    const actions = await beside([
      { type: 'split', ts: at(5), newShares: 2, oldShares: 1 },
      { type: 'dividend', ts: at(7), cash: '0.125' },
    ]);
    const client = clientInProcess();
    const info = await open(client, matched, [actions]);
    const before = await frameAt(client, 5n * second - 1n);
    expect(before.bids.map(({ priceUnits, totalLots }) => [priceUnits, totalLots])).toEqual([[999n, 4n]]);
    const split = await frameAt(client, 5n * second);
    // 9.99 / 2 = 4.995: a buy goes down to the cent, the two left to sell at 10.01 go up to 5.01
    expect(split.bids.map(({ priceUnits, totalLots }) => [priceUnits, totalLots])).toEqual([[499n, 8n]]);
    expect(split.asks.map(({ priceUnits, totalLots }) => [priceUnits, totalLots])).toEqual([[501n, 4n]]);
    await client.call({ type: 'seek', ns: info.endNs });
    const rows = await client.call({ type: 'log', limit: 100 });
    const accounts = rows.filter(({ kind }) => kind === 'account').reverse();
    const told = accounts.map(({ account, position, cash }) => [account, position, cash].join(' '));
    expect(told).toEqual([
      // 5 at 10.01 changed hands: 1,000.00 ∓ 50.05
      '1 5 94995',
      '2 -5 105005',
      // equity at 5.005: 949.95 + 10 × 5.005 = 1,050.05 − 10 × 5.005 = 1,000.00
      '1 10 94995',
      '2 -10 105005',
      // 10 × 0.125 = 1.25
      '1 10 95120',
      '2 -10 104880',
    ]);
    for (const line of told.slice(0, 4)) {
      const [, position = 0, cash = 0] = line.split(' ').map(Number);
      const last = Math.abs(position) === 5 ? 1001 : 500.5;
      expect(cash + position * last).toBe(100_000);
    }
    client.close();
  });

  it('stands beside a tape, whose book it leaves alone', async () => {
    const { manifest, parquet } = await tapeBytes(3, 2_000);
    const noon = String((BigInt(manifest.firstTsNs) + BigInt(manifest.lastTsNs)) / 2n);
    const tapes = [
      await beside([{ type: 'split', ts: noon, symbol: 'TEST', newShares: 2, oldShares: 1 }]),
      await beside([{ type: 'news', ts: noon, symbol: 'TEST', text: 'noon' }]),
    ];
    const results = [];
    for (const some of [[], tapes]) {
      const client = clientInProcess();
      const named = { version: 1, tape: { hash: manifest.hash }, beside: some.map(({ hash }) => ({ hash })) };
      const tape = { manifest, parquet };
      const request = { core: coreBytes, manifest: named, tape, beside: some, humanLog: [] };
      const { endNs } = await client.call({ type: 'open', ...request });
      results.push(await frameAt(client, endNs));
      client.close();
    }
    const [alone, together] = results;
    expect(together?.bids).toEqual(alone?.bids);
    expect(together?.asks).toEqual(alone?.asks);
    expect(together?.tradeCount).toBe(alone?.tradeCount);
    expect(said(together?.known ?? [])).toEqual(['split', 'noon']);
  });

  it('is refused when it is missing or another', async () => {
    const one = await beside([{ type: 'news', ts: at(3), text: 'one' }]);
    const other = await beside([{ type: 'news', ts: at(3), text: 'other' }]);
    const manifest = { ...matched, beside: [{ hash: one.hash, name: 'headlines' }] };
    for (const tapes of [[], [other]]) {
      const client = clientInProcess();
      const request = { core: coreBytes, manifest, tape: null, beside: tapes, humanLog: [] };
      await expect(client.call({ type: 'open', ...request })).rejects.toMatchObject({ code: 'E-RUN-11' });
      client.close();
    }
  });
});
