/**
 * One run under every impact policy and queue model through the messages of the page: each row is what a run opened in that
 * way really comes to, the run in view stays where it is, and what cannot be compared says why.
 */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { manifestToShortJson } from '../../src/scenario/canonical';
import { parseManifest, type Manifest } from '../../src/scenario/manifest';
import { firstPersonId, withPerson } from '../../src/scenario/person';
import { wayName, withWay } from '../../src/scenario/ways';
import type { CellClient } from '../../src/worker/client';
import type { ComparisonJson, WayRow } from '../../src/worker/comparison-protocol';
import type { CommandJson } from '../../src/worker/desk-protocol';
import type { Progress, TapeBytes } from '../../src/worker/protocol';
import { coreBytes } from '../sim/core-module';
import { importTape, textSource } from '../tape/sources';
import { clientInProcess } from './in-process';
import { tapeBytes } from './tape-bytes';

const clients: CellClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

let tape: TapeBytes;
let manifest: Manifest;
beforeAll(async () => {
  const { manifest: json, parquet } = await tapeBytes(5, 3_000);
  tape = { manifest: json, parquet };
  manifest = withPerson(parseManifest({ version: 1, tape: { hash: json.hash } }), json.instruments);
});

async function open(
  of: Manifest,
  humanLog: readonly CommandJson[] = [],
  rows: TapeBytes = tape,
): Promise<CellClient> {
  const client = clientInProcess();
  clients.push(client);
  const json = manifestToShortJson(of);
  await client.call({ type: 'open', core: coreBytes, manifest: json, tape: rows, humanLog });
  return client;
}

const order = (n: number, fields: Partial<CommandJson>): CommandJson => ({
  ...{ op: 'new', id: (firstPersonId + BigInt(n)).toString(), side: 'buy', lots: 100, account: 1 },
  ...fields,
});

/** Orders on both sides, resting and taking, one of them cancelled; played on to half of the tape. */
async function traded(): Promise<CellClient> {
  const client = await open(manifest);
  for (const [n, event] of [400, 700, 900, 1_200].entries()) {
    await client.call({ type: 'goTo', event });
    const { bids, asks } = await client.call({ type: 'frame', since: null });
    const [bid, ask] = [bids[0]!.priceUnits.toString(), asks[0]!.priceUnits.toString()];
    const commands = [
      order(n * 3, { price: bid, lots: 300 }),
      order(n * 3 + 1, { side: 'sell', price: ask, lots: 40 }),
      order(n * 3 + 2, n % 2 === 0 ? { price: ask, lots: 700 } : { side: 'sell', price: bid, lots: 500 }),
    ];
    await client.call({ type: 'act', commands });
  }
  await client.call({ type: 'act', commands: [{ op: 'cancel', id: firstPersonId.toString() }] });
  await client.call({ type: 'goTo', event: 1_500 });
  return client;
}

const looked = async (client: CellClient): Promise<unknown> => {
  const { digest, eventCount, nowNs } = await client.call({ type: 'frame', since: null });
  return { digest, eventCount, nowNs };
};

const compare = (client: CellClient): Promise<ComparisonJson> => client.call({ type: 'compare', account: 1 });

/** What the desk of a run tells, in the fields of a row. */
async function deskRow(client: CellClient): Promise<unknown> {
  const { orders, account } = await client.call({ type: 'desk', account: 1, mark: 'mid', have: null });
  const { impact } = await client.call({ type: 'frame', since: null });
  const told = orders!.map(({ key, status, leaves, filledLots, filledMoney }) => ({
    ...{ key, status, leaves, filledLots, filledMoney },
  }));
  return { orders: told, account, figures: impact };
}

const toldBy = ({ orders, account, figures }: WayRow): unknown => ({
  orders: orders.map(({ key, status, leaves, filledLots, filledMoney }) => ({
    ...{ key, status, leaves, filledLots, filledMoney },
  })),
  account,
  figures,
});

const textOf = ({ orders, figures }: WayRow): string =>
  JSON.stringify([orders, figures], (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));

const ways = [
  ...['none, exact', 'consume, exact', 'rematch, exact'],
  ...['none', 'consume'].flatMap((policy) =>
    ['risk-averse', 'power 1', 'power 2', 'power 3', 'logarithmic'].map((model) => `${policy}, ${model}`),
  ),
];

