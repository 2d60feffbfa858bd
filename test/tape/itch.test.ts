/**
 * NASDAQ ITCH 5.0: every message that touches a book, framing by length and by MoldUDP64 in captures, gaps and
 * repeats, days that follow each other, and LOBSTER's day written as ITCH, which must replay to the same books.
 */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { dateOfName } from '../../src/tape/itch/reader';
import { OrderBook } from '../../src/tape/order-book';
import { replayRow } from '../../src/tape/replay-row';
import { replayBookRows } from './book-rows';
import { capture, ItchEncoder, nextCapture } from './itch-encode';
import {
  allRows,
  choppedSource,
  importTape,
  nodeSource,
  realData,
  type ImportedTape,
  type RowObject,
} from './sources';

const NAME = '01302019.NASDAQ_ITCH50';
/** 2019-01-30 00:00 in New York */
const MIDNIGHT = BigInt(Date.parse('2019-01-30T05:00Z')) * 1_000_000n;
const pick = (rows: readonly RowObject[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((n) => row[n]));
const importBytes = (bytes: Uint8Array, name = NAME, symbol?: string): Promise<ImportedTape> =>
  importTape([sourceFromBytes(name, bytes)], symbol === undefined ? {} : { symbol });

function everyMessage(): ItchEncoder {
  const itch = new ItchEncoder();
  itch.system(1, 'O');
  itch.directory(2);
  itch.state(3, 'T');
  itch.add(10, 2n ** 63n + 5n, 'B', 100, 1_000_000);
  itch.add(11, 8n, 'S', 50, 1_000_200, 'GSCO');
  itch.execute(12, 8n, 20);
  itch.executeAt(13, 8n, 10, 1_000_150);
  itch.executeAt(14, 8n, 5, 1_000_150, false);
  itch.reduce(15, 2n ** 63n + 5n, 40);
  itch.replace(16, 2n ** 63n + 5n, 9n, 30, 1_000_100);
  itch.hidden(17, 'B', 7, 1_000_150);
  itch.cross(18, 900, 1_000_100);
  itch.remove(19, 9n);
  itch.remove(20, 77n);
  itch.state(21, 'H');
  return itch;
}

describe('ITCH messages', () => {
  it('each to its rows', async () => {
    const { tape, manifest } = await importBytes(everyMessage().framed());
    expect(
      pick(await allRows(tape), 'sourceRow', 'kind', 'side', 'orderId', 'priceUnits', 'lots', 'flags'),
    ).toEqual([
      [0, 38, 0, 0n, 0n, 0, 16],
      [1, 32, 0, 2n ** 63n + 5n, 1_000_000n, 100, 16],
      [2, 32, 1, 8n, 1_000_200n, 50, 16],
      [3, 35, 1, 8n, 1_000_200n, 20, 16],
      [4, 35, 1, 8n, 1_000_150n, 10, 16],
      [5, 34, 1, 8n, 1_000_200n, 5, 16 + 32],
      [6, 34, 0, 2n ** 63n + 5n, 1_000_000n, 40, 16],
      [7, 33, 0, 2n ** 63n + 5n, 1_000_000n, 60, 32],
      [7, 32, 0, 9n, 1_000_100n, 30, 16],
      [8, 36, 0, 0n, 1_000_150n, 7, 16],
      [9, 36, 0, 0n, 1_000_100n, 900, 16 + 64],
      [10, 33, 0, 9n, 1_000_100n, 30, 16 + 32],
      [11, 33, 0, 77n, 0n, 0, 16 + 32],
      [12, 38, 0, 0n, 0n, 1, 16],
    ]);
    expect(manifest).toMatchObject({
      ...{ schema: 'order', dateKnown: true, zone: 'America/New_York', firstTsNs: String(MIDNIGHT + 3n) },
      instruments: [
        { symbol: 'ACME', venue: 'NASDAQ', priceUnit: '0.0001', unitsPerTick: 100, lotSize: '1' },
      ],
      source: {
        rows: 13,
        messages: { S: 1, R: 1, H: 2, A: 1, F: 1, E: 1, C: 2, X: 1, U: 1, P: 1, Q: 1, D: 2 },
      },
    });
  });

  it('pieces of any size make the same tape', async () => {
    const bytes = everyMessage().framed();
    const { manifest } = await importBytes(bytes);
    for (const size of [1, 3, 17])
      expect((await importTape([choppedSource(sourceFromBytes(NAME, bytes), size)])).manifest.hash).toBe(
        manifest.hash,
      );
  });

  it('takes the symbols that are asked for', async () => {
    const [acme, other] = [everyMessage(), new ItchEncoder('OTHER', 9)];
    other.add(30, 100n, 'B', 1, 500);
    acme.messages.push(...other.messages);
    const both = await importBytes(acme.framed());
    expect(both.manifest.instruments.map(({ symbol }) => symbol)).toEqual(['ACME', 'OTHER']);
    const one = await importBytes(acme.framed(), NAME, 'other');
    expect(one.manifest).toMatchObject({ rows: '1', instruments: [{ symbol: 'OTHER', unitsPerTick: 100 }] });
    expect(one.manifest.hash).not.toBe(both.manifest.hash);
  });

  it('refuses more instruments than a tape holds, and says what to do', async () => {
    const parts = Array.from({ length: 1025 }, (_, i) => {
      const itch = new ItchEncoder(`S${i}`, i + 1);
      itch.add(i, BigInt(i + 1), 'B', 1, 100);
      return itch.messages;
    });
    const all = new ItchEncoder();
    all.messages.push(...parts.flat());
    await expect(importBytes(all.framed())).rejects.toMatchObject({
      code: 'E-TAPE-23',
      message: expect.stringContaining('--symbol S0,S1') as unknown,
    });
  });

  it('a day that follows begins with empty books', async () => {
    const [first, second] = [new ItchEncoder(), new ItchEncoder()];
    first.add(1, 5n, 'B', 10, 100);
    second.add(1, 5n, 'S', 20, 200);
    const files = [
      sourceFromBytes('S013119-v50.txt', second.framed()),
      sourceFromBytes('S013019-v50.txt', first.framed()),
    ];
    const { tape } = await importTape(files);
    expect(pick(await allRows(tape), 'kind', 'side', 'lots')).toEqual([
      [32, 0, 10],
      [41, 0, 0],
      [41, 1, 0],
      [32, 1, 20],
    ]);
  });

  it.each([
    ['cut inside a message', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 3), 495],
    [
      'a length that is not the type’s',
      (bytes: Uint8Array) => bytes.map((b, i) => (i === 14 + 1 ? 38 : b)),
      16,
    ],
    ['a type that does not exist', (bytes: Uint8Array) => bytes.map((b, i) => (i === 14 + 2 ? 122 : b)), 16],
  ])('%s: refused with its byte', async (_, damage, byteOffset) => {
    const bytes = damage(everyMessage().framed());
    const fixed = byteOffset === 495 ? everyMessage().framed().length - 27 : byteOffset;
    await expect(importBytes(bytes)).rejects.toMatchObject({
      code: 'E-TAPE-11',
      details: { byteOffset: fixed },
    });
  });

  it('dates of file names', () => {
    for (const name of [NAME, 'S013019-v50.txt', 'x-2019-01-30.itch', '20190130_itch.bin'])
      expect(dateOfName(name), name).toEqual({ year: 2019, month: 1, day: 30 });
    expect(dateOfName('sample.itch')).toBeNull();
  });
});

