/**
 * Trading by hand through the cell: what a preview says is what happens, what a person did comes back by every way of
 * getting there, money adds up at every step, and what-ifs are what the changed run really does.
 */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/scenario/manifest';
import { manifestToShortJson } from '../../src/scenario/canonical';
import { firstPersonId, withPerson } from '../../src/scenario/person';
import type { CellClient } from '../../src/worker/client';
import type { CommandJson, DeskJson, PreviewJson } from '../../src/worker/desk-protocol';
import { coreBytes } from '../sim/core-module';
import { makeRandom } from '../sim/synthetic-tape';
import { clientInProcess } from './in-process';
import { tapeBytes } from './tape-bytes';

const clients: CellClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

const plain = JSON.parse(readFileSync('public/samples/thin.json', 'utf8')) as Record<string, unknown>;
const parsed = parseManifest(plain);
const own = manifestToShortJson(withPerson(parsed, parsed.instruments));
const startNs = parsed.span!.startNs;
const second = 1_000_000_000n;

async function open(manifest: unknown, humanLog: readonly CommandJson[] = []): Promise<CellClient> {
  const client = clientInProcess();
  clients.push(client);
  await client.call({ type: 'open', core: coreBytes, manifest, tape: null, humanLog });
  return client;
}

const desk = (client: CellClient, have: string | null = null): Promise<DeskJson> =>
  client.call({ type: 'desk', account: 1, mark: 'mid', have });

const digestOf = async (client: CellClient): Promise<unknown> => {
  const { digest, reportCount, eventCount } = await client.call({ type: 'frame', since: null });
  return { digest, reportCount, eventCount };
};

async function touch(client: CellClient): Promise<{ bid: bigint; ask: bigint }> {
  const { bids, asks } = await client.call({ type: 'frame', since: null });
  return { bid: bids[0]!.priceUnits, ask: asks[0]!.priceUnits };
}

let nextId = firstPersonId;
const order = (fields: Partial<CommandJson>): CommandJson => {
  nextId += 1n;
  return { op: 'new', id: nextId.toString(), side: 'buy', lots: 100, account: 1, ...fields };
};

/** Of a preview and of what happened then: the parts that must be one. */
const told = (orders: readonly { readonly life: unknown }[]): unknown => orders.map(({ life }) => life);

describe('the account of a person', () => {
  it('comes with the first order and leaves everything before it as it was', async () => {
    const client = await open(plain);
    await client.call({ type: 'seek', ns: startNs + 300n * second });
    await client.call({ type: 'step', kind: 'event', direction: 1 });
    const before = await digestOf(client);
    const wanted = order({ type: 'market', tif: 'IOC' });
    const cash = '100000000';
    const preview = await client.call({ type: 'preview', account: 1, cash, commands: [wanted] });
    const { info } = await client.call({ type: 'rewrite', manifest: own, humanLog: [] });
    expect(await digestOf(client)).toEqual(before);
    expect(info.assumptions['accounts']).toBe(
      'account 1 starts with 1000000.00; short positions are not limited',
    );
    const { account } = await desk(client);
    expect(account).toMatchObject({ available: 100_000_000n, equity: 100_000_000n, realisedMoney: 0n });
    await client.call({ type: 'act', commands: [wanted] });
    const after = await desk(client);
    expect(after.orders).toEqual(told(preview.orders));
    expect(after.orders![0]!.status).toBe('filled');
    expect(after.account).toEqual(preview.account);
  });

  it('stays as it was when the other run cannot be opened', async () => {
    const client = await open(plain);
    await client.call({ type: 'seek', ns: startNs + 60n * second });
    const before = await digestOf(client);
    await expect(client.call({ type: 'rewrite', manifest: { version: 1 }, humanLog: [] })).rejects.toThrow();
    const twice = [1, 1].map((id) => ({ id, cash: '5' }));
    const broken = { ...plain, accounts: twice };
    await expect(client.call({ type: 'rewrite', manifest: broken, humanLog: [] })).rejects.toThrow();
    expect(await digestOf(client)).toEqual(before);
    await client.call({ type: 'seek', ns: startNs + 90n * second });
    const other = await open(plain);
    await other.call({ type: 'seek', ns: startNs + 90n * second });
    expect(await digestOf(client)).toEqual(await digestOf(other));
  });
});