describe('a run under every policy and queue model', () => {
  it('is in each row what a run opened in that way comes to; the run in view is not moved', async () => {
    const client = await traded();
    const before = await looked(client);
    const phases: Progress[] = [];
    const { rows, nowNs } = await client.call(
      { type: 'compare', account: 1 },
      { onProgress: (progress) => phases.push(progress) },
    );
    expect(await looked(client)).toEqual(before);
    expect(rows.map(({ way }) => wayName(way))).toEqual(ways);
    expect(rows.filter(({ isOwn }) => isOwn).map(({ way }) => wayName(way))).toEqual(['none, exact']);
    expect(toldBy(rows[0]!)).toEqual(await deskRow(client));
    for (const { done, total, phase } of phases) {
      expect([phase, total]).toEqual(['compare', 13]);
      expect(done).toBeLessThanOrEqual(13);
    }

    const humanLog = await client.call({ type: 'humanLog' });
    for (const row of rows) {
      expect(row.problem).toBeNull();
      const fresh = await open(withWay(manifest, row.way), humanLog);
      await fresh.call({ type: 'seek', ns: nowNs });
      expect(toldBy(row)).toEqual(await deskRow(fresh));
      expect(row.assumptions['queueModel']!.startsWith(row.way.queueModel.slice(0, 4))).toBe(true);
      fresh.close();
    }
    // The flow is one in which they differ: else nothing was shown.
    const told = rows.map((row) => textOf(row));
    expect(new Set(told).size).toBeGreaterThan(5);
    expect(rows[0]!.orders.some(({ aheadLots }) => (aheadLots ?? 0n) > 0n)).toBe(true);
  });

  it('opens in any way at this moment, in the cell that is open', async () => {
    const client = await traded();
    const { rows, nowNs } = await compare(client);
    const humanLog = await client.call({ type: 'humanLog' });
    for (const name of ['rematch, exact', 'consume, power 2', 'none, exact']) {
      const row = rows.find(({ way }) => wayName(way) === name)!;
      const json = manifestToShortJson(withWay(manifest, row.way));
      const place = await client.call({ type: 'rewrite', manifest: json, humanLog });
      expect(place.nowNs).toBe(nowNs);
      expect(place.info.assumptions).toEqual(row.assumptions);
      expect(toldBy(row)).toEqual(await deskRow(client));
    }
  });

  it('can be taken back, and says why where there is nothing to compare', async () => {
    const client = await traded();
    const before = await looked(client);
    const abort = new AbortController();
    const asked = client.call(
      { type: 'compare', account: 1 },
      { signal: abort.signal, onProgress: () => abort.abort() },
    );
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'E-CELL-03' });
    expect(await looked(client)).toEqual(before);
    const untouched = await open(manifest);
    await expect(compare(untouched)).rejects.toMatchObject({ code: 'E-DESK-02' });
  });
});

it('a tape without orders is compared under what goes with it', async () => {
  const lines = Array.from({ length: 120 }, (_, i) => {
    const second =
      `${Math.floor(i / 60)}`.padStart(2, '0') + `:${i % 60}`.padStart(3, ':').replace('::', ':0');
    return `2024-01-02T10:${second}Z,10.${i % 7},${5 + (i % 4)},10.9,${3 + (i % 5)}`;
  });
  const text = `time,bid,bidSize,ask,askSize\n${lines.join('\n')}\n`;
  const made = await importTape([textSource('q_quotes.csv', text)]);
  const json = JSON.parse(JSON.stringify(made.manifest)) as typeof made.manifest;
  const quotes = withPerson(parseManifest({ version: 1, tape: { hash: json.hash } }), json.instruments);
  const client = await open(quotes, [], { manifest: json, parquet: made.parquet });
  await client.call({ type: 'goTo', event: 20 });
  const { bids } = await client.call({ type: 'frame', since: null });
  const commands = [order(1, { price: bids[0]!.priceUnits.toString(), lots: 5 })];
  await client.call({ type: 'act', commands });
  const { rows } = await compare(client);
  expect(rows.map(({ way }) => wayName(way))).toEqual(ways.slice(3));
  expect(rows.find(({ isOwn }) => isOwn)?.way).toMatchObject({ policy: 'none', queueModel: 'riskAverse' });
  expect(rows.every(({ problem }) => problem === null)).toBe(true);
});