describe('captures', () => {
  const { messages } = everyMessage();
  const captureNs = MIDNIGHT + 9_000_000_000n;
  const packet = (
    from: number,
    to: number,
  ): { sequence: number; messages: Uint8Array[]; captureNs: bigint } => ({
    ...{ sequence: from + 1, messages: messages.slice(from, to), captureNs },
  });

  it('gives the messages of the packets once, in order, on the day of the capture', async () => {
    const plain = await allRows((await importBytes(everyMessage().framed())).tape);
    const bytes = capture([
      packet(0, 4),
      packet(0, 4),
      packet(3, 9),
      { ...packet(9, 9) },
      packet(9, messages.length),
    ]);
    const { tape, manifest } = await importBytes(bytes, 'a.pcap');
    expect(manifest.source.messages).toMatchObject({ 'repeated messages': 5 });
    expect(await allRows(tape)).toEqual(plain.map((row) => ({ ...row, tsLocalNs: captureNs })));
    expect(manifest.quality.find(({ rule }) => rule === 'gap')?.count).toBe(0);
  });

  it.each([true, false])('in the newer form too, little endian %s', async (isLittleEndian) => {
    const list = [packet(0, 4), packet(3, 9), packet(9, messages.length)];
    const before = await importBytes(capture(list), 'a.pcap');
    const bytes = nextCapture(list, isLittleEndian);
    const { tape, manifest } = await importBytes(bytes, 'a.pcapng');
    expect(await allRows(tape)).toEqual(await allRows(before.tape));
    expect(manifest.hash).toBe(before.manifest.hash);
    expect(manifest.source.messages).toMatchObject({
      'repeated messages': 1,
      'packets of other protocols': 1,
    });
    for (let length = 24; length < bytes.length; length += 7) {
      const cut = await importBytes(bytes.slice(0, length), 'a.pcapng').catch((error: unknown) => error);
      // cut between two blocks it is a shorter capture
      if (!(cut instanceof Error))
        expect(Number((cut as typeof before).manifest.rows)).toBeLessThanOrEqual(Number(manifest.rows));
      else expect(cut).toMatchObject({ code: expect.stringMatching(/^E-TAPE-(11|21)$/) as string });
    }
  });

  it('notes messages that are missing', async () => {
    const { manifest } = await importBytes(capture([packet(0, 5), packet(7, messages.length)]), 'a.pcap');
    expect(manifest.quality.find(({ rule }) => rule === 'gap')).toMatchObject({ count: 1, firstRow: 3 });
  });
});