/** An order of every kind that a ticket makes, near the touch. */
function someOrder(
  random: (below: number) => number,
  { bid, ask }: { bid: bigint; ask: bigint },
): Partial<CommandJson> {
  const pick = <Value>(values: readonly Value[]): Value => values[random(values.length)]!;
  const side = pick(['buy', 'sell'] as const);
  const near = (side === 'buy' ? ask : bid) + BigInt(random(13) - 6);
  const price = near.toString();
  const lots = 1 + random(4_000);
  return pick<Partial<CommandJson>>([
    { side, lots, price },
    { side, lots, price, tif: 'IOC' },
    { side, lots, price, tif: 'FOK' },
    { side, lots, price, postOnly: true },
    { side, lots, price, slide: true },
    { side, lots, price, display: 1 + Math.floor(lots / 3) },
    { side, lots, price, hidden: true },
    { side, lots, price, minimum: Math.max(1, Math.floor(lots / 2)) },
    { side, lots, type: 'market', tif: 'IOC' },
    { side, lots, type: 'marketToLimit' },
    { side, lots, type: 'marketProtected', protection: 3 },
    { side, lots, type: 'stop', trigger: price },
    { side, lots, type: 'pegged', peg: 'primary' },
    { side, lots: 0, price },
    { side: 'buy', lots: 1_000_000, price: (ask * 50n).toString() },
  ]);
}

describe('a preview', () => {
  it('is what then happens, whatever the order, and moves nothing', async () => {
    const random = makeRandom(41);
    const client = await open(own);
    let filled = 0;
    let refused = 0;
    for (let round = 0; round < 60; round += 1) {
      await client.call({ type: 'seek', ns: startNs + BigInt(30 + round * 12) * second });
      const wanted = order(someOrder(random, await touch(client)));
      const before = await digestOf(client);
      const preview: PreviewJson = await client.call({
        type: 'preview',
        account: 1,
        cash: null,
        commands: [wanted],
      });
      expect(await digestOf(client)).toEqual(before);
      const { commands } = await client.call({ type: 'act', commands: [wanted] });
      expect(commands[0]!.ts).toBe(preview.entryNs.toString());
      const { orders, working, account } = await desk(client);
      const life = orders!.find(({ id }) => id === wanted.id);
      expect(told(preview.orders)).toEqual([life]);
      expect(account).toEqual(preview.account);
      expect(working.find(({ id }) => id === wanted.id)?.aheadLots ?? null).toBe(
        preview.orders[0]!.aheadLots,
      );
      expect(preview.feesMoney).toBe(0n);
      filled += life!.filledLots > 0 ? 1 : 0;
      refused += life!.status === 'rejected' ? 1 : 0;
    }
    expect(filled).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(2);
  });
});

