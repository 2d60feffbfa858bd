/**
 * Binance live, spot and futures, against a local venue: the official rule, every fault of line and host, and recordings
 * that replay to the venue's own book. The real recording goes through the same door.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import type { Gateway } from '../../src/worker/gateway';
import type { KeepLines } from '../../src/worker/gateway-protocol';
import { allRows, importTape, realData, textSource } from '../tape/sources';
import { BinanceVenue } from './binance-venue';
import { startSocketServer, type Connection } from './socket-server';
import { booksOf, makeGateway, tapeOf, until, viewText } from './steer';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connected(isFutures: boolean): Promise<{ venue: BinanceVenue; gateway: Gateway }> {
  const venue = new BinanceVenue('XYUSDT', isFutures);
  await venue.start();
  const gateway = makeGateway();
  closing.push(
    () => venue.stop(),
    () => gateway.disconnect(),
  );
  const { rest, socket } = venue;
  const adapter = isFutures ? 'binance-futures' : 'binance';
  const source = { id: 'local', adapter, label: 'Local', rest, socket };
  await gateway.connect({ source, symbol: 'xyusdt', key: '' }, [rest, socket]);
  await until(gateway, ({ state }) => state === 'synchronising');
  return { venue, gateway };
}

/** Recording has begun and its book is there. */
async function recording(
  isFutures: boolean,
  keep?: KeepLines,
): Promise<{ venue: BinanceVenue; gateway: Gateway }> {
  const both = await connected(isFutures);
  await both.gateway.record(keep);
  both.venue.say(...both.venue.move());
  await until(both.gateway, ({ state, recording }) => state === 'live' && recording?.awaited === '');
  return both;
}

const steps = (venue: BinanceVenue, count: number): void => {
  for (let i = 0; i < count; i++) venue.say(...venue.move());
};
/** The view has caught up with the venue. */
const caughtUp = (venue: BinanceVenue, gateway: Gateway): Promise<unknown> =>
  until(gateway, (look) => look.state === 'live' && viewText(look) === venue.book());

