/**
 * Shocks that a person sends: each does to the market what it says, none is an order of the person, and the human log brings
 * all of it back: by rewinding, in a fresh cell, in a run that was never live, and on another seed.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { parseCommandLog, parseManifest, type CommandInput } from '../../src/scenario';
import { scenarioManifest, scenarios } from '../../src/scenario/library';
import { shockCommands, standingAt, withShockReports, type Shock } from '../../src/scenario/shocks';
import { manifestToShortJson } from '../../src/scenario/canonical';
import { Run } from '../../src/sim';
import type { CellClient } from '../../src/worker/client';
import type { ActJson, CommandJson } from '../../src/worker/desk-protocol';
import type { Frame } from '../../src/worker/protocol';
import { core, coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';

const clients: CellClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

const second = 1_000_000_000n;
const quiet = scenarioManifest(scenarios.find(({ name }) => name === 'fat-finger')!);
const manifest = withShockReports(parseManifest({ ...quiet, commands: [] }), ['news', 'session']);
const json = manifestToShortJson(manifest);
const { startNs } = manifest.span!;

async function open(humanLog: readonly CommandJson[] = [], of: unknown = json): Promise<CellClient> {
  const client = clientInProcess();
  clients.push(client);
  await client.call({ type: 'open', core: coreBytes, manifest: of, tape: null, humanLog });
  return client;
}

const frameOf = (client: CellClient): Promise<Frame> => client.call({ type: 'frame', since: null });
const seek = (client: CellClient, s: number): Promise<unknown> =>
  client.call({ type: 'seek', ns: startNs + BigInt(Math.round(s * 1000)) * 1_000_000n });
const restingOf = ({ bids, asks }: Frame): number =>
  [...bids, ...asks].reduce((sum, { orderCount }) => sum + orderCount, 0);

let log: CommandInput[] = [];
async function send(client: CellClient, shock: Shock): Promise<readonly CommandJson[]> {
  const commands = shockCommands(shock, 0, log) as unknown as readonly ActJson[];
  const { humanLog } = await client.call({ type: 'act', commands });
  log = parseCommandLog(humanLog, 'humanLog', humanLog.length);
  return humanLog;
}

/** Everything that can be sent, one after the other, from minute 2 on. */
const script: readonly [atSecond: number, Shock][] = [
  [120, { kind: 'fatFinger', side: 'sell', lots: 15_000 }],
  [140, { kind: 'burst', side: 'buy', lots: 700, count: 12, seconds: 3 }],
  [170, { kind: 'pull' }],
  [200, { kind: 'drought', seconds: 30 }],
  [250, { kind: 'rates', limits: 1.5, markets: 3, cancels: 0.5, lean: -0.4, seconds: 20 }],
  [300, { kind: 'news', text: 'A plant stands still', effect: 'down' }],
];

async function played(client: CellClient): Promise<readonly CommandJson[]> {
  log = [];
  let humanLog: readonly CommandJson[] = [];
  for (const [at, shock] of script) {
    await seek(client, at);
    humanLog = await send(client, shock);
  }
  await seek(client, 400);
  return humanLog;
}

