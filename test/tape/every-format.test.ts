/**
 * Every format at once: the same 10,000 events make the same tape whatever file they come in, and small files of each
 * format, cut and with flipped bits, are refused with a place or make rows within the schema.
 */
import { tableFromArrays, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { TapedeckError } from '../../src/layout/errors';
import { CommandKind } from '../../src/layout/layout.gen';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { dbn, mbo } from './dbn-encode';
import { capture, ItchEncoder } from './itch-encode';
import { allRows, importTape, seeded } from './sources';

const encoder = new TextEncoder();
/** 2019-01-30 00:00 in New York */
const MIDNIGHT = BigInt(Date.parse('2019-01-30T05:00Z')) * 1_000_000n;

interface Event {
  readonly type: string;
  readonly ns: number;
  readonly id?: number;
  readonly side?: 'buy' | 'sell';
  /** in 10⁻⁴ */
  readonly price?: number;
  readonly size?: number;
}

/** Adds, reductions, executions, cancels and hidden prints; nothing that a book could not be asked to do. */
function makeEvents(count: number, seed: number): Event[] {
  const random = seeded(seed);
  const live = new Map<number, number>();
  const events: Event[] = [];
  let ns = 34_200_000_000_000;
  for (let id = 1; events.length < count;) {
    ns += random(1000) * 1000;
    const what = random(10);
    const known = [...live.keys()][random(Math.max(1, live.size))];
    if (what < 5 || known === undefined || live.size < 5) {
      const side = random(2) === 0 ? 'buy' : 'sell';
      const price = side === 'buy' ? 999_999 - random(300) : 1_000_001 + random(300);
      events.push({ type: 'add', ns, id, side, price, size: 2 + random(90) });
      live.set(id++, events.at(-1)?.size ?? 0);
    } else if (what < 6) {
      events.push({ type: 'hidden', ns, side: 'buy', price: 1_000_000, size: 1 + random(50) });
    } else if (what < 7) {
      events.push({ type: 'cancel', ns, id: known });
      live.delete(known);
    } else {
      const open = live.get(known) ?? 0;
      const size = what < 8 && open > 1 ? 1 + random(open - 1) : Math.min(open, 1 + random(60));
      events.push({ type: what < 8 && open > 1 ? 'reduce' : 'execute', ns, id: known, size });
      if (size === open) live.delete(known);
      else live.set(known, open - size);
    }
  }
  return events;
}

const decimal = (price: number): string =>
  `${Math.floor(price / 10_000)}.${String(price % 10_000).padStart(4, '0')}`;
const columns = ['type', 'ts', 'symbol', 'venue', 'id', 'side', 'price', 'size'] as const;

function textRows(events: readonly Event[]): Record<string, string | null>[] {
  return events.map(({ type, ns, id, side, price, size }) => ({
    ...{ type, ts: String(MIDNIGHT + BigInt(ns)), symbol: 'ACME', venue: 'NASDAQ' },
    ...{ id: id === undefined ? null : String(id), side: side ?? null },
    ...{ price: price === undefined ? null : decimal(price), size: size === undefined ? null : String(size) },
  }));
}

function asItch(events: readonly Event[]): ItchEncoder {
  const itch = new ItchEncoder();
  for (const { type, ns, id = 0, side, price = 0, size = 0 } of events) {
    const letter = side === 'sell' ? 'S' : 'B';
    if (type === 'add') itch.add(ns, id, letter, size, price);
    else if (type === 'cancel') itch.remove(ns, id);
    else if (type === 'reduce') itch.reduce(ns, id, size);
    else if (type === 'execute') itch.execute(ns, id, size);
    else itch.hidden(ns, letter, size, price);
  }
  return itch;
}

function filesOf(events: readonly Event[]): Record<string, Uint8Array> {
  const rows = textRows(events);
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, v]) => v !== null))),
  );
  const cells = rows.map((row) => columns.map((name) => row[name] ?? '').join(','));
  const arrow = tableFromArrays({ type: [''] }).constructor as unknown as new (data: object) => never;
  const table = new arrow(
    Object.fromEntries(
      columns.map((name) => [
        name,
        vectorFromArray(
          rows.map((row) => row[name] ?? null),
          new Utf8(),
        ),
      ]),
    ),
  );
  return {
    'a.ndjson': encoder.encode(`${lines.join('\n')}\n`),
    'a.csv': encoder.encode(`${columns.join(',')}\n${cells.join('\n')}\n`),
    'a.arrow': tableToIPC(table, 'file'),
    'a.arrows': tableToIPC(table, 'stream'),
    'a.parquet': new Uint8Array(
      parquetWriteBuffer({
        columnData: columns.map((name) => ({
          name,
          data: rows.map((row) => row[name] ?? null),
          type: 'STRING' as const,
        })),
        rowGroupSize: [1000],
      }),
    ),
    '01302019.NASDAQ_ITCH50': asItch(events).framed(),
  };
}

const hashOf = async (name: string, bytes: Uint8Array): Promise<string> =>
  (await importTape([sourceFromBytes(name, bytes)])).manifest.hash;

