/**
 * The cell in Node, spoken to by messages only, as the page does: the same messages, the same digests at every speed.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../src/share/shared-run';
import { greet, type CellClient, type ClientOptions } from '../../src/worker/client';
import type { Frame, FrameCursor, OpenInfo, Speed, WholeResult } from '../../src/worker/protocol';
import { coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';
import { tapeBytes } from './tape-bytes';

const rows = 9_000;
const tape = await tapeBytes(77, rows);
const manifest = { version: 1, tape: { hash: tape.manifest.hash, name: 'synthetic' } };
const clients: CellClient[] = [];

function connect(options: ClientOptions = {}): CellClient {
  const client = clientInProcess(options);
  clients.push(client);
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

function openTape(client: CellClient, humanLog: never[] = []): Promise<OpenInfo> {
  return client.call({
    type: 'open',
    core: coreBytes,
    manifest,
    tape: { manifest: tape.manifest, parquet: new Blob([tape.parquet as BlobPart]) },
    humanLog,
  });
}

const claimOf = (whole: WholeResult): Claim => ({
  engine: whole.result.engine,
  reportCount: whole.result.reportCount,
  digest: whole.result.digest,
  prefix: whole.result.prefix,
  blockDigests: null,
});

/** Plays to the end at a speed and answers the digest there. */
async function playAt(speed: Speed): Promise<string> {
  const stopped = withResolvers<string>();
  const client = connect({ onStopped: (reason) => stopped.resolve(reason) });
  const info = await openTape(client);
  await client.call({ type: 'speed', speed });
  // Slow speeds play the last stretch only; the digest covers all of it either way.
  if (speed !== 'max') await client.call({ type: 'seek', ns: info.endNs - BigInt(Math.floor(speed * 50e6)) });
  await client.call({ type: 'play' });
  expect(await stopped.promise).toBe('end');
  const frame = await client.call({ type: 'frame', since: null });
  expect(frame).toMatchObject({ isPlaying: false, isAtEnd: true, eventCount: rows });
  return frame.digest;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('playing', () => {
  it('ends in one digest at every speed', async () => {
    const digests = [];
    for (const speed of ['max', 1000, 10, 0.1] as const) digests.push(await playAt(speed));
    expect(new Set(digests).size).toBe(1);
  });

  it('pauses where it is and moves no more', async () => {
    const client = connect();
    await openTape(client);
    await client.call({ type: 'speed', speed: 0.1 });
    await client.call({ type: 'play' });
    const place = await client.call({ type: 'pause' });
    const frame = await client.call({ type: 'frame', since: null });
    expect(frame).toMatchObject({ ...place, isPlaying: false, isAtEnd: false });
    expect(place.eventCount).toBeLessThan(rows);
  });
});

describe('frames', () => {
  it('show a book, trades after a number, and counts', async () => {
    const client = connect();
    const info = await openTape(client);
    await client.call({ type: 'view', instrument: 0, levels: 5 });
    await client.call({ type: 'seek', ns: info.startNs + (info.endNs - info.startNs) / 2n });
    const frame = await client.call({ type: 'frame', since: null });
    expect(frame.bids).toHaveLength(5);
    expect(frame.asks).toHaveLength(5);
    expect(frame.bids[0]!.priceUnits).toBeGreaterThan(frame.bids[1]!.priceUnits);
    expect(frame.asks[0]!.priceUnits).toBeGreaterThan(frame.bids[0]!.priceUnits);
    expect(frame.trades.at(-1)!.number).toBe(frame.tradeCount);
    expect(frame.trades.every((trade) => trade.tsNs <= frame.nowNs)).toBe(true);
    expect(frame.counts['trade']).toBe(frame.tradeCount);
    const later = await client.call({ type: 'frame', since: frame.cursor });
    expect(later.trades).toEqual([]);
  });
});

describe('the past', () => {
  /** Frames while playing on, put together as the page does. */
  async function walked(client: CellClient, info: OpenInfo, stops: number): Promise<Uint8Array[]> {
    const parts: Uint8Array[] = [];
    let since: FrameCursor | null = null;
    for (let stop = 1n; stop <= stops; stop += 1n) {
      const ns = info.startNs + ((info.endNs - info.startNs) * stop) / 10n;
      await client.call({ type: 'seek', ns });
      const frame: Frame = await client.call({ type: 'frame', since });
      if (frame.isReset) parts.length = 0;
      parts.push(frame.touches);
      since = frame.cursor;
    }
    return parts;
  }

  it('of a place is the same after play, after a seek there and back, and never later', async () => {
    const client = connect();
    const info = await openTape(client);
    const inPieces = Buffer.concat(await walked(client, info, 5));
    const there = await client.call({ type: 'frame', since: null });
    expect(inPieces.equals(Buffer.from(there.touches))).toBe(true);
    expect(there.touches.byteLength / 32).toBe(there.counts['touch']);
    await client.call({ type: 'seek', ns: info.endNs });
    await client.call({ type: 'seek', ns: there.nowNs });
    const again = await client.call({ type: 'frame', since: there.cursor });
    expect(again.isReset).toBe(true);
    expect(Buffer.from(again.touches).equals(Buffer.from(there.touches))).toBe(true);
    expect(again.trades).toEqual(there.trades);
    expect(again.digest).toBe(there.digest);
    const next = await client.call({ type: 'frame', since: again.cursor });
    expect(next).toMatchObject({ isReset: false, trades: [] });
    expect(next.touches).toHaveLength(0);
  });

  it('in words is the newest reports, newest first, numbered as in the stream', async () => {
    const client = connect();
    const info = await openTape(client);
    await client.call({ type: 'seek', ns: info.endNs });
    const frame = await client.call({ type: 'frame', since: null });
    const log = await client.call({ type: 'log', limit: 20 });
    expect(log).toHaveLength(20);
    expect(log[0]!['n']).toBe(frame.reportCount - 1);
    expect(log.map((row) => Number(row['n']))).toEqual(log.map((_, i) => frame.reportCount - 1 - i));
    expect(log.every((row) => BigInt(row['ts']!) <= frame.nowNs)).toBe(true);
  });
});

describe('seek and step', () => {
  it('of many seeks the last one counts and every one is answered', async () => {
    const client = connect();
    const info = await openTape(client);
    const span = info.endNs - info.startNs;
    const places = [9n, 1n, 7n, 3n, 5n].map((tenths) => info.startNs + (span * tenths) / 10n);
    const answers = await Promise.all(places.map((ns) => client.call({ type: 'seek', ns })));
    expect(answers.at(-1)).toMatchObject({ superseded: false, nowNs: places.at(-1) });
    expect(answers.map((answer) => answer.superseded)).toEqual([true, true, true, true, false]);
  });

  it('steps forward and back to the same digest', async () => {
    const client = connect();
    const info = await openTape(client);
    await client.call({ type: 'seek', ns: (info.startNs + info.endNs) / 2n });
    const before = await client.call({ type: 'result', scope: 'now' });
    for (const kind of ['event', 'trade', 'event'] as const)
      await client.call({ type: 'step', kind, direction: 1 });
    let place = await client.call({ type: 'step', kind: 'event', direction: -1 });
    while (place.eventCount > before.result.eventCount) {
      place = await client.call({ type: 'step', kind: 'event', direction: -1 });
    }
    expect(await client.call({ type: 'result', scope: 'now' })).toEqual(before);
  });

  it('a cancelled call is answered with E-CELL-03 and the run goes on', async () => {
    const client = connect();
    await openTape(client);
    const stopper = new AbortController();
    const whole = client.call({ type: 'result', scope: 'whole' }, { signal: stopper.signal });
    stopper.abort();
    await expect(whole).rejects.toMatchObject({ code: 'E-CELL-03' });
    expect((await client.call({ type: 'result', scope: 'whole' })).result.eventCount).toBe(rows);
  });
});

describe('verify', () => {
  it('verifies its own result, names what differs, and does not move the playhead', async () => {
    const client = connect();
    await openTape(client);
    const before = await client.call({ type: 'frame', since: null });
    const whole = await client.call({ type: 'result', scope: 'whole' });
    const claim = claimOf(whole);
    expect((await client.call({ type: 'verify', claim })).verdict.kind).toBe('verified');
    const otherEngine = { ...claim, engine: '0'.repeat(16) };
    expect((await client.call({ type: 'verify', claim: otherEngine })).verdict.kind).toBe('sameResult');
    const prefix = claim.prefix.map((digits, i) => (i < 2 ? digits : 'ffffff'));
    const wrong = await client.call({ type: 'verify', claim: { ...claim, digest: 'f'.repeat(16), prefix } });
    expect(wrong.verdict).toMatchObject({ kind: 'differs' });
    expect(await client.call({ type: 'frame', since: null })).toEqual(before);
  });

  it('says cancelled instead of failing', async () => {
    const client = connect();
    await openTape(client);
    const claim = claimOf(await client.call({ type: 'result', scope: 'whole' }));
    const stopper = new AbortController();
    const verdict = client.call({ type: 'verify', claim }, { signal: stopper.signal });
    stopper.abort();
    expect((await verdict).verdict).toMatchObject({ kind: 'cannotVerify', reason: 'cancelled' });
  });
});

describe('timeline', () => {
  it('counts every row once', async () => {
    const client = connect();
    const info = await openTape(client);
    const timeline = await client.call({ type: 'timeline', buckets: 100 });
    expect(timeline).toMatchObject({ startNs: info.startNs, endNs: info.endNs });
    expect(timeline.counts.reduce((sum, n) => sum + n, 0)).toBe(rows);
    expect(timeline.counts).toHaveLength(100);
  });
});

describe('commands', () => {
  const matched = {
    version: 1,
    instruments: [{ symbol: 'ACME' }],
    commands: [
      { op: 'new', ts: '1000', id: '1', side: 'buy', price: '100', lots: 10 },
      { op: 'new', ts: '5000', id: '2', side: 'sell', price: '102', lots: 10 },
    ],
  };

  it('given now take effect at once, travel in the human log, and verify elsewhere', async () => {
    const client = connect();
    await client.call({ type: 'open', core: coreBytes, manifest: matched, tape: null, humanLog: [] });
    await client.call({ type: 'seek', ns: 2000n });
    const sell = { op: 'new', id: '7', side: 'sell', type: 'market', lots: 4 } as const;
    const { command } = await client.call({ type: 'submit', command: sell });
    expect(command.ts).toBe('2000');
    const frame = await client.call({ type: 'frame', since: null });
    expect(frame.trades).toMatchObject([
      { number: 1, lots: 4, priceUnits: 100n, aggressor: 'sell', kind: 'fill' },
    ]);
    expect(frame.bids).toMatchObject([{ totalLots: 6n }]);
    const whole = await client.call({ type: 'result', scope: 'whole' });
    const humanLog = await client.call({ type: 'humanLog' });

    const other = connect();
    await other.call({ type: 'open', core: coreBytes, manifest: matched, tape: null, humanLog });
    const { verdict } = await other.call({ type: 'verify', claim: claimOf(whole) });
    expect(verdict.kind).toBe('verified');
  });

  it('a capacity that is used up stops the run, says so, and can be doubled', async () => {
    const reasons: string[] = [];
    const client = connect({ onStopped: (reason) => reasons.push(reason) });
    const tight = { ...matched, capacities: { orders: 1 } };
    await client.call({ type: 'open', core: coreBytes, manifest: tight, tape: null, humanLog: [] });
    await client.call({ type: 'seek', ns: 9000n });
    const stopped = await client.call({ type: 'frame', since: null });
    expect(stopped.fault).toMatchObject({ code: 'E-RUN-04', capacity: 'orders' });
    await expect(client.call({ type: 'play' })).rejects.toMatchObject({ code: 'E-CELL-07' });
    const { notes } = await client.call({ type: 'double' });
    expect(notes).toHaveLength(1);
    const after = await client.call({ type: 'frame', since: null });
    expect(after.fault).toBeNull();
    await expect(client.call({ type: 'double' })).rejects.toMatchObject({ code: 'E-CELL-09' });
  });
});

describe('refusals', () => {
  it('carry a stable code', async () => {
    const client = connect();
    await greet(client);
    await expect(client.call({ type: 'hello', protocol: 99 })).rejects.toMatchObject({ code: 'E-CELL-10' });
    await expect(client.call({ type: 'play' })).rejects.toMatchObject({ code: 'E-CELL-04' });
    await expect(client.call({ type: 'nonsense' } as never)).rejects.toMatchObject({ code: 'E-CELL-05' });
    const broken = { type: 'open', core: new Uint8Array(4), manifest, tape: null, humanLog: [] } as const;
    await expect(client.call(broken)).rejects.toMatchObject({ code: 'E-CELL-06' });
    await expect(client.call({ ...broken, core: coreBytes })).rejects.toMatchObject({ code: 'E-RUN-01' });
    await openTape(client);
    await expect(client.call({ type: 'speed', speed: 0 })).rejects.toMatchObject({ code: 'E-CELL-11' });
    await expect(client.call({ type: 'view', instrument: 3, levels: 5 })).rejects.toMatchObject({
      code: 'E-CELL-08',
    });
    await client.call({ type: 'close' });
    await expect(client.call({ type: 'frame', since: null })).rejects.toMatchObject({ code: 'E-CELL-04' });
  });

  it('a flipped byte in the tape stops before any row of its block plays', async () => {
    const client = connect();
    const parquet = tape.parquet.slice();
    const middle = parquet.length >>> 1;
    parquet[middle] = parquet[middle]! ^ 1;
    await client.call({
      type: 'open',
      core: coreBytes,
      manifest,
      tape: { manifest: tape.manifest, parquet },
      humanLog: [],
    });
    await expect(client.call({ type: 'seek', ns: 10n ** 18n })).rejects.toMatchObject({
      code: expect.stringMatching(/^E-TAPE-0[45]$/) as string,
    });
    expect((await client.call({ type: 'frame', since: null })).eventCount).toBe(0);
  });
});
