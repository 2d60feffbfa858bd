/**
 * What is done to tapes by hand: a repair drops or clips what a rule found and nothing else, says so and names its
 * parent; rights leave the name alone; terms make another one.
 */
import { describe, expect, it } from 'vitest';
import { ImportControl } from '../../src/tape/import-control';
import { parseTapeManifest, type TapeManifest } from '../../src/tape/manifest';
import { mergeTapes } from '../../src/tape/merge';
import { repairTape } from '../../src/tape/repair';
import { withRights, withTerms } from '../../src/tape/restate';
import { openTape, type TapeSource } from '../../src/tape/tape';
import { allRows, bufferOf, importTape, joined, textSource, type RowObject } from './sources';

const control = new ImportControl({});
const lines = (events: readonly object[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');
const tapeOf = async (events: readonly object[]): Promise<TapeSource> =>
  (await importTape([textSource('a.ndjson', lines(events))])).tape;
const made = async (
  work: (sink: (bytes: Uint8Array) => void) => Promise<TapeManifest>,
): Promise<TapeSource> => {
  const parts: Uint8Array[] = [];
  const manifest = await work((bytes) => void parts.push(bytes));
  return openTape(JSON.parse(JSON.stringify(manifest)), bufferOf(joined(parts)));
};
const repair = (tape: TapeSource, ...rules: string[]): Promise<TapeSource> =>
  made((sink) => repairTape(tape, { rules, sink, control }));
const countOf = ({ manifest }: TapeSource, rule: string): number | undefined =>
  manifest.quality.find((line) => line.rule === rule)?.count;
/** A row without what is numbered anew. */
const plain = ({ sourceRow: _number, ...row }: RowObject): object => row;

const trade = (ts: number, price: string, size = '1', id = ts): object => ({
  ...{ type: 'trade', ts: String(ts), symbol: 'A', price, size, id },
});
const bar = (ts: number, high: string, volume = '5'): object => ({
  ...{
    type: 'bar',
    ts: String(ts),
    symbol: 'A',
    durationNs: '10',
    open: '5',
    high,
    low: '4',
    close: '6',
    volume,
  },
});

describe('repair', () => {
  it('drops the rows of the rules that were chosen, keeps every other row as it was, and names its parent', async () => {
    const tape = await tapeOf([
      ...[trade(1, '10'), trade(2, '10', '0'), trade(3, '99'), trade(4, '10')],
      ...[trade(5, '10', '1', 4), trade(6, '10')],
    ]);
    const rows = await allRows(tape);
    const dropped = await repair(tape, 'zeroLots', 'repeated');
    expect((await allRows(dropped)).map(plain)).toEqual([0, 2, 3, 5].map((i) => plain(rows[i] as RowObject)));
    expect((await allRows(dropped)).map(({ sourceRow }) => sourceRow)).toEqual([0, 1, 2, 3]);
    expect([countOf(dropped, 'zeroLots'), countOf(dropped, 'repeated'), countOf(dropped, 'outlier')]).toEqual(
      [0, 0, 1],
    );
    expect(dropped.manifest).toMatchObject({
      converter: 'repair@1',
      source: {
        parents: [tape.manifest.hash],
        steps: [
          'zeroLots: dropped 1 row, the first is row 1 of the parent',
          'repeated: dropped 1 row, the first is row 4 of the parent',
        ],
      },
    });
    expect(dropped.manifest.hash).not.toBe(tape.manifest.hash);
    expect((await repair(tape, 'zeroLots', 'repeated')).manifest.hash).toBe(dropped.manifest.hash);
    expect(countOf(await repair(tape, 'outlier'), 'outlier')).toBe(0);
  });

  it('clips a bar to hold its own prices', async () => {
    const tape = await tapeOf([bar(0, '7'), bar(10, '5'), bar(20, '7', '0')]);
    const clipped = await allRows(await repair(tape, 'badBar'));
    expect(clipped.map(({ highUnits, lowUnits }) => [highUnits, lowUnits])).toEqual([
      [7n, 4n],
      [6n, 4n],
      [7n, 4n],
    ]);
    const both = await repair(tape, 'badBar', 'zeroLots');
    expect([both.manifest.rows, countOf(both, 'badBar')]).toEqual(['2', 0]);
  });

  it('refuses what has no repair: rows of an order book, rules that find nothing', async () => {
    const orders = await tapeOf([
      { type: 'add', ts: '1', symbol: 'A', id: 1, side: 'buy', price: '1', size: '1' },
    ]);
    await expect(repair(orders, 'zeroLots')).rejects.toMatchObject({ code: 'E-TAPE-25' });
    await expect(repair(await tapeOf([trade(1, '10')]), 'zeroLots')).rejects.toMatchObject({
      code: 'E-TAPE-25',
    });
  });
});

describe('what is stated by hand', () => {
  const terms = { class: 'future', currency: 'USD', multiplier: '50', underlying: 'ES' };

  it('rights leave the name alone and are recorded', async () => {
    const { manifest } = await tapeOf([trade(1, '10')]);
    const stated = withRights(manifest, { licence: 'CC-BY-4.0', redistribute: true });
    expect(parseTapeManifest(JSON.parse(JSON.stringify(stated)))).toEqual(stated);
    expect([stated.hash, stated.licence, stated.redistribute]).toEqual([manifest.hash, 'CC-BY-4.0', true]);
    expect(stated.source.steps?.at(-1)).toMatch(
      /by hand: “CC-BY-4.0”, may be passed on; before: “not stated”/,
    );
  });

  it('terms make another tape of the same rows, whose parent is the one before', async () => {
    const { manifest, parquet } = await importTape([textSource('a.ndjson', lines([trade(1, '10')]))]);
    const stated = withTerms(manifest, { A: terms });
    const tape = openTape(JSON.parse(JSON.stringify(stated)), bufferOf(parquet));
    expect((await allRows(tape)).length).toBe(1);
    expect(stated.hash).not.toBe(manifest.hash);
    expect(stated.source.parents).toEqual([manifest.hash]);
    expect(stated.instruments[0]?.terms).toEqual({ ...terms, payoff: 'linear' });
    expect(withTerms(stated, {})).toBe(stated);
    expect(withTerms(stated, { A: null }).hash).toBe(manifest.hash);
    expect(() => withTerms(manifest, { A: { class: 'equity' } })).toThrow(/terms\.A\.currency/);
  });

  it('terms survive a merge, with ticks in the finer unit; two that differ are refused', async () => {
    const tickTable = [
      { fromUnits: '0', unitsPerTick: 1 },
      { fromUnits: '100', unitsPerTick: 5 },
    ];
    const sources = ['10', '10.5'].map((price, i) => textSource('a.ndjson', lines([trade(i + 1, price)])));
    const [coarse, fine] = await Promise.all(sources.map((source) => importTape([source])));
    if (coarse === undefined || fine === undefined) throw new Error('no tapes');
    const stated = (one: typeof coarse, json: object): TapeSource =>
      openTape(withTerms(one.manifest, { A: json }), bufferOf(one.parquet));
    const equity = { class: 'equity', currency: 'USD', tickTable };
    const merged = await made((sink) => mergeTapes([stated(coarse, equity), fine.tape], { sink, control }));
    expect(merged.manifest.instruments[0]?.terms?.tickTable).toEqual([
      { fromUnits: '0', unitsPerTick: 10 },
      { fromUnits: '1000', unitsPerTick: 50 },
    ]);
    const both = [stated(coarse, equity), stated(fine, { class: 'equity', currency: 'EUR' })];
    await expect(made((sink) => mergeTapes(both, { sink, control }))).rejects.toMatchObject({
      code: 'E-TAPE-19',
    });
  });
});
