/**
 * The venue in a frame: an auction's figures are those that adding up the orders gives, what comes next is what the rulebook's
 * clock says and never the random end, a supervisor's halt goes through the cell, and runs without sessions have no such part.
 */
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { SessionState } from '../../src/layout/layout.gen';
import type { CellClient } from '../../src/worker/client';
import type { Frame } from '../../src/worker/protocol';
import { coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';

const clients: CellClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

const second = 1_000_000_000n;
const start = 1_000_000_000_000n;
const ns = (s: number): bigint => start + BigInt(s) * second;
// The run begins at 00:16:40 UTC.
const rulebook = {
  name: 'small',
  version: '1',
  zone: 'UTC',
  days: 'every',
  sessions: [
    { at: '00:16:42', state: 'openingCall' },
    { at: '00:17:00', state: 'continuous', within: '10s' },
    { at: '00:18:00', state: 'closed' },
  ],
};
const orders: readonly [side: 'buy' | 'sell', price: number, lots: number][] = [
  ['buy', 103, 40],
  ['sell', 99, 25],
  ['buy', 101, 30],
  ['sell', 101, 20],
  ['sell', 104, 50],
  ['buy', 98, 10],
];
const manifest = (seed: string): object => ({
  version: 1,
  instruments: [{ symbol: 'CALL', rulebook }],
  seed,
  startNs: String(start),
  endNs: String(ns(120)),
  commands: orders.map(([side, price, lots], index) => {
    const order = { op: 'new', side, price: String(price), lots, id: String(index + 1) };
    return { ...order, ts: String(ns(4 + index)), source: 'agent' };
  }),
});

async function open(json: unknown): Promise<CellClient> {
  const client = clientInProcess();
  clients.push(client);
  await client.call({ type: 'open', core: coreBytes, manifest: json, tape: null, humanLog: [] });
  return client;
}

async function frameAt(client: CellClient, at: bigint): Promise<Frame> {
  await client.call({ type: 'seek', ns: at });
  return client.call({ type: 'frame', since: null });
}

/** Lots at a limit, by adding up every order. */
const sum = (side: 'buy' | 'sell', meets: (price: number) => boolean): bigint =>
  orders.reduce((all, [own, price, lots]) => (own === side && meets(price) ? all + BigInt(lots) : all), 0n);

it('tells supply, demand and the indicative price while orders are collected, and nothing of it afterwards', async () => {
  const client = await open(manifest('1'));
  const call = await frameAt(client, ns(15));
  expect(call.session).toBe(SessionState.openingCall);
  const { steps, priceUnits, volume, surplus, limitCount } = call.venue!.auction!;
  const limits = [...new Set(orders.map(([, price]) => price))].sort((a, b) => a - b);
  expect(limitCount).toBe(limits.length);
  expect(steps).toEqual(
    limits.map((at) => ({
      priceUnits: BigInt(at),
      demandLots: sum('buy', (price) => price >= at),
      supplyLots: sum('sell', (price) => price <= at),
    })),
  );
  const most = steps.reduce((top, { demandLots: d, supplyLots: s }) => {
    const least = d < s ? d : s;
    return least > top ? least : top;
  }, 0n);
  expect({ priceUnits, volume, surplus }).toEqual({ priceUnits: 101n, volume: most, surplus: 25n });
  const after = await frameAt(client, ns(45));
  expect(after).toMatchObject({ session: SessionState.continuous, venue: { auction: null } });
  const crossed = after.trades.reduce((lots, trade) => lots + trade.lots, 0);
  expect(BigInt(crossed)).toBe(volume);
});

it('tells the next change by the clock and keeps its random moment to itself', async () => {
  const told: unknown[] = [];
  const ends = new Set<bigint>();
  for (const seed of ['1', '2', '3']) {
    const client = await open(manifest(seed));
    const next = async (at: bigint): Promise<unknown> => (await frameAt(client, at)).venue!.next;
    told.push([await next(ns(10)), await next(ns(20))]);
    const later = await frameAt(client, ns(50));
    ends.add(later.venue!.sinceNs!);
    expect(later.venue!.next).toEqual({ state: SessionState.closed, tsNs: ns(80), withinNs: 0n });
    expect((await frameAt(client, ns(90))).venue!.next).toBeNull();
  }
  const opening = { state: SessionState.continuous, tsNs: ns(20), withinNs: 10n * second };
  for (const one of told) expect(one).toEqual([opening, opening]);
  expect(ends.size).toBe(3);
  for (const end of ends) expect(end > ns(20) && end <= ns(30)).toBe(true);
});

it('takes a supervisor’s halt and reopening into the human log, and comes back to the same digest', async () => {
  const client = await open(manifest('1'));
  await frameAt(client, ns(40));
  for (const state of ['halted', 'pause', 'continuous'] as const) {
    await client.call({ type: 'act', commands: [{ op: 'session', state, source: 'intervention' }] });
    expect((await client.call({ type: 'frame', since: null })).session).toBe(SessionState[state]);
  }
  const { digest } = await frameAt(client, ns(60));
  const humanLog = await client.call({ type: 'humanLog' });
  expect(humanLog).toHaveLength(3);
  await client.call({ type: 'seek', ns: start });
  expect((await frameAt(client, ns(60))).digest).toBe(digest);
});

it('tells the price bands that were reported last', async () => {
  const bands = {
    ...{ rows: [{ tier: 'only', from: '0', basisPoints: 40 }], mean: '20s', hold: '2s' },
    ...{ limitState: '200ms', pause: '3s', republishBasisPoints: 1 },
  };
  const sessions = [{ at: '00:16:41', state: 'continuous', bands: 1 }];
  const agent = {
    ...{ family: 'cst', id: 1, instrument: 0, sizes: [[1, 1]] },
    start: { bid: 9_999, ask: 10_001, bids: [2, 3, 4], asks: [2, 3, 4] },
  };
  const book = { ...rulebook, sessions, bands };
  const run = {
    ...manifest('7'),
    commands: [],
    agents: [agent],
    instruments: [{ symbol: 'BANDS', rulebook: book }],
  };
  const client = await open(run);
  const { venue } = await frameAt(client, ns(30));
  const log = await client.call({ type: 'log', limit: 512 });
  const last = log.find(({ kind }) => kind === 'bands');
  expect(last).toBeDefined();
  expect(venue!.bands).toEqual({ lowUnits: BigInt(last!['low']!), highUnits: BigInt(last!['high']!) });
});

it('is absent where the manifest knows no sessions', async () => {
  const client = await open(JSON.parse(readFileSync('public/samples/thin.json', 'utf8')));
  expect(await client.call({ type: 'frame', since: null })).not.toHaveProperty('venue');
});

it('a breaker is not told before it halts; then its end is the next change, and what falls into it is not', async () => {
  const breaker = { levelBasisPoints: [700], halt: '20s', before: '00:20:00', closingBasisPoints: 2000 };
  const sessions = [
    { at: '00:16:40', state: 'continuous' },
    { at: '00:17:05', state: 'extendedHours' },
    { at: '00:18:00', state: 'closed' },
  ];
  const falling = {
    ...manifest('1'),
    instruments: [{ symbol: 'CALL', rulebook: { ...rulebook, sessions, breaker } }],
    marketIndex: { close: '1000', points: [{ ts: String(ns(20)), value: '920' }] },
  };
  const client = await open(falling);
  expect((await frameAt(client, ns(15))).venue?.next).toMatchObject({ tsNs: ns(25) });
  const halted = await frameAt(client, ns(21));
  expect(halted.session).toBe(SessionState.pause);
  // The change of 00:17:05 falls into the halt: what it would have begun is what the halt ends with.
  expect(halted.venue?.next).toEqual({ state: SessionState.extendedHours, tsNs: ns(40), withinNs: 0n });
  expect((await frameAt(client, ns(41))).venue?.next).toMatchObject({ state: SessionState.closed });
});