describe('one content, one hash', () => {
  it('10,000 events as NDJSON, CSV, Arrow, Parquet and ITCH', async () => {
    const hashes: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(filesOf(makeEvents(10_000, 4))))
      hashes[name] = await hashOf(name, bytes);
    expect(new Set(Object.values(hashes)).size, JSON.stringify(hashes, null, 1)).toBe(1);
  });

  it('other events have another hash', async () => {
    const [a, b] = [filesOf(makeEvents(50, 1)), filesOf(makeEvents(50, 2))];
    expect(await hashOf('a.csv', a['a.csv'] ?? new Uint8Array())).not.toBe(
      await hashOf('a.csv', b['a.csv'] ?? new Uint8Array()),
    );
  });
});

const bars =
  'Date,Open,High,Low,Close,Volume\n2024-01-02,10,12,9,11,500\n2024-01-03,11,12,10,10.5,400\n2024-01-04,11,12,10,10.5,400\n';
const book = [
  '1700000000000000000 {"lastUpdateId":10,"E":1700000000000,"T":1700000000000,"bids":[["10","1"]],"asks":[["11","1"]]}',
  '1700000000000000001 {"e":"depthUpdate","E":1700000000001,"T":1700000000001,"s":"XY","U":9,"u":14,"pu":8,"b":[["9","4"]],"a":[]}',
  '1700000000000000002 {"e":"trade","E":1700000000002,"T":1700000000002,"s":"XY","t":5,"p":"10.5","q":"2","m":true}\n',
].join('\n');
const small = filesOf(makeEvents(12, 9));
const itchPackets = asItch(makeEvents(12, 9)).messages.map((message, i) => ({
  sequence: i + 1,
  messages: [message],
  captureNs: MIDNIGHT + 40_000_000_000_000n,
}));
const mboRecords = [
  mbo({ ts: 1_700_000_000_000_000_000n, action: 'A', side: 'B', id: 1, price: 10_000_000_000n, size: 5 }),
  mbo({ ts: 1_700_000_000_000_000_001n, action: 'M', side: 'B', id: 1, price: 10_000_000_000n, size: 3 }),
];
const polygon =
  '{"ticker":"A","resultsCount":1,"results":[{"v":1,"o":1.5,"c":1.5,"h":2,"l":1,"t":1673240400000,"n":3}]}';
const alpha =
  '{"Meta Data":{"2. Symbol":"IBM","6. Time Zone":"UTC"},"Time Series (Daily)":{"2024-07-01":{"1. open":"1","2. high":"2","3. low":"1","4. close":"1","5. volume":"3"}}}';

const targets: Record<string, Uint8Array> = {
  'bars.csv': encoder.encode(bars),
  'events.csv': small['a.csv'] ?? new Uint8Array(),
  'a.arrow': small['a.arrow'] ?? new Uint8Array(),
  'a.arrows': small['a.arrows'] ?? new Uint8Array(),
  'a.parquet': small['a.parquet'] ?? new Uint8Array(),
  '01302019.NASDAQ_ITCH50': small['01302019.NASDAQ_ITCH50'] ?? new Uint8Array(),
  'a.pcap': capture(itchPackets),
  'a.dbn': dbn(2, 0, mboRecords),
  'book.ndjson': encoder.encode(book),
  'polygon.json': encoder.encode(polygon),
  'alpha.json': encoder.encode(alpha),
};

/** A proper refusal, or a tape that opens and verifies with rows that its schema allows. */
async function expectRefusalOrTape(name: string, bytes: Uint8Array, what: string): Promise<boolean> {
  try {
    const { tape, manifest } = await importTape([sourceFromBytes(name, bytes)]);
    const rows = await allRows(tape);
    expect(String(rows.length), what).toBe(manifest.rows);
    for (const { side, kind, instrument, tsExchNs } of rows) {
      const isKnown =
        kind === undefined || (Number(kind) >= CommandKind.tapeAdd && Number(kind) <= CommandKind.tapeClear);
      const isWithin = isKnown && Number(side ?? 0) <= 2 && Number(instrument) < manifest.instruments.length;
      if (!isWithin || (tsExchNs as bigint) > BigInt(manifest.lastTsNs))
        throw new Error(`${what}: a row outside the schema`);
    }
    return false;
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw new Error(`${what}: ${String(error)}`, { cause: error });
    expect(error.code, what).toMatch(/^E-TAPE-\d\d$/);
    return true;
  }
}

describe.each(Object.entries(targets))('damaged %s', (name, bytes) => {
  it('whole, it is a tape', async () => {
    expect(await expectRefusalOrTape(name, bytes, name)).toBe(false);
  });

  it('cut at a dense sample of places', async () => {
    const step = Math.max(1, Math.floor(bytes.length / 120));
    let refused = 0;
    for (let length = 0; length < bytes.length; length += step)
      if (await expectRefusalOrTape(name, bytes.subarray(0, length), `${name} cut to ${length}`)) refused++;
    expect(refused).toBeGreaterThan(0);
  });

  it('with a flipped bit', async () => {
    const random = seeded(99);
    for (let trial = 0; trial < 120; trial++) {
      const changed = bytes.slice();
      const [at, bit] = [random(bytes.length), random(8)];
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      await expectRefusalOrTape(name, changed, `${name}, byte ${at}, bit ${bit}, seed 99`);
    }
  });
});
