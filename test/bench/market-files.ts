/**
 * One market in the formats that hold other things than orders: bars, trades, quotes, books and recordings, each as the
 * text that its vendor would write. Seeded by the row's number alone.
 */
import { LobsterWorld } from '../tape/lobster-world';

export interface MarketFile {
  readonly title: string;
  readonly names: readonly string[];
  readonly texts: readonly string[];
  /** messages in it */
  readonly count: number;
}

const START_MS = 1_704_189_600_000;
/** A price that wanders, in hundredths. */
const cents = (i: number): number => 10_000 + ((i * 7) % 41) - ((i * 3) % 29) + (Math.floor(i / 500) % 50);
const price = (i: number, away = 0): string => ((cents(i) + away) / 100).toFixed(2);
const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n') + '\n';
const stamp = (i: number, stepMs: number): string => new Date(START_MS + i * stepMs).toISOString();

function csvFiles(count: number): MarketFile[] {
  const bar = (i: number): string =>
    [stamp(i, 60_000), price(i), price(i, 9), price(i, -9), price(i + 1), 100 + (i % 900)].join();
  const trade = (i: number): string =>
    [stamp(i, 50), price(i), 1 + (i % 90), i % 3 === 0 ? 'sell' : 'buy'].join();
  const quote = (i: number): string =>
    [stamp(i, 20), price(i, -1), 1 + (i % 70), price(i, 1), 1 + (i % 80)].join();
  const level = (i: number): string =>
    [
      stamp(Math.floor(i / 4), 20),
      i % 2 === 0 ? 'bid' : 'ask',
      price(i, i % 2 === 0 ? -3 - (i % 5) : 3 + (i % 5)),
      i % 50,
    ].join();
  const file = (title: string, name: string, head: string, line: (i: number) => string): MarketFile => ({
    ...{ title, names: [name], texts: [`${head}\n${lines(count, line)}`], count },
  });
  return [
    file('CSV bars', 'ACME_1min.csv', 'time,open,high,low,close,volume', bar),
    file('CSV trades', 'ACME_trades.csv', 'time,price,size,side', trade),
    file('CSV quotes', 'ACME_quotes.csv', 'time,bid,bidSize,ask,askSize', quote),
    file('CSV book levels', 'ACME_depth.csv', 'timestamp,side,price,size', level),
  ];
}

function binance(count: number): MarketFile {
  const local = (i: number): string => `${START_MS + i}000000 `;
  const say = (i: number, json: unknown): string => local(i) + JSON.stringify(json);
  const change = (i: number): string =>
    say(i, {
      stream: 'acme@depth',
      data: {
        ...{
          e: 'depthUpdate',
          E: START_MS + i,
          T: START_MS + i,
          s: 'ACME',
          U: 2 * i + 1,
          u: 2 * i + 2,
          pu: 2 * i,
        },
        ...{ b: [[price(i, -3), String(i % 9)]], a: [[price(i, 3), String(i % 8)]] },
      },
    });
  const snapshot = say(0, {
    lastUpdateId: 1,
    E: START_MS,
    T: START_MS,
    bids: [['90', '1']],
    asks: [['110', '1']],
  });
  return {
    title: 'Binance depth',
    names: ['a.ndjson'],
    texts: [`${snapshot}\n${lines(count, change)}`],
    count,
  };
}

function lobster(count: number): MarketFile {
  const { messages, books } = new LobsterWorld(5, 7).run(count);
  const name = (role: string): string => `ACME_2024-01-02_34200000_57600000_${role}_5.csv`;
  const texts = [`${messages.join('\n')}\n`, `${books.join('\n')}\n`];
  return { title: 'LOBSTER, five levels', names: [name('message'), name('orderbook')], texts, count };
}

function polygon(count: number): MarketFile {
  const results = Array.from({ length: count }, (_, i) => ({
    ...{ t: START_MS + i * 60_000, o: cents(i) / 100, h: (cents(i) + 9) / 100, l: (cents(i) - 9) / 100 },
    ...{ c: cents(i + 1) / 100, v: 100 + (i % 900), n: 1 + (i % 40) },
  }));
  const answer = { ticker: 'ACME', adjusted: true, resultsCount: count, status: 'OK', results };
  return { title: 'Polygon bars', names: ['ACME.json'], texts: [JSON.stringify(answer)], count };
}

function alphaVantage(count: number): MarketFile {
  const entry = (i: number): [string, object] => [
    new Date(START_MS + (count - i) * 60_000).toISOString().slice(0, 19).replace('T', ' '),
    {
      ...{ '1. open': price(i), '2. high': price(i, 9), '3. low': price(i, -9) },
      ...{ '4. close': price(i + 1), '5. volume': String(100 + (i % 900)) },
    },
  ];
  const answer = {
    'Meta Data': { '2. Symbol': 'ACME', '4. Interval': '1min', '6. Time Zone': 'US/Eastern' },
    'Time Series (1min)': Object.fromEntries(Array.from({ length: count }, (_, i) => entry(i))),
  };
  return { title: 'Alpha Vantage bars', names: ['ACME.json'], texts: [JSON.stringify(answer)], count };
}

export const marketFiles = (count: number): MarketFile[] => [
  ...csvFiles(count),
  lobster(count),
  binance(count),
  polygon(Math.min(count, 50_000)),
  alphaVantage(Math.min(count, 50_000)),
];
