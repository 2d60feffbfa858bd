/**
 * Travelling through the cell: to events and conditions, round a loop, at every pace, and never a glimpse of what is
 * still to come. Pace and loop are played under a clock of our own, so no test waits.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/scenario/manifest';
import { Run } from '../../src/sim';
import type { CellHost } from '../../src/worker/cell-host';
import type { CellClient } from '../../src/worker/client';
import { Playback } from '../../src/worker/playback';
import type { OpenInfo, Past, Progress } from '../../src/worker/protocol';
import { core, coreBytes } from '../sim/core-module';
import { makeRandom } from '../sim/synthetic-tape';
import { clientInProcess } from './in-process';
import { tapeBytes } from './tape-bytes';

const rows = 9_000;
const tape = await tapeBytes(77, rows);
const clients: CellClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function open(): Promise<{ client: CellClient; info: OpenInfo }> {
  const client = clientInProcess();
  clients.push(client);
  const info = await client.call({
    type: 'open',
    core: coreBytes,
    manifest: { version: 1, tape: { hash: tape.manifest.hash, name: 'synthetic' } },
    tape: { manifest: tape.manifest, parquet: tape.parquet },
    humanLog: [],
  });
  return { client, info };
}

/** A window before a moment, and some of what is not yet. */
async function pastBefore(client: CellClient, ns: bigint): Promise<Past> {
  const window = { fromNs: ns - 200_000_000n, toNs: ns + 200_000_000n, columns: 40, levels: 8 };
  const past = await client.call({ type: 'past', ...window });
  if (past === null) throw new Error('nobody asked for another');
  return past;
}

const pastTimes = ({ depth, trades, touches }: Past): number[] => [
  ...depth.sinceNs,
  ...trades.sinceNs,
  ...touches.sinceNs,
];

describe('going to an event', () => {
  it('stands exactly after it, from anywhere, and its past ends there', async () => {
    const { client, info } = await open();
    await client.call({ type: 'survey' });
    for (const event of [4321, 17, 8999, 0, 4321]) {
      const place = await client.call({ type: 'goTo', event });
      expect(place.eventCount).toBe(event);
      const frame = await client.call({ type: 'frame', since: null });
      expect(frame).toMatchObject({ eventCount: event, nowNs: place.nowNs });
      const past = await pastBefore(client, place.nowNs);
      for (const sinceNs of past.depth.sinceNs) {
        expect(BigInt(sinceNs)).toBeLessThanOrEqual(place.nowNs - info.startNs);
      }
    }
    expect((await client.call({ type: 'goTo', event: 10 ** 9 })).eventCount).toBe(rows);
  });
});

describe('jumping', () => {
  it('finds each trade in turn, as steps do, and stays where there is none', async () => {
    const { client } = await open();
    await client.call({ type: 'step', kind: 'trade', direction: 1 });
    for (let i = 0; i < 5; i += 1) {
      const jumped = await client.call({ type: 'jump', condition: 'trade', direction: 1 });
      expect(jumped.found).toBe(true);
      await client.call({ type: 'step', kind: 'trade', direction: -1 });
      const stepped = await client.call({ type: 'step', kind: 'trade', direction: 1 });
      expect(stepped.eventCount).toBe(jumped.eventCount);
    }
    const before = await client.call({ type: 'frame', since: null });
    const none = await client.call({ type: 'jump', condition: 'spread > 100000', direction: 1 });
    expect(none).toMatchObject({ found: false, eventCount: before.eventCount, nowNs: before.nowNs });
    expect(await client.call({ type: 'frame', since: null })).toEqual(before);
  });

  it('says where a text goes wrong, and can be cancelled', async () => {
    const { client } = await open();
    const wrong = client.call({ type: 'jump', condition: 'spread > many', direction: 1 });
    await expect(wrong).rejects.toMatchObject({ code: 'E-JUMP-01', details: { at: 9, length: 4 } });
    const stopper = new AbortController();
    const options = { signal: stopper.signal };
    const search = client.call({ type: 'jump', condition: 'spread > 100000', direction: 1 }, options);
    stopper.abort();
    await expect(search).rejects.toMatchObject({ code: 'E-CELL-03' });
    expect((await client.call({ type: 'frame', since: null })).eventCount).toBe(0);
  });
});

describe('a survey', () => {
  it('tells how far it is, leaves the run alone and ends when the run is closed', async () => {
    const { client, info } = await open();
    const before = await client.call({ type: 'frame', since: null });
    const seen: Progress[] = [];
    await client.call({ type: 'survey' }, { onProgress: (progress) => seen.push(progress) });
    const spanNs = Number(info.endNs - info.startNs);
    expect(seen.every(({ done, total }) => done >= 0 && done <= total && total === spanNs)).toBe(true);
    expect(await client.call({ type: 'frame', since: null })).toEqual(before);
    const again = client.call({ type: 'survey' });
    const closed = client.call({ type: 'close' });
    // It may just have finished; it must not go on for ever.
    await Promise.allSettled([again, closed]);
    await expect(closed).resolves.toBeNull();
  });
});

