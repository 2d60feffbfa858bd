/**
 * A person trades inside somebody's tape, through the cell: what a preview says before the first order is what then
 * happens, under every policy and on every kind of tape; the first order moves nothing; a log is the same run wherever it
 * is opened; another policy stands at the same place.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { ImpactPolicyName } from '../../src/layout/layout.gen';
import { manifestToShortJson } from '../../src/scenario/canonical';
import { impactDefaults } from '../../src/scenario/impact';
import { parseManifest } from '../../src/scenario/manifest';
import { firstPersonId, withPerson } from '../../src/scenario/person';
import type { TapeManifest } from '../../src/tape/manifest';
import type { CellClient } from '../../src/worker/client';
import type { CommandJson, DeskJson, PreviewJson } from '../../src/worker/desk-protocol';
import type { Frame, OpenInfo, RequestOf } from '../../src/worker/protocol';
import { coreBytes } from '../sim/core-module';
import { makeRandom } from '../sim/synthetic-tape';
import { importTape, textSource } from '../tape/sources';
import { clientInProcess } from './in-process';
import { tapeBytes } from './tape-bytes';

const clients: CellClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

interface Tape {
  readonly manifest: TapeManifest;
  readonly stored: RequestOf<'open'>['tape'];
}

const taken = ({ manifest, parquet }: { manifest: TapeManifest; parquet: Uint8Array }): Tape => ({
  manifest,
  stored: { manifest: JSON.parse(JSON.stringify(manifest)) as unknown, parquet },
});

const order = async (): Promise<Tape> => taken(await tapeBytes(7, 6_000));
const fromText = async (name: string, text: string): Promise<Tape> =>
  taken(await importTape([textSource(name, text)]));

const random = makeRandom(5);
const at = (row: number): string => new Date(Date.UTC(2024, 0, 2, 10) + row * 500).toISOString();
const cents = (price: number): string => (price / 100).toFixed(2);
const quotes = (): Promise<Tape> => {
  const row = (i: number): string => {
    const bid = 1_000 + random(5);
    return `${at(i)},${cents(bid)},${1 + random(9)},${cents(bid + 1 + random(2))},${1 + random(9)}`;
  };
  const rows = Array.from({ length: 300 }, (_, i) => row(i)).join('\n');
  return fromText('ACME_quotes.csv', `time,bid,bidSize,ask,askSize\n${rows}\n`);
};
const trades = (): Promise<Tape> => {
  const row = (i: number): string => `${at(i)},${cents(1_000 + random(5))},${1 + random(9)}`;
  const rows = Array.from({ length: 300 }, (_, i) => row(i)).join('\n');
  return fromText('ACME_trades.csv', `time,price,size\n${rows}\n`);
};

const plainOf = ({ manifest }: Tape): ReturnType<typeof parseManifest> =>
  parseManifest({ version: 1, tape: { hash: manifest.hash, name: 'tape' } });

const ownOf = (tape: Tape, policy: ImpactPolicyName): unknown =>
  manifestToShortJson(withPerson(plainOf(tape), tape.manifest.instruments, { ...impactDefaults, policy }));

async function open(
  tape: Tape,
  manifest: unknown = manifestToShortJson(plainOf(tape)),
  humanLog: readonly CommandJson[] = [],
): Promise<{ client: CellClient; info: OpenInfo }> {
  const client = clientInProcess();
  clients.push(client);
  const info = await client.call({ type: 'open', core: coreBytes, manifest, tape: tape.stored, humanLog });
  return { client, info };
}

const desk = (client: CellClient): Promise<DeskJson> =>
  client.call({ type: 'desk', account: 1, mark: 'mid', have: null });
const frame = (client: CellClient): Promise<Frame> => client.call({ type: 'frame', since: null });
const placeOf = async (client: CellClient): Promise<Pick<Frame, 'nowNs' | 'bids' | 'asks'>> => {
  const { nowNs, bids, asks } = await frame(client);
  return { nowNs, bids, asks };
};
const digestOf = async (client: CellClient): Promise<unknown> => {
  const { digest, reportCount, eventCount } = await frame(client);
  return { digest, reportCount, eventCount };
};

const id = (number: number): string => (firstPersonId + BigInt(number)).toString();

/** Takes, rests, joins, and what the policy may refuse. */
function someOrders(
  first: number,
  { bids, asks, lastUnits }: { bids: bigint; asks: bigint; lastUnits: bigint },
) {
  const shared = { op: 'new', lots: 1 + random(400), account: 1 } as const;
  const [bid, ask] = [bids, asks].map((units) => (units === 0n ? lastUnits : units).toString());
  const all: Omit<CommandJson, 'id'>[] = [
    { ...shared, side: 'buy', price: bid! },
    { ...shared, side: 'sell', price: bid!, tif: 'IOC' },
    { ...shared, side: 'buy', type: 'market', tif: 'IOC' },
    { ...shared, side: 'sell', price: ask!, postOnly: true },
    { ...shared, side: 'buy', price: ask!, tif: 'FOK' },
    { ...shared, side: 'sell', type: 'stop', trigger: bid! },
    { ...shared, side: 'buy', price: bid!, tif: 'DAY' },
  ];
  return all.map((one, index): CommandJson => ({ ...one, id: id(first + index) }));
}

const cases = [
  ['orders', order, 'none'],
  ['orders', order, 'consume'],
  ['orders', order, 'rematch'],
  ['quotes', quotes, 'none'],
  ['quotes', quotes, 'consume'],
  ['trades', trades, 'none'],
] as const;

