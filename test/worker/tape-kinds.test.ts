/**
 * Tapes of bars, trades and quotes in the cell: frames show each as what it is. Expected values are counted from the
 * files' own text.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { CellClient } from '../../src/worker/client';
import type { Frame, OpenInfo, Timeline } from '../../src/worker/protocol';
import { importTape, textSource } from '../tape/sources';
import { coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';

const clients: CellClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function open(name: string, text: string): Promise<{ client: CellClient; info: OpenInfo }> {
  const { manifest, parquet } = await importTape([textSource(name, text)]);
  const client = clientInProcess();
  clients.push(client);
  const info = await client.call({
    ...{ type: 'open', core: coreBytes, humanLog: [] },
    manifest: { version: 1, tape: { hash: manifest.hash, name } },
    tape: { manifest: JSON.parse(JSON.stringify(manifest)) as unknown, parquet },
  });
  return { client, info };
}

const frameAt = async (client: CellClient, ns: bigint): Promise<Frame> => {
  await client.call({ type: 'seek', ns });
  return client.call({ type: 'frame', since: null });
};

const bars = [
  ['2024-01-02T10:00:00Z', 10.1, 10.9, 10, 10.5, 7],
  ['2024-01-02T10:01:00Z', 10.5, 10.6, 9.2, 9.4, 8],
  ['2024-01-02T10:03:00Z', 9.4, 9.9, 9.4, 9.8, 9],
] as const;
const barText = `time,open,high,low,close,volume\n${bars.map((bar) => bar.join()).join('\n')}\n`;

describe('a tape of bars', () => {
  it('shows open, high, low and close at the begin of each bar, when it has ended', async () => {
    const { client, info } = await open('ACME_1min.csv', barText);
    expect(info.tape).toMatchObject({ schema: 'bar', barNs: 60_000_000_000n });
    const frame = await frameAt(client, info.endNs);
    const shown = bars.map((_, i) => {
      const { second, openUnits, highUnits, lowUnits, closeUnits, lots } = frame.bars;
      const prices = [openUnits, highUnits, lowUnits, closeUnits].map((column) => column[i]! / 10);
      return [new Date(second[i]! * 1000).toISOString().replace('.000', ''), ...prices, lots[i]];
    });
    expect(shown).toEqual(bars.map((bar) => [...bar]));
    const early = await frameAt(client, info.startNs + 59_000_000_000n);
    expect([...early.bars.closeUnits]).toEqual([105]);
  });

  it('names no aggressor, neither in trades nor in what was traded at a price', async () => {
    const { client, info } = await open('ACME_1min.csv', barText);
    const frame = await frameAt(client, info.endNs);
    expect(frame.trades.map(({ aggressor, lots }) => [aggressor, lots])).toEqual([
      [null, 7],
      [null, 8],
      [null, 9],
    ]);
    expect([...frame.profile.otherLots].sort()).toEqual([7, 8, 9]);
    expect([...frame.profile.boughtLots, ...frame.profile.soldLots].every((lots) => lots === 0)).toBe(true);
  });
});

describe('the number of an event', () => {
  const quotes = 'time,bid,bidSize,ask,askSize\n';
  const rows = [1, 2, 3, 4].map((s) => `2024-01-02T10:00:0${s}Z,9.${s},1,10,2\n`).join('');
  const prints = 'time,price,size\n2024-01-02T10:00:00Z,10,1\n2024-01-02T10:00:01Z,10,2\n';

  it.each([
    ['quotes, of which each is two', 'q_quotes.csv', quotes + rows, 8],
    ['trades', 'a_trades.csv', prints, 2],
    ['bars', 'ACME_1min.csv', barText, 3],
  ])('and how many there will be count the same: %s', async (_words, name, text, events) => {
    const { client, info } = await open(name, text);
    const half = info.startNs + (info.endNs - info.startNs) / 2n;
    for (const ns of [info.startNs - 1n, info.startNs, half, info.endNs, half]) {
      const { eventCount, eventsToCome } = await frameAt(client, ns);
      expect(eventCount + (eventsToCome ?? NaN)).toBe(events);
    }
    await client.call({ type: 'seek', ns: info.endNs });
    await client.call({ type: 'step', kind: 'event', direction: -1 });
    const frame = await client.call({ type: 'frame', since: null });
    expect([frame.eventCount, frame.eventsToCome]).toEqual([events - 1, 1]);
  });
});

describe('a tape of trades', () => {
  const sided = 'time,price,size,side\n2024-01-02T10:00:00Z,10,1,buy\n2024-01-02T10:00:01Z,10,2,sell\n';

  it('names the aggressor where the source does', async () => {
    const { client, info } = await open('a_trades.csv', sided);
    const { trades } = await frameAt(client, info.endNs);
    expect(trades.map(({ aggressor }) => aggressor)).toEqual(['buy', 'sell']);
  });

  it('names none where the source has none', async () => {
    const { client, info } = await open('a_trades.csv', sided.replace(/,side|,buy|,sell/g, ''));
    const frame = await frameAt(client, info.endNs);
    expect(frame.trades.map(({ aggressor }) => aggressor)).toEqual([null, null]);
    const span = { fromNs: info.startNs, toNs: info.endNs, columns: 10, levels: 4 };
    const past = await client.call({ type: 'past', ...span });
    expect([...(past?.trades.aggressor ?? [1])]).toEqual([0, 0]);
  });

  it('names none for those prints alone of which the source tells none', async () => {
    const { client, info } = await open('a_trades.csv', sided.replace('2,sell', '2,'));
    const { trades } = await frameAt(client, info.endNs);
    expect(trades.map(({ aggressor }) => aggressor)).toEqual(['buy', null]);
  });
});

describe('gaps', () => {
  it('are where the source’s own numbers jump', async () => {
    const numbers = [1, 2, 3, 7, 8, 20];
    const line = (seq: number, i: number): string =>
      JSON.stringify({
        type: 'trade',
        ts: String(1_000_000_000 * i),
        symbol: 'A',
        price: '1',
        size: '1',
        seq,
      });
    const { client } = await open('gaps.ndjson', `${numbers.map(line).join('\n')}\n`);
    const timeline: Timeline = await client.call({ type: 'timeline', buckets: 8 });
    expect([...timeline.gapsNs]).toEqual([3e9, 5e9]);
  });
});