const sample = realData('itch/nasdaq-2019-12-30-sample.itch');
const packets = realData('itch/pcap/Nasdaq.Equities.TotalView.Itch.v5.0/Multiple.Packets.pcap');
const amzn5 = realData('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');

/** The tape's messages as ITCH: named orders as they are, what no message explains as orders of our own. */
async function encodeTape({ tape }: ImportedTape): Promise<{ itch: ItchEncoder; ends: number[] }> {
  const itch = new ItchEncoder('AMZN');
  const book = new OrderBook();
  const ends: number[] = [];
  const orders = new Map<bigint, { level: string; lots: number }>();
  const levels = new Map<string, Set<bigint>>();
  let fresh = 1n << 60n;
  const put = (ns: bigint, id: bigint, side: number, price: number, lots: number): void => {
    const level = `${side}|${price}`;
    itch.add(ns, id, side === 0 ? 'B' : 'S', lots, price);
    orders.set(id, { level, lots });
    levels.set(level, (levels.get(level) ?? new Set()).add(id));
  };
  const take = (ns: bigint, id: bigint, lots: number, how: 'execute' | 'reduce'): void => {
    const order = orders.get(id);
    const taken = Math.min(lots, order?.lots ?? 0);
    if (order === undefined || taken === 0) return;
    if (how === 'reduce' && taken === order.lots) itch.remove(ns, id);
    else itch[how](ns, id, taken);
    order.lots -= taken;
    if (order.lots > 0) return;
    orders.delete(id);
    levels.get(order.level)?.delete(id);
  };
  for (let index = 0; index < tape.manifest.blocks.length; index++) {
    const block = await tape.readBlock(index);
    const replay = replayRow(block);
    let touched = new Set<string>();
    for (let i = 0; i < block.rows; i++) {
      const at = (name: string): number => Number(block.columns[name]?.[i]);
      const ns = (block.columns.tsExchNs?.[i] as bigint) - MIDNIGHT_2012;
      const id = block.columns.orderId?.[i] as bigint;
      const [kind, side, price, lots] = [at('kind'), at('side'), at('priceUnits'), at('lots')];
      replay(i, book);
      if (kind === 32 && !orders.has(id)) put(ns, id, side, price, lots);
      else if (kind === 33) take(ns, id, Infinity, 'reduce');
      else if (kind === 34) take(ns, id, lots, 'reduce');
      else if (kind === 35) take(ns, id, lots, 'execute');
      else if (kind === 36) itch.hidden(ns, side === 0 ? 'B' : 'S', lots, price);
      if (kind !== 36 && kind !== 38) touched.add(`${side}|${price}`);
      if ((at('flags') & 16) === 0) continue;
      for (const level of touched) {
        const [levelSide, levelPrice] = level.split('|').map(Number) as [number, number];
        const wanted = book.sides[levelSide as 0 | 1].findLast((one) => one.price === levelPrice)?.total ?? 0;
        let surplus = -wanted;
        for (const one of levels.get(level) ?? []) surplus += orders.get(one)?.lots ?? 0;
        if (surplus < 0) put(ns, fresh++, levelSide, levelPrice, -surplus);
        for (const one of [...(levels.get(level) ?? [])].reverse()) {
          if (surplus <= 0) break;
          const lotsThere = orders.get(one)?.lots ?? 0;
          take(ns, one, Math.min(surplus, lotsThere), 'reduce');
          surplus -= lotsThere;
        }
      }
      touched = new Set();
      ends.push(itch.messages.length);
    }
  }
  return { itch, ends };
}
const MIDNIGHT_2012 = BigInt(Date.parse('2012-06-21T04:00Z')) * 1_000_000n;