it('a place beyond the levels that a tape shows is not known, and is not told as a number', async () => {
  const tape = await quotes();
  const { client, info } = await open(tape, ownOf(tape, 'none'));
  await client.call({ type: 'seek', ns: info.startNs + (info.endNs - info.startNs) / 2n });
  const { bids } = await frame(client);
  const near = { op: 'new', id: id(1), side: 'buy', lots: 5, account: 1 } as const;
  const prices = [bids[0]!.priceUnits, bids[0]!.priceUnits - 50n].map(String);
  const commands = prices.map((price, index): CommandJson => ({ ...near, id: id(1 + index), price }));
  const preview = await client.call({ type: 'preview', account: 1, cash: null, commands });
  await client.call({ type: 'act', commands });
  const { working } = await desk(client);
  const known = [bids[0]!.totalLots, null];
  expect(preview.orders.map(({ aheadLots }) => aheadLots)).toEqual(known);
  expect(prices.map((_, index) => working.find((row) => row.id === id(1 + index))!.aheadLots)).toEqual(known);
});

describe.each(cases)('a tape of %s', (_words, tapeOf, policy) => {
  it(`under ${policy}: before the first order a preview is what then happens, at the start, inside and at the end`, async () => {
    const tape = await tapeOf();
    const manifest = ownOf(tape, policy);
    const asker = (await open(tape)).client;
    const { info } = await open(tape);
    const length = info.endNs - info.startNs;
    const seen = new Set<string>();
    for (const [turn, part] of [0n, 3n, 6n, 2n, 10n].entries()) {
      const ns = info.startNs + (length * part) / 10n;
      const { client } = await open(tape);
      for (const one of [asker, client]) await one.call({ type: 'seek', ns });
      const { bids, asks, trades: prints } = await frame(client);
      const touch = {
        bids: bids[0]?.priceUnits ?? 0n,
        asks: asks[0]?.priceUnits ?? 0n,
        lastUnits: prints.at(-1)?.priceUnits ?? 100_000n,
      };
      const commands = [someOrders(1, touch)[turn]!];
      const before = await digestOf(asker);
      const request = { type: 'preview', account: 1, cash: null, manifest, commands } as const;
      const preview: PreviewJson = await asker.call(request);
      expect(await digestOf(asker)).toEqual(before);

      const place = await placeOf(client);
      await client.call({ type: 'rewrite', manifest, humanLog: [] });
      // A tape that no venue could have printed is another market when its orders are matched again.
      const { nowNs, ...book } = await placeOf(client);
      expect(nowNs).toBe(place.nowNs);
      if (policy !== 'rematch') expect({ nowNs, ...book }).toEqual(place);
      await client.call({ type: 'act', commands });
      const { orders, working, account } = await desk(client);
      expect(preview.orders.map(({ life }) => life)).toEqual(orders);
      expect(preview.account).toEqual(account);
      expect(preview.orders[0]!.aheadLots).toEqual(working[0]?.aheadLots ?? null);
      seen.add(orders![0]!.status);
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  it(`under ${policy}: orders, a replace and a cancel come back by seeking, by replay and in another cell`, async () => {
    const tape = await tapeOf();
    const manifest = ownOf(tape, policy);
    const { client, info } = await open(tape, manifest);
    const length = info.endNs - info.startNs;
    let next = 1;
    for (const part of [1n, 3n, 5n, 8n]) {
      await client.call({ type: 'seek', ns: info.startNs + (length * part) / 10n });
      const { bids, asks, trades: prints } = await frame(client);
      const touch = {
        bids: bids[0]?.priceUnits ?? 0n,
        asks: asks[0]?.priceUnits ?? 0n,
        lastUnits: prints.at(-1)?.priceUnits ?? 100_000n,
      };
      await client.call({ type: 'act', commands: someOrders(next, touch) });
      next += 10;
    }
    const resting = (await desk(client)).working;
    expect(resting.length).toBeGreaterThan(0);
    await client.call({ type: 'act', commands: [{ op: 'cancel', id: resting[0]!.id }] });
    await client.call({ type: 'seek', ns: info.endNs });
    const end = await digestOf(client);
    const told = await desk(client);
    const humanLog = await client.call({ type: 'humanLog' });

    await client.call({ type: 'seek', ns: info.startNs + length / 5n });
    await client.call({ type: 'seek', ns: info.endNs });
    expect(await digestOf(client)).toEqual(end);

    const other = await open(tape, manifest, humanLog);
    await other.client.call({ type: 'seek', ns: other.info.endNs });
    expect(await digestOf(other.client)).toEqual(end);
    expect(await desk(other.client)).toMatchObject({ orders: told.orders, account: told.account });
    // An order of a kind that stands in no queue beside a tape is refused with the code of the table.
    const stop = told.orders!.find(({ type }) => type === 'stop')!;
    expect(stop.steps.at(-1)!.why).toBe(policy === 'rematch' ? stop.steps.at(-1)!.why : 'illegalCombination');

    // Under another policy the same log stands at the same row and the same clock.
    if (tape.manifest.schema !== 'order') return;
    await client.call({ type: 'seek', ns: info.startNs + length / 2n });
    await client.call({ type: 'step', kind: 'event', direction: 1 });
    const { nowNs } = await frame(client);
    const changed = ownOf(tape, policy === 'none' ? 'rematch' : 'none');
    await client.call({ type: 'rewrite', manifest: changed, humanLog });
    expect((await frame(client)).nowNs).toBe(nowNs);
    const fresh = await open(tape, changed, humanLog);
    await client.call({ type: 'seek', ns: info.endNs });
    await fresh.client.call({ type: 'seek', ns: fresh.info.endNs });
    expect(await digestOf(client)).toEqual(await digestOf(fresh.client));
  });
});