describe.each([
  ['spot', false],
  ['futures', true],
] as const)('Binance %s', (_name, isFutures) => {
  it('begins with what came before the snapshot, and records a tape with the venue’s book', async () => {
    const { venue, gateway } = await connected(isFutures);
    venue.isHolding = true;
    await gateway.record();
    steps(venue, 3);
    await until(gateway, ({ counts }) => counts.messages === 9);
    expect(await gateway.look(1)).toMatchObject({
      state: 'synchronising',
      recording: { awaited: 'the book' },
    });
    const atSnapshot = venue.book();
    venue.letGo();
    await caughtUp(venue, gateway);
    steps(venue, 40);
    await caughtUp(venue, gateway);
    const look = (await gateway.look(10))!;
    expect(look.counts).toEqual({ messages: 129, gaps: 0, reconnects: 0, malformed: 0, failures: 0 });
    expect(look.rate).toEqual({ used: 50, limit: isFutures ? 2400 : 6000 });
    expect(look.market.trades).toHaveLength(43);
    const tape = await tapeOf(gateway);
    const books = await booksOf(tape);
    expect(books.snapshots).toEqual([atSnapshot]);
    // the rule of futures takes the change that ends at the snapshot once more
    const droppedCount = isFutures ? 2 : 3;
    expect(books.all).toHaveLength(44 - droppedCount);
    expect(books.all.at(-1)).toBe(venue.book());
    const { messages } = tape.manifest.source;
    expect(messages).toMatchObject({
      'depth gaps': 0,
      trade: 43,
      'depthUpdate before the snapshot': droppedCount,
    });
    expect(messages?.['touches compared with the book']).toBe(messages?.['touches equal to the book']);
    expect(messages?.['touches compared with the book']).toBeGreaterThanOrEqual(40);
    expect(tape.manifest).toMatchObject({ schema: 'depth', instruments: [{ symbol: 'XYUSDT' }] });
  });

  it('hands its lines on while it goes on, each once and whole', async () => {
    const kept: string[] = [];
    const { venue, gateway } = await recording(isFutures, (lines) => {
      kept.push(lines);
      return Promise.resolve();
    });
    steps(venue, 30);
    await caughtUp(venue, gateway);
    await expect.poll(() => kept.join('').split('\n').length, { timeout: 20_000 }).toBeGreaterThan(30);
    steps(venue, 10);
    await caughtUp(venue, gateway);
    const { text } = await tapeOf(gateway);
    expect(kept.join('')).toBe(text);
    expect(kept.length).toBeGreaterThan(1);
  });

  it('goes on and says so where nothing can be kept', async () => {
    const { venue, gateway } = await recording(isFutures, () => Promise.reject(new Error('no room')));
    steps(venue, 30);
    await caughtUp(venue, gateway);
    const look = await until(gateway, (now) => now.recording?.unkept === 'no room');
    expect(look.recording?.ended).toBe('');
    expect((await tapeOf(gateway)).text.split('\n').length).toBeGreaterThan(30);
  });

  it.each([
    ['a message is lost', (venue: BinanceVenue) => void venue.move()],
    [
      'two messages come in the wrong order',
      (venue: BinanceVenue) => {
        const [first, second] = [venue.move(), venue.move()];
        venue.say(...second, ...first);
      },
    ],
    [
      'the line is cut',
      (venue: BinanceVenue) => {
        for (const connection of venue.connections) connection.cut();
        venue.move();
      },
    ],
    ['the host closes', (venue: BinanceVenue) => (venue.connections[0]?.close(1001), void venue.move())],
  ])('%s: the book is asked for again, live and in the tape', async (name, fault) => {
    const { venue, gateway } = await recording(isFutures);
    steps(venue, 5);
    await caughtUp(venue, gateway);
    const before = venue.connects;
    const isLost = name.startsWith('the ');
    fault(venue);
    if (isLost) {
      await until(gateway, ({ counts }) => counts.reconnects >= 1);
      await expect.poll(() => venue.connects).toBeGreaterThan(before);
      await until(gateway, ({ state }) => state === 'live');
    }
    steps(venue, 1);
    await until(gateway, ({ counts, state }) => counts.gaps >= 1 && state === 'live');
    steps(venue, 10);
    await caughtUp(venue, gateway);
    const tape = await tapeOf(gateway);
    const books = await booksOf(tape);
    expect(venue.snapshots.length).toBeGreaterThan(1);
    expect(books.snapshots).toEqual(venue.snapshots);
    expect(books.all.at(-1)).toBe(venue.book());
    expect(tape.manifest.quality.find(({ rule }) => rule === 'gap')?.count).toBeGreaterThan(0);
  });

  it('429, 500, a cut answer, half an answer, one that is too old: asked again until it is right', async () => {
    const { venue, gateway } = await connected(isFutures);
    venue.restFaults.push(429, 500, 'cut', 'malformed');
    // the rule of spot takes a snapshot just before the first change, so both come later
    venue.move();
    venue.restFaults.push('old');
    await gateway.record();
    steps(venue, 2);
    await caughtUp(venue, gateway);
    expect(venue.requests).toHaveLength(6);
    expect((await gateway.look(1))?.counts).toMatchObject({ failures: 3, malformed: 1, gaps: 0 });
    steps(venue, 5);
    await caughtUp(venue, gateway);
    const tape = await tapeOf(gateway);
    expect((await booksOf(tape)).all.at(-1)).toBe(venue.book());
    expect(tape.manifest.source.messages).toMatchObject({ 'depth gaps': 0 });
  });

  it('leaves out what is malformed, twice there or about something else, and records none of it', async () => {
    const { venue, gateway } = await recording(isFutures);
    const [depth = '', ticker = '', trade = ''] = venue.move();
    const spoiled = [
      ...['', '{', '[]', '"x"', 'null', '{"hello":1}', '{"e":"depthUpdate"}', '{"__proto__":{"e":"trade"}}'],
      depth.replace('"U":', '"U":"x",'.replace(',', ',"V":')),
      depth.replace(/"b":\[\[?/, '"b":[["1e999","1"],['),
      trade.replace(/"p":"[^"]+"/, '"p":"NaN"'),
      trade.replace(/"q":"[^"]+"/, '"q":"-1"'),
      trade.replaceAll(/"[ET]":\d+/g, (stamp) => stamp.replace(/\d/, '9')),
      trade.replace('"XYUSDT"', '"OTHER"'),
      ticker.replace(/"B":"[^"]+"/, '"B":"much"'),
      depth.slice(0, 40),
    ];
    venue.say(...spoiled, depth, ticker, trade, depth);
    steps(venue, 3);
    await caughtUp(venue, gateway);
    const look = await until(gateway, ({ counts }) => counts.malformed >= spoiled.length);
    expect(look.counts).toMatchObject({ malformed: spoiled.length, gaps: 0, reconnects: 0 });
    const tape = await tapeOf(gateway);
    expect((await booksOf(tape)).all.at(-1)).toBe(venue.book());
    expect(tape.manifest.source.messages).toMatchObject({ 'depth gaps': 0 });
  });
});

describe('Binance, what cannot be', () => {
  it('a symbol that the venue does not know ends it with the venue’s words', async () => {
    const { venue, gateway } = await connected(false);
    venue.restFaults.push('no symbol');
    venue.say(venue.move()[0]!);
    const look = await until(gateway, ({ state }) => state === 'ended');
    expect(look.error).toMatchObject({ code: 'E-LIVE-04' });
    expect(look.error?.message).toContain('Invalid symbol.');
    await expect.poll(() => venue.connections.length).toBe(0);
  });
});

const real = realData('binance/usdm-btcusdt-20240808.ndjson.gz');

describe('Binance, a real recording played by a local host', () => {
  it.skipIf(real === null)('gives the tape of the file, but for the time of receipt', async () => {
    const text = new TextDecoder().decode(gunzipSync(readFileSync(real ?? '')));
    const lines = text.split('\n').slice(0, 9000);
    const firstChange = lines.findIndex((line) => line.includes('depthUpdate'));
    const messages = lines.slice(firstChange).map((line) => line.slice(20));
    const snapshotAt = messages.findIndex((line) => line.includes('lastUpdateId'));
    let answer: (() => void) | null = null;
    let connection: Connection | null = null;
    const server = await startSocketServer({
      onConnect: (one) => void (connection = one),
      onRequest: (_url, respond) => void (answer = () => respond(200, messages[snapshotAt] ?? '')),
    });
    const gateway = makeGateway();
    closing.push(
      () => server.close(),
      () => gateway.disconnect(),
    );
    const { rest, socket } = server;
    const source = { id: 'local', adapter: 'binance-futures', label: 'Local', rest, socket };
    await gateway.connect({ source, symbol: 'BTCUSDT', key: '' }, [rest, socket]);
    await until(gateway, ({ state }) => state === 'synchronising');
    await gateway.record();
    const say = async (part: readonly string[], total: number): Promise<void> => {
      for (const line of part) connection?.send(line);
      await until(gateway, ({ counts }) => counts.messages === total);
    };
    await say(messages.slice(0, snapshotAt), snapshotAt);
    await expect.poll(() => answer).not.toBeNull();
    answer!();
    await until(gateway, ({ state }) => state === 'live');
    const rest_ = messages.slice(snapshotAt + 1).filter((line) => line !== '');
    await say(rest_, snapshotAt + rest_.length);
    const look = (await gateway.look(1))!;
    expect(look.counts).toMatchObject({ gaps: 0, malformed: 0 });
    const mine = await tapeOf(gateway);
    const theirs = await importTape([textSource('BTCUSDT.ndjson', lines.slice(firstChange).join('\n'))]);
    const withoutReceipt = async (tape: typeof theirs): Promise<unknown[]> =>
      (await allRows(tape.tape)).map(({ tsLocalNs: _receipt, ...row }) => row);
    expect(await withoutReceipt(mine)).toEqual(await withoutReceipt(theirs));
    expect(mine.manifest.source.messages).toEqual(theirs.manifest.source.messages);
  });
});