describe('what a person did', () => {
  it('is told the same by every way there, and its money adds up at every step', async () => {
    const random = makeRandom(7);
    const client = await open(own);
    const seen = new Map<bigint, string>();
    const state = async (): Promise<string> => {
      const { orders, working, account } = await desk(client);
      const { startCash, equity, realisedMoney, unrealisedMoney, otherMoney, available, locked } = account!;
      expect(otherMoney).toBe(0n);
      expect(equity - startCash).toBe(realisedMoney + unrealisedMoney);
      for (const life of orders!) {
        const gone = life.steps.reduce((sum, { kind, lots }) => sum + (kind === 'cancelled' ? lots : 0), 0);
        if (life.status !== 'rejected') expect(life.leaves + life.filledLots + gone).toBe(life.lots);
      }
      const text = [orders, working, available, locked, equity];
      return JSON.stringify(text, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    };
    for (let round = 0; round < 30; round += 1) {
      const ns = startNs + BigInt(30 + round * 10) * second;
      await client.call({ type: 'seek', ns });
      await client.call({ type: 'act', commands: [order(someOrder(random, await touch(client)))] });
      const { nowNs } = await client.call({ type: 'frame', since: null });
      seen.set(nowNs, await state());
    }
    const places = [...seen].sort(() => random(2) - 0.5);
    for (const [ns, text] of places) {
      await client.call({ type: 'seek', ns });
      const { laterCount } = await desk(client);
      const told = JSON.parse(await state()) as [{ place: string }[]];
      // Orders that are still to come are listed apart: at that moment nobody had sent them.
      const [lives, ...rest] = told;
      expect(lives.filter(({ place }) => place === 'toCome')).toHaveLength(laterCount);
      expect(JSON.stringify([lives.filter(({ place }) => place !== 'toCome'), ...rest])).toBe(text);
    }
    const humanLog = await client.call({ type: 'humanLog' });
    const fresh = await open(own, humanLog);
    const end = startNs + 600n * second;
    for (const one of [client, fresh]) await one.call({ type: 'seek', ns: end });
    expect(await digestOf(fresh)).toEqual(await digestOf(client));
    expect((await desk(fresh)).orders).toEqual((await desk(client)).orders);
  });

  it('is cancelled, replaced and reduced, and each answer closes its wish', async () => {
    const client = await open(own);
    await client.call({ type: 'seek', ns: startNs + 100n * second });
    const { bid } = await touch(client);
    const price = (bid - 9n).toString();
    const [first, other] = [order({ price }), order({ price, lots: 500 })];
    await client.call({ type: 'act', commands: [first, other] });
    const nearer = (bid - 8n).toString();
    await client.call({ type: 'act', commands: [{ op: 'replace', id: first.id, price: nearer, lots: 40 }] });
    await client.call({ type: 'act', commands: [{ op: 'reduce', id: other.id, lots: 120 }] });
    await client.call({ type: 'act', commands: [{ op: 'cancel', id: '12345' }] });
    const { orders } = await desk(client);
    expect(orders!.map(({ leaves, units, status }) => ({ leaves, units, status }))).toEqual([
      { leaves: 380, units: price, status: 'new' },
      { leaves: 40, units: nearer, status: 'new' },
    ]);
    await client.call({
      type: 'act',
      commands: [
        { op: 'cancel', id: first.id },
        { op: 'cancel', id: other.id },
      ],
    });
    const after = (await desk(client)).orders!;
    expect(after.map(({ status, place, steps }) => [status, place, steps.at(-1)!.why])).toEqual([
      ['canceled', 'done', 'requested'],
      ['canceled', 'done', 'requested'],
    ]);
    expect((await desk(client)).account).toMatchObject({ locked: 0n });
    await client.call({ type: 'act', commands: [{ op: 'cancel', id: first.id }] });
    expect((await desk(client)).orders!.at(-1)!.steps.at(-1)).toMatchObject({
      exec: 'orderCancelReject',
      why: 'unknownId',
    });
  });

  it('in a tape stands beside its book, which stays as it is; where it takes none it says so', async () => {
    const tape = await tapeBytes(5, 2_000);
    const { manifest: json, parquet } = tape;
    const named = { version: 1, tape: { hash: json.hash } };
    const trading = manifestToShortJson(withPerson(parseManifest(named), json.instruments));
    const reports = ['accepted', 'rejected', 'fill', 'cancelled'];
    const deaf = { ...named, accounts: [{ id: 1, cash: '1000000' }], reports };
    const books: unknown[] = [];
    for (const manifest of [trading, deaf]) {
      const client = clientInProcess();
      clients.push(client);
      const humanLog: CommandJson[] = [];
      await client.call({
        type: 'open',
        core: coreBytes,
        manifest,
        tape: { manifest: json, parquet },
        humanLog,
      });
      await client.call({ type: 'goTo', event: 900 });
      const { bids } = await client.call({ type: 'frame', since: null });
      const resting = order({ price: bids[0]!.priceUnits.toString(), lots: 5 });
      await client.call({ type: 'act', commands: [resting] });
      const { orders, working } = await desk(client);
      if (manifest === trading) {
        expect(orders![0]).toMatchObject({ status: 'new', place: 'book' });
        expect(working[0]!.aheadLots).toBe(bids[0]!.totalLots);
      } else expect(orders![0]).toMatchObject({ status: 'rejected', place: 'done' });
      await client.call({ type: 'seek', ns: BigInt(json.lastTsNs) });
      const end = await client.call({ type: 'frame', since: null });
      books.push([end.bids, end.asks]);
    }
    expect(books[0]).toEqual(books[1]);
  });
});

describe('what if', () => {
  it('tells what the changed run really does, and leaves the run alone', async () => {
    const client = await open(own);
    await client.call({ type: 'seek', ns: startNs + 200n * second });
    const { bid } = await touch(client);
    const { commands } = await client.call({
      type: 'act',
      commands: [order({ price: bid.toString(), lots: 900 })],
    });
    await client.call({ type: 'seek', ns: startNs + 260n * second });
    const before = await digestOf(client);
    const answer = await client.call({ type: 'whatIf', account: 1, order: commands[0]! });
    expect(await digestOf(client)).toEqual(before);
    expect(answer.rows.map(({ what, command }) => [what, command?.price, command?.lots])).toEqual([
      ['earlier', bid.toString(), 900],
      ['better', (bid + 1n).toString(), 900],
      ['half', bid.toString(), 450],
    ]);
    const mid = answer.real.life!;
    expect(mid).toEqual((await desk(client)).orders![0]);
    for (const row of answer.rows) {
      const changed = await open(own, row.humanLog);
      await changed.call({ type: 'seek', ns: answer.nowNs });
      const { orders, account } = await desk(changed);
      expect(row.outcome!.life).toEqual(orders![0]);
      expect(row.outcome!.equity).toBe(account!.equity);
    }
    const unpriced = await client.call({ type: 'act', commands: [order({ type: 'market', lots: 1 })] });
    const { rows } = await client.call({ type: 'whatIf', account: 1, order: unpriced.commands[0]! });
    expect(rows.map(({ command }) => command !== null)).toEqual([true, false, false]);
    await expect(client.call({ type: 'whatIf', account: 1, order: order({}) })).rejects.toThrow(
      'no such order',
    );
  });
});

describe('a change in the past', () => {
  it('may replace what came later or become a run of its own, at the very place', async () => {
    const client = await open(own);
    const at = async (s: bigint): Promise<void> => {
      await client.call({ type: 'seek', ns: startNs + s * second });
    };
    await at(50n);
    await client.call({ type: 'act', commands: [order({ type: 'market', tif: 'IOC' })] });
    await at(90n);
    const { humanLog } = await client.call({
      type: 'act',
      commands: [order({ side: 'sell', type: 'market', tif: 'IOC' })],
    });
    await at(70n);
    expect((await desk(client)).laterCount).toBe(1);
    const before = await digestOf(client);
    await client.call({ type: 'rewrite', manifest: own, humanLog: humanLog.slice(0, 1) });
    expect(await digestOf(client)).toEqual(before);
    expect((await desk(client)).laterCount).toBe(0);
    await at(90n);
    const plainly = await open(own, humanLog.slice(0, 1));
    await plainly.call({ type: 'seek', ns: startNs + 90n * second });
    expect(await digestOf(client)).toEqual(await digestOf(plainly));
    expect((await desk(client)).account!.positions[0]!.lots).toBe(100n);
  });
});
