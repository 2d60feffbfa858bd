/**
 * Polygon, Alpha Vantage and a CME-style feed against local hosts, through the same gateway; consent, keys, and limits
 * that are kept before a second request is made.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { Gateway } from '../../src/worker/gateway';
import { allRows } from '../tape/sources';
import { bookText } from './binance-venue';
import { startSocketServer, type Connection, type Script } from './socket-server';
import { booksOf, makeGateway, tapeOf, until, viewText } from './steer';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Host = Awaited<ReturnType<typeof startSocketServer>>;
async function host(script: Script): Promise<{ server: Host; gateway: Gateway }> {
  const server = await startSocketServer(script);
  const gateway = makeGateway();
  closing.push(
    () => server.close(),
    () => gateway.disconnect(),
  );
  return { server, gateway };
}
const sourceOf = (
  adapter: string,
  server: Host,
  hasRest = true,
): Parameters<Gateway['connect']>[0]['source'] => ({
  ...{ id: 'local', adapter, label: 'Local' },
  ...{ socket: server.socket, rest: hasRest ? server.rest : '' },
});
const sayAll = (server: Host, ...messages: unknown[]): void => {
  for (const connection of server.open)
    for (const message of messages) connection.send(JSON.stringify(message));
};

describe('Polygon', () => {
  const T = 1_700_000_000_000;
  const trade = (i: number, more = {}): object => ({
    ev: 'T',
    sym: 'ACME',
    i: String(i),
    p: 10 + i / 100,
    s: 5,
    t: T + i,
    ...more,
  });
  const quote = (i: number): object => ({
    ev: 'Q',
    sym: 'ACME',
    bp: 9.99,
    bs: 3,
    ap: 10.05,
    as: 4,
    t: T + i,
  });
  const KEY = 'k-42-secret';

  function script(heard: string[]): Script {
    return {
      onConnect: (one) =>
        one.send('[{"ev":"status","status":"connected","message":"Connected Successfully"}]'),
      onText(one: Connection, text) {
        heard.push(text);
        const { action, params } = JSON.parse(text) as { action: string; params: string };
        const status = action === 'subscribe' ? 'success' : params === KEY ? 'auth_success' : 'auth_failed';
        one.send(JSON.stringify([{ ev: 'status', status, message: status }]));
      },
    };
  }

  it('signs in, subscribes, comes back after a cut, and records without the key', async () => {
    const heard: string[] = [];
    const { server, gateway } = await host(script(heard));
    const source = sourceOf('polygon', server, false);
    await gateway.connect({ source, symbol: 'acme', key: KEY }, [server.socket]);
    await until(gateway, ({ state }) => state === 'live');
    await gateway.record();
    sayAll(
      server,
      [trade(1), quote(2)],
      [trade(3), { ev: 'T', sym: 'ACME', t: T }, { ev: 'AM', sym: 'ACME' }],
    );
    await until(gateway, ({ counts }) => counts.malformed === 2);
    for (const one of server.open) one.cut();
    await until(gateway, ({ counts, state }) => counts.reconnects >= 1 && state === 'live');
    sayAll(server, [trade(4, { t: T - 9e6 }), trade(5)]);
    const look = await until(gateway, ({ counts }) => counts.malformed === 3);
    expect(look.market).toMatchObject({ bids: [{ price: '9.99', size: '3' }], asks: [{ price: '10.05' }] });
    const subscribe = '{"action":"subscribe","params":"T.ACME,Q.ACME"}';
    expect(heard).toEqual([expect.stringContaining(KEY), subscribe, expect.stringContaining(KEY), subscribe]);
    const tape = await tapeOf(gateway);
    expect(tape.text).not.toContain(KEY);
    expect(tape.manifest).toMatchObject({ schema: 'depth', source: { messages: { T: 3, Q: 1 } } });
  });

  it('a key that is refused ends it, and is not in what is said', async () => {
    const { server, gateway } = await host(script([]));
    await gateway.connect({ source: sourceOf('polygon', server, false), symbol: 'ACME', key: 'wrong-key' }, [
      server.socket,
    ]);
    const look = await until(gateway, ({ state }) => state === 'ended');
    expect(look.error?.code).toBe('E-LIVE-04');
    expect(JSON.stringify(look)).not.toContain('wrong-key');
  });
});

describe('Alpha Vantage', () => {
  const bar = (close: string): object => ({
    '1. open': '10.00',
    '2. high': '11.00',
    '3. low': '9.00',
    '4. close': close,
    '5. volume': '7',
  });
  const answer = (...minutes: number[]): string =>
    JSON.stringify({
      'Meta Data': { '2. Symbol': 'IBM', '4. Interval': '1min', '6. Time Zone': 'US/Eastern' },
      'Time Series (1min)': Object.fromEntries(
        minutes.map((minute) => [`2024-03-01 10:0${minute}:00`, bar(`10.${minute}0`)]),
      ),
    });

  it('takes bars that are over, once each, through 429, 500 and half an answer', async () => {
    const answers: [number, string, Record<string, string>?][] = [
      [429, '', { 'Retry-After': '0' }],
      [500, ''],
      [200, answer(3, 2, 1)],
    ];
    const asked: string[] = [];
    const { server, gateway } = await host({
      onRequest(url, respond) {
        asked.push(url.search);
        respond(...(answers.shift() ?? [200, '{"Information":"25 requests a day"}']));
      },
    });
    await gateway.connect(
      { source: { ...sourceOf('alpha-vantage', server), socket: '' }, symbol: 'IBM', key: 'abc' },
      [server.rest],
    );
    const look = await until(gateway, ({ state }) => state === 'live');
    expect(look.counts).toMatchObject({ failures: 2, messages: 1 });
    expect(look.market.bar).toMatchObject({ close: '10.2', open: '10' });
    expect(asked).toEqual(
      Array.from({ length: 3 }, () => '?function=TIME_SERIES_INTRADAY&interval=1min&symbol=IBM&apikey=abc'),
    );
    await gateway.record();
    const tape = await tapeOf(gateway);
    expect(tape.manifest).toMatchObject({ schema: 'bar', rows: '2' });
    expect((await allRows(tape.tape)).map(({ tsExchNs }) => tsExchNs)).toEqual([
      BigInt(Date.UTC(2024, 2, 1, 15, 1)) * 1_000_000n,
      BigInt(Date.UTC(2024, 2, 1, 15, 2)) * 1_000_000n,
    ]);
    expect(tape.text).not.toContain('abc');
  });

  it('words instead of bars are a limit, an error message ends it', async () => {
    const said = ['{"Note":"5 calls a minute"}', '{"Error Message":"Invalid API call"}'];
    for (const [body, code] of [
      [said[0]!, null],
      [said[1]!, 'E-LIVE-04'],
    ] as const) {
      const { server, gateway } = await host({ onRequest: (_url, respond) => respond(200, body) });
      await gateway.connect(
        { source: { ...sourceOf('alpha-vantage', server), socket: '' }, symbol: 'IBM', key: 'abc' },
        [server.rest],
      );
      const look = await until(gateway, ({ trouble, error }) => trouble !== '' || error !== null);
      expect(look.error?.code ?? null).toBe(code);
    }
  });
});

describe('a CME-style feed', () => {
  const TS = 1_700_000_000_000_000_000n;
  interface Level {
    price: number;
    size: number;
  }
  /** A book by level of its own: entries are made from it, and it is what they must lead to. */
  class Venue {
    sides: Record<'Bid' | 'Offer', Level[]> = { Bid: [], Offer: [] };
    seq = 0;
    snapshots: string[] = [];

    entry(type: 'Bid' | 'Offer', action: 'New' | 'Change' | 'Delete', at: number, level: Level): object {
      const side = this.sides[type];
      if (action === 'New') side.splice(at - 1, 0, level);
      else if (action === 'Delete') side.splice(at - 1, 1);
      else side[at - 1] = level;
      this.seq++;
      return {
        MDUpdateAction: action,
        MDEntryType: type,
        Symbol: 'ESZ6',
        RptSeq: this.seq,
        ...this.#level(at, level),
      };
    }
    trade(): object {
      this.seq++;
      return {
        MDUpdateAction: 'New',
        MDEntryType: 'Trade',
        Symbol: 'ESZ6',
        RptSeq: this.seq,
        MDEntryPx: '4810.25',
        MDEntrySize: 2,
        AggressorSide: 'Buy',
      };
    }
    message(...entries: object[]): object {
      return { TransactTime: String(TS + BigInt(this.seq) * 1000n), MDEntries: entries };
    }
    snapshot(): string {
      this.snapshots.push(this.book());
      const MDEntries = (['Bid', 'Offer'] as const).flatMap((type) =>
        this.sides[type].map((level, i) => ({ MDEntryType: type, ...this.#level(i + 1, level) })),
      );
      return JSON.stringify({
        RptSeq: this.seq,
        TransactTime: String(TS + BigInt(this.seq) * 1000n),
        MDEntries,
      });
    }
    book(): string {
      const side = (levels: Level[]): Map<number, number> =>
        new Map(levels.map(({ price, size }) => [price, size * 1000]));
      return bookText(side(this.sides.Bid), side(this.sides.Offer));
    }
    #level(at: number, { price, size }: Level): object {
      return { MDPriceLevel: at, MDEntryPx: (price / 100).toFixed(2), MDEntrySize: size };
    }
  }

  it('builds the book by level, mends gaps and disorder, and records it', async () => {
    const venue = new Venue();
    venue.entry('Bid', 'New', 1, { price: 481_000, size: 5 });
    venue.entry('Offer', 'New', 1, { price: 481_025, size: 6 });
    const { server, gateway } = await host({ onRequest: (_url, respond) => respond(200, venue.snapshot()) });
    await gateway.connect({ source: sourceOf('cme', server), symbol: 'ESZ6', key: '' }, [
      server.rest,
      server.socket,
    ]);
    await until(gateway, ({ state }) => state === 'live');
    const first = venue.message(venue.entry('Bid', 'New', 1, { price: 481_010, size: 1 }));
    sayAll(server, first, first);
    await until(gateway, (look) => viewText(look) === venue.book());
    await gateway.record();
    const books = [venue.book()];
    sayAll(
      server,
      venue.message(
        venue.entry('Bid', 'Change', 2, { price: 481_000, size: 9 }),
        venue.entry('Offer', 'New', 2, { price: 481_050, size: 7 }),
        venue.trade(),
      ),
    );
    books.push(venue.book());
    sayAll(server, venue.message(venue.entry('Bid', 'Delete', 1, { price: 481_010, size: 0 })), {
      MDEntries: [{ Symbol: 'ESZ6' }],
    });
    books.push(venue.book());
    await until(gateway, (look) => viewText(look) === venue.book());
    // one is lost, the two after it come in the wrong order
    venue.message(venue.entry('Offer', 'Delete', 1, { price: 481_025, size: 0 }));
    const late = [
      venue.message(venue.trade()),
      venue.message(venue.entry('Offer', 'New', 1, { price: 481_030, size: 3 })),
    ];
    sayAll(server, late[1], late[0]);
    const look = await until(
      gateway,
      (seen) => seen.state === 'live' && seen.counts.gaps >= 1 && viewText(seen) === venue.book(),
    );
    expect(look.counts.malformed).toBe(1);
    sayAll(server, venue.message(venue.entry('Offer', 'Change', 1, { price: 481_030, size: 4 })));
    await until(gateway, (seen) => viewText(seen) === venue.book());
    const tape = await tapeOf(gateway);
    const replayed = await booksOf(tape);
    expect(replayed.all.slice(0, 3)).toEqual(books);
    expect(replayed.snapshots.at(-1)).toBe(venue.snapshots.at(-1));
    expect(replayed.all.at(-1)).toBe(venue.book());
    expect(tape.manifest.quality.find(({ rule }) => rule === 'gap')?.count).toBe(1);
  });
});

