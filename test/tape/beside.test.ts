/**
 * Tapes that stand beside a run: from event NDJSON to canonical rows, from rows to commands of a run with other
 * instruments and other price units. Expected values are written out by hand.
 */
import { describe, expect, it } from 'vitest';
import { CommandKind, Rank } from '../../src/layout/layout.gen';
import { readBeside } from '../../src/tape/beside';
import type { TapeSource } from '../../src/tape/tape';
import { allRows, importTape, textSource } from './sources';

const ndjson = (events: readonly object[]): string =>
  events.map((event) => `${JSON.stringify({ symbol: 'ACME', ...event })}\n`).join('');
const tapeOf = async (events: readonly object[]): Promise<TapeSource> =>
  (await importTape([textSource('beside.ndjson', ndjson(events))])).tape;
const refused = (events: readonly object[]): Promise<string> =>
  tapeOf(events).then(
    () => 'accepted',
    (error: unknown) => String(error),
  );

const news = (ts: number, text: string, more = {}): object => ({
  type: 'news',
  ts: String(ts),
  text,
  ...more,
});
const dividend = (ts: number, cash: string, more = {}): object => ({
  ...{ type: 'dividend', ts: String(ts), cash },
  ...more,
});
const split = (ts: number, newShares: number, oldShares: number): object => ({
  ...{ type: 'split', ts: String(ts), newShares, oldShares },
});
const always = { fromNs: 0n, toNs: 10n ** 18n };
const acme = { symbol: 'ACME', venue: 'X', priceUnit: '0.01' };

describe('event NDJSON', () => {
  it('headlines make a news tape, whose equal texts stand in it once', async () => {
    const tape = await tapeOf([news(1, 'up'), news(2, 'down'), news(2, 'up')]);
    expect([tape.manifest.schema, tape.manifest.texts]).toEqual(['news', ['up', 'down']]);
    expect((await allRows(tape)).map(({ tsExchNs, text, flags }) => [tsExchNs, text, flags])).toEqual([
      [1n, 0, 16],
      [2n, 1, 16],
      [2n, 0, 16],
    ]);
  });

  it('corporate actions make an action tape, in the finest unit of their cash', async () => {
    const tape = await tapeOf([
      split(1, 3, 2),
      dividend(2, '0.2425'),
      { type: 'symbolChange', ts: '3' },
      { type: 'delist', ts: '4' },
    ]);
    expect([tape.manifest.schema, tape.manifest.instruments[0]?.priceUnit]).toEqual(['action', '0.0001']);
    const rows = await allRows(tape);
    expect(
      rows.map((row) => ['kind', 'newShares', 'oldShares', 'cashUnits'].map((name) => row[name])),
    ).toEqual([
      [0, 3, 2, 0n],
      [1, 1, 1, 2425n],
      [2, 1, 1, 0n],
      [3, 1, 1, 0n],
    ]);
  });

  it('figures make a fact tape, each with its own decimals', async () => {
    const fact = (ts: number, name: string, value: string | number): object => ({
      ...{ type: 'fact', ts: String(ts), name, value },
    });
    const tape = await tapeOf([
      fact(1, 'EPS', '1.87'),
      fact(2, 'ships at anchor', 41),
      fact(3, 'EPS', '-0.5'),
    ]);
    expect([tape.manifest.schema, tape.manifest.texts]).toEqual(['fact', ['EPS', 'ships at anchor']]);
    expect((await allRows(tape)).map(({ text, decimals, value }) => [text, decimals, value])).toEqual([
      [0, 2, 187n],
      [1, 0, 41n],
      [0, 1, -5n],
    ]);
  });

  it('refuses with line and field what cannot be, and mixtures', async () => {
    expect(await refused([news(1, '')])).toMatch(/text.*1 to 4096 characters/s);
    expect(await refused([split(1, 0, 1)])).toMatch(/newShares/);
    expect(await refused([split(1, 1, 1_000_001)])).toMatch(/oldShares/);
    expect(await refused([dividend(1, '-1')])).toMatch(/cash/);
    expect(await refused([split(1, 2, 1), news(2, 'x')])).toMatch(/news cannot share a tape with actions/);
    expect(await refused([{ type: 'fact', ts: '1', name: 'a', value: `0.${'1'.repeat(19)}` }])).toMatch(
      /value/,
    );
  });
});

describe('rows as commands of a run', () => {
  it('only those within its time, at the rank of corporate actions', async () => {
    const tape = await tapeOf([news(1, 'a'), news(5, 'b'), news(9, 'c'), news(10, 'd')]);
    const { commands, texts } = await readBeside(tape, [acme], { fromNs: 5n, toNs: 9n });
    expect(commands.map(({ tsNs, kind, lots, rank }) => [tsNs, kind, texts[lots], rank])).toEqual([
      [5n, CommandKind.news, 'b', Rank.corporate],
      [9n, CommandKind.news, 'c', Rank.corporate],
    ]);
  });

  it('go to the instrument of their symbol and venue; others are counted', async () => {
    const tape = await tapeOf([
      news(1, 'a', { symbol: 'OTHER' }),
      news(2, 'b', { venue: 'Y' }),
      news(3, 'c', { venue: 'X' }),
      news(4, 'd'),
    ]);
    const run = [{ symbol: 'ZZZ', priceUnit: '1' }, acme];
    const { commands, otherRows } = await readBeside(tape, run, always);
    expect(commands.map(({ tsNs, instrument }) => [tsNs, instrument])).toEqual([
      [3n, 1],
      [4n, 1],
    ]);
    expect(otherRows).toBe(2);
  });

  it.each([
    ['0.01', '0.24', 24n, 1n],
    ['0.0001', '0.24', 2400n, 1n],
    ['0.01', '0.2425', 97n * 25n, 100n],
    ['0.25', '0.5', 2n, 1n],
    ['0.25', '0.1', 2n, 5n],
  ])('a dividend in units of %s: %s', async (priceUnit, cash, units, shares) => {
    const { commands } = await readBeside(
      await tapeOf([dividend(1, cash)]),
      [{ ...acme, priceUnit }],
      always,
    );
    const [command] = commands;
    // cash / shares is what counts; both may share a factor
    expect((command?.priceUnits ?? 0n) * shares).toBe(units * (command?.orderId ?? 0n));
  });

  it('a tape with prices is refused', async () => {
    const prices = await tapeOf([{ type: 'trade', ts: '1', price: '1', size: '1' }]);
    await expect(readBeside(prices, [acme], always)).rejects.toMatchObject({ code: 'E-RUN-10' });
  });
});