describe('a shock sent into a running market', () => {
  it('that overlaps an earlier one holds until its own end, and then the plan does', async () => {
    log = [];
    const client = await open();
    await seek(client, 120);
    await send(client, { kind: 'drought', seconds: 30 });
    await seek(client, 130);
    const rates = { limits: 1.5, markets: 3, cancels: 0.5, lean: -0.4 };
    const sent = await send(client, { kind: 'rates', ...rates, seconds: 60 });
    const changes = sent as unknown as { ts: string; limits?: number; markets?: number }[];
    expect(changes.map(({ ts }) => Math.floor(Number(BigInt(ts) - startNs) / 1e9))).toEqual([
      120, 130, 150, 150, 190,
    ]);
    expect(changes.at(-2)).toMatchObject(rates);
    expect(changes.at(-1)).not.toHaveProperty('limits');
  });

  it('does what it says', async () => {
    log = [];
    const client = await open();
    await seek(client, 120);
    const before = await frameOf(client);
    await send(client, { kind: 'fatFinger', side: 'sell', lots: 15_000 });
    const sold = await frameOf(client);
    expect(sold.bids[0]!.priceUnits).toBeLessThan(before.bids[0]!.priceUnits - 5n);
    const taken = sold.trades.filter(({ tsNs }) => tsNs >= before.nowNs);
    expect(taken.reduce((sum, { lots, aggressor }) => sum + (aggressor === 'sell' ? lots : 0), 0)).toBe(
      15_000,
    );

    await seek(client, 150);
    const full = restingOf(await frameOf(client));
    await send(client, { kind: 'pull' });
    await seek(client, 150.25);
    expect(restingOf(await frameOf(client))).toBeLessThan(full / 10);
    await seek(client, 200);
    const normal = restingOf(await frameOf(client));
    expect(normal).toBeGreaterThan(full / 2);

    await send(client, { kind: 'drought', seconds: 60 });
    await seek(client, 258);
    expect(restingOf(await frameOf(client))).toBeLessThan(normal / 2);
    await seek(client, 320);
    expect(restingOf(await frameOf(client))).toBeGreaterThan(normal / 2);

    await send(client, { kind: 'news', text: 'A plant stands still', effect: 'none' });
    expect((await frameOf(client)).known).toMatchObject([{ kind: 'news', text: 'A plant stands still' }]);
    await seek(client, 319);
    expect((await frameOf(client)).known).toEqual([]);
  });

  it('comes back by rewinding, in a fresh cell, and in a run that was never live', async () => {
    const client = await open();
    const humanLog = await played(client);
    const told = await frameOf(client);
    expect(told.known).toMatchObject([{ text: 'A plant stands still', tsNs: startNs + 300n * second + 1n }]);
    await seek(client, 100);
    await seek(client, 400);
    expect((await frameOf(client)).digest).toBe(told.digest);
    const fresh = await open(humanLog);
    await seek(fresh, 400);
    expect(await frameOf(fresh)).toMatchObject({ digest: told.digest, known: told.known });
    const run = await Run.open(core, manifest, null, log, { checkpointBytes: 0 });
    await run.seek(startNs + 400n * second);
    expect(run.engine.runDigest().digest).toBe(told.digest);
    expect(run.engine.validate()).toBeNull();
    const piece = await fresh.call({ type: 'journal', have: null, target: null });
    expect(piece.texts).toEqual(['A plant stands still']);
  });

  it('is the same script on any seed: it is played, holds together, and comes to one digest', async () => {
    const client = await open();
    await played(client);
    const digests = new Set<string>();
    for (const seed of ['9', '77', '18446744073709551615']) {
      const other = { ...manifest, seed };
      const whole = { checkpointBytes: 0 };
      const run = await Run.open(core, other, null, log, whole);
      await run.seek(run.endNs);
      expect(run.fault).toBeNull();
      expect(run.engine.validate()).toBeNull();
      expect(run.counter.byName()['news']).toBe(1);
      const { digest, reportCount } = run.result();
      const again = await Run.open(core, other, null, log, whole);
      await again.seek(again.endNs);
      expect(again.result()).toMatchObject({ digest, reportCount });
      digests.add(digest);
    }
    expect(digests.size).toBe(3);
  });

  it('is nobody’s order, and its rest does not count as something done later', async () => {
    const client = await open(
      [],
      manifestToShortJson(parseManifest({ ...json, accounts: [{ id: 1, cash: '100000000' }] })),
    );
    log = [];
    await seek(client, 60);
    await send(client, { kind: 'burst', side: 'sell', lots: 500, count: 10, seconds: 9 });
    const desk = (): Promise<{ orders: readonly unknown[] | null; laterCount: number }> =>
      client.call({ type: 'desk', account: 1, mark: 'mid', have: null });
    expect(await desk()).toMatchObject({ orders: [], laterCount: 0 });
    await seek(client, 64);
    expect(await desk()).toMatchObject({ laterCount: 0 });
    expect(standingAt(log, startNs + 64n * second)).toEqual(log);
    await seek(client, 59);
    expect(await desk()).toMatchObject({ laterCount: 10 });
    expect(standingAt(log, startNs + 59n * second)).toEqual([]);
  });

  it('leaves out what would come after the end of the run', async () => {
    const client = await open();
    log = [];
    const { endNs } = await frameOf(client);
    await client.call({ type: 'seek', ns: endNs - 5n * second });
    const humanLog = await send(client, { kind: 'drought', seconds: 60 });
    expect(humanLog.length).toBe(1);
    expect((await frameOf(client)).endNs).toBe(endNs);
  });

  it('a halt in a market that has no sessions of its own is shown like any other', async () => {
    const client = await open();
    await seek(client, 60);
    const act = async (state: 'halted' | 'pause' | 'continuous'): Promise<Frame> => {
      await client.call({ type: 'act', commands: [{ op: 'session', state, source: 'intervention' }] });
      return frameOf(client);
    };
    expect((await act('halted')).sessions).toMatchObject([{ state: 1 }]);
    await act('pause');
    await seek(client, 120);
    expect((await frameOf(client)).venue?.auction?.volume).toBeGreaterThan(0n);
    expect(await act('continuous')).toMatchObject({ session: 0 });
    expect((await frameOf(client)).counts['auction']).toBe(1);
  });
});