describe('consent', () => {
  it('nothing is asked of a host that was not allowed, of a wrong symbol, or without a key', async () => {
    let requests = 0;
    const { server, gateway } = await host({
      onConnect: () => void requests++,
      onRequest: (_url, respond) => (requests++, respond(200, '{}')),
    });
    const source = sourceOf('binance', server);
    const connect = (change: object, allowed = [server.rest, server.socket]): Promise<void> =>
      gateway.connect({ source, symbol: 'BTCUSDT', key: '', ...change }, allowed);
    await expect(connect({}, [server.rest])).rejects.toMatchObject({ code: 'E-LIVE-01' });
    await expect(connect({ symbol: '../x' })).rejects.toMatchObject({ code: 'E-LIVE-03' });
    await expect(connect({ source: { ...source, adapter: 'polygon' } })).rejects.toMatchObject({
      code: 'E-LIVE-03',
    });
    await expect(connect({ source: { ...source, adapter: 'else' } })).rejects.toMatchObject({
      code: 'E-LIVE-02',
    });
    await expect(connect({ source: { ...source, rest: 'javascript:0' } })).rejects.toMatchObject({
      code: 'E-LIVE-02',
    });
    expect(requests).toBe(0);
    expect(await gateway.look(1)).toBeNull();
  });

  it('a host that asks for rest is left alone for so long', async () => {
    let asked = 0;
    const { server, gateway } = await host({
      onRequest: (_url, respond) => (asked++, respond(429, '', { 'Retry-After': '3600' })),
    });
    await gateway.connect(
      { source: { ...sourceOf('alpha-vantage', server), socket: '' }, symbol: 'IBM', key: 'abc' },
      [server.rest],
    );
    const look = await until(gateway, ({ restMs }) => restMs > 3_500_000);
    expect(look.trouble).toContain('429');
    expect(asked).toBe(1);
  });
});