describe('no lookahead', () => {
  it('whatever the moves, nothing in a frame or the log is later than the clock', async () => {
    const { client, info } = await open();
    const random = makeRandom(13);
    const span = Number(info.endNs - info.startNs);
    const moves = [
      () => client.call({ type: 'seek', ns: info.startNs + BigInt(random(span)) }),
      () => client.call({ type: 'goTo', event: random(rows) }),
      () => client.call({ type: 'step', kind: 'event', direction: random(2) === 0 ? 1 : -1 }),
      () => client.call({ type: 'step', kind: 'trade', direction: random(2) === 0 ? 1 : -1 }),
      () =>
        client.call({ type: 'step', kind: 'bar', direction: random(2) === 0 ? 1 : -1, barNs: 20_000_000n }),
      () => client.call({ type: 'jump', condition: 'touch moves', direction: random(2) === 0 ? 1 : -1 }),
    ] as const;
    const survey = client.call({ type: 'survey' });
    let items = 0;
    for (let i = 0; i < 90; i += 1) {
      const place = await moves[i % moves.length]!();
      const frame = await client.call({ type: 'frame', since: null });
      expect(frame.nowNs).toBe(place.nowNs);
      const touches = new DataView(frame.touches.buffer, frame.touches.byteOffset, frame.touches.byteLength);
      const times = [
        ...frame.trades.map(({ tsNs }) => tsNs),
        ...frame.sessions.map(({ tsNs }) => tsNs),
        ...Array.from({ length: touches.byteLength / 32 }, (_, unit) =>
          touches.getBigInt64(unit * 32 + 8, true),
        ),
        ...(await client.call({ type: 'log', limit: 30 })).map((row) => BigInt(row['ts']!)),
        ...pastTimes(await pastBefore(client, frame.nowNs)).map((since) => info.startNs + BigInt(since)),
      ];
      items += times.length;
      expect(times.filter((ns) => ns > frame.nowNs)).toEqual([]);
    }
    expect(items).toBeGreaterThan(10_000);
    await survey;
  });
});

/** A place to play in whose clock moves only when the playback sleeps, works or yields; sleeps are never punctual. */
function makeFakeHost(seed: number): { host: CellHost; wallMs: () => number } {
  const random = makeRandom(seed);
  let wallMs = 0;
  const pass = (ms: number): Promise<void> => {
    wallMs += ms;
    return Promise.resolve();
  };
  const host: CellHost = {
    nowMs: () => (wallMs += 0.01),
    sleep: (ms) => pass(ms + random(13)),
    yieldTask: () => pass(0.1),
    post: () => undefined,
  };
  return { host, wallMs: () => wallMs };
}

const slowMarket = parseManifest({
  version: 1,
  instruments: [{ symbol: 'ACME' }],
  commands: Array.from({ length: 600 }, (_, i) => ({
    op: 'new',
    ts: String(1_000_000_000 + i * 20_000_000_000),
    id: String(i + 1),
    side: i % 2 === 0 ? 'buy' : 'sell',
    price: String(i % 2 === 0 ? 100 - (i % 7) : 99 + (i % 5)),
    lots: 10 + i,
  })),
});

const directly = <T>(work: () => Promise<T>): Promise<T> => work();

describe('pace', () => {
  it('holds simulated over wall time within two per cent over ten seconds, and the digest is one', async () => {
    const digests = new Set<string>();
    for (const speed of [1, 10, 100, 1000]) {
      const run = await Run.open(core, slowMarket, null, []);
      const { host, wallMs } = makeFakeHost(speed);
      const ended = new Promise<void>((done) => {
        const sleep = host.sleep.bind(host);
        host.sleep = async (ms) => {
          await sleep(ms);
          if (wallMs() < 10_000) return;
          playback.pause();
          done();
        };
      });
      const playback = new Playback(
        host,
        () => run,
        directly,
        () => undefined,
      );
      playback.setSpeed(speed);
      playback.play();
      await ended;
      const ratio = Number(run.nowNs - run.startNs) / 1e6 / wallMs() / speed;
      expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
      await run.seek(run.endNs);
      digests.add(run.engine.runDigest().digest);
    }
    expect(digests.size).toBe(1);
  });
});

describe('a loop', () => {
  it.each([1, 1000, 'max'] as const)('at speed %s turns at exactly B to exactly A', async (speed) => {
    const run = await Run.open(core, slowMarket, null, []);
    await run.seekEvent(40);
    const atA = run.engine.stateDigest();
    await run.seekEvent(10);
    const { host } = makeFakeHost(3);
    const turns: { from: number; to: number; state: string }[] = [];
    const seekEvent = run.seekEvent.bind(run);
    const turned = new Promise<void>((done) => {
      run.seekEvent = async (event, breathe) => {
        const from = run.eventCount;
        await seekEvent(event, breathe);
        turns.push({ from, to: run.eventCount, state: run.engine.stateDigest() });
        if (turns.length < 4) return;
        playback.pause();
        done();
      };
    });
    const playback = new Playback(
      host,
      () => run,
      directly,
      () => undefined,
    );
    playback.range = { a: 40, b: 55 };
    playback.setSpeed(speed);
    playback.play();
    await turned;
    expect(turns).toEqual(Array.from({ length: 4 }, () => ({ from: 55, to: 40, state: atA })));
  });

  it('that lies behind the playhead is left alone', async () => {
    const run = await Run.open(core, slowMarket, null, []);
    await run.seekEvent(100);
    const { host } = makeFakeHost(3);
    const reason = await new Promise<string>((done) => {
      const playback = new Playback(host, () => run, directly, done);
      playback.range = { a: 40, b: 55 };
      playback.setSpeed('max');
      playback.play();
    });
    expect(reason).toBe('end');
    expect(run.eventCount).toBe(600);
  });
});