describe('ITCH, real files', () => {
  it.skipIf(sample === null)('1,000 messages of 2019-12-30: their counts and times', async () => {
    const { manifest } = await importTape([nodeSource(sample ?? '')]);
    expect(manifest.source.messages).toEqual({ S: 1, R: 993, H: 3, Y: 3 });
    const midnight = BigInt(Date.parse('2019-12-30T05:00Z')) * 1_000_000n;
    expect(BigInt(manifest.lastTsNs) <= midnight + 11_354_360_581_176n).toBe(true);
    expect(manifest.rows).toBe('3');
  });

  it.skipIf(packets === null)('a capture of two packets', async () => {
    const { manifest } = await importTape([nodeSource(packets ?? '')]);
    expect(manifest.source.messages).toEqual({ D: 1, A: 36, F: 2 });
    expect(manifest.instruments.map(({ symbol }) => symbol)).toContain('META');
  });

  it.skipIf(amzn5 === null)(
    'AMZN written as ITCH replays to the books of LOBSTER, every row and level',
    async () => {
      const { itch, ends } = await encodeTape(await importTape([nodeSource(amzn5 ?? '')]));
      const again = await importBytes(itch.framed(), '2012-06-21.itch');
      const books = Object.entries(unzipSync(readFileSync(amzn5 ?? ''))).find(([name]) =>
        name.includes('orderbook'),
      );
      const expected = new TextDecoder().decode(books?.[1]).trim().split(/\r?\n/);
      expect(ends.length).toBe(expected.length);
      let [wrong, next, last] = [0, 0, ''];
      const compare = (upTo: number): void => {
        for (; next < ends.length && (ends[next] as number) <= upTo; next++)
          if (last !== expected[next]) wrong++;
      };
      await replayBookRows(again.tape, 5, (line, sourceRow) => {
        compare(sourceRow);
        last = line;
      });
      compare(Infinity);
      expect([wrong, next]).toEqual([0, expected.length]);
    },
    60_000,
  );
});
