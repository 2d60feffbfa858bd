/** `repair`, `terms` and `rights` on the command line: what they make, what they leave alone, how they end. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder, tapedeck } from './console';

interface Json {
  readonly hash: string;
  readonly rows: string;
  readonly licence: string;
  readonly redistribute: boolean;
  readonly blocks: readonly string[];
  readonly quality: readonly { readonly rule: string; readonly count: number }[];
  readonly instruments: readonly { readonly terms?: Record<string, unknown> }[];
  readonly source: { readonly steps?: readonly string[]; readonly parents?: readonly string[] };
}

describe('a tape of trades, one far away and one of nothing', () => {
  const folder = new Folder();
  const tape = folder.of('tape');
  let hash = '';
  const json = (place: string): Json => JSON.parse(readFileSync(`${place}/tape.json`, 'utf8')) as Json;

  beforeAll(async () => {
    const rows = ['10.00,1', '10.01,2', '99.00,1', '10.01,3', '10.00,0', '10.02,1'];
    const lines = rows.map((row, i) => `2024-01-02T10:00:0${i}Z,${row},buy,${i + 1}`);
    const file = folder.put('ACME_trades.csv', `time,price,size,side,id\n${lines.join('\n')}\n`);
    const made = await tapedeck(['convert', file, '-o', tape, '--licence', 'ours']);
    expect(made).toMatchObject({ code: 0 });
    hash = made.out.trim();
  });
  afterAll(() => folder.remove());

  it('is repaired by all rules or by those that are named, and stays as it is', async () => {
    const all = await tapedeck(['repair', tape, '-o', folder.of('all')]);
    expect(all.code).toBe(0);
    expect(all.err).toContain('outlier: dropped 1 row, the first is row 2 of the parent');
    expect(all.err).toContain('zeroLots: dropped 1 row, the first is row 4 of the parent');
    expect(json(folder.of('all'))).toMatchObject({
      rows: '4',
      hash: all.out.trim(),
      source: { parents: [hash] },
    });
    const one = await tapedeck(['repair', tape, '--rules', 'zeroLots', '-o', folder.of('one')]);
    expect(one).toMatchObject({ code: 0 });
    expect(json(folder.of('one')).rows).toBe('5');
    expect((await tapedeck(['inspect', tape, '--check'])).code).toBe(0);
    expect(json(tape).rows).toBe('6');
  });

  it('is short of the same columns after a repair and in a part', async () => {
    const file = folder.put(
      'plain_trades.csv',
      'time,price,size\n2024-01-02T10:00:00Z,10,0\n2024-01-02T10:00:01Z,10,1\n',
    );
    await tapedeck(['convert', file, '-o', folder.of('plain')]);
    await tapedeck(['repair', folder.of('plain'), '-o', folder.of('mended')]);
    await tapedeck(['slice', folder.of('plain'), '-o', folder.of('part')]);
    for (const place of ['plain', 'mended', 'part'])
      expect(json(folder.of(place)).quality.find(({ rule }) => rule === 'missingColumns')?.count).toBe(2);
  });

  it('says when there is nothing to repair, or no such rule', async () => {
    await tapedeck(['repair', tape, '-o', folder.of('clean')]);
    const again = await tapedeck(['repair', folder.of('clean'), '-o', folder.of('again')]);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('E-TAPE-25') as string });
    const wrong = await tapedeck(['repair', tape, '--rules', 'nothing', '-o', folder.of('x')]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('E-CLI-04') as string });
    const book = await tapedeck(['repair', tape, '--rules', 'gap', '-o', folder.of('x')]);
    expect(book).toMatchObject({ code: 1, err: expect.stringContaining('E-TAPE-25') as string });
  });

  it('is given terms: another tape of the same rows, until they are taken away', async () => {
    const terms = { class: 'equity', currency: 'USD' };
    const file = folder.put('terms.json', JSON.stringify({ ACME: terms }));
    const made = await tapedeck(['terms', tape, '--file', file, '-o', folder.of('stated')]);
    expect(made.code).toBe(0);
    const stated = json(folder.of('stated'));
    expect(stated).toMatchObject({ hash: made.out.trim(), source: { parents: [hash] } });
    expect(stated.hash).not.toBe(hash);
    expect(stated.instruments[0]?.terms).toMatchObject(terms);
    expect(stated.blocks).toEqual(json(tape).blocks);
    expect(readFileSync(folder.of('stated/rows.parquet'))).toEqual(readFileSync(`${tape}/rows.parquet`));
    const none = folder.put('none.json', '{"ACME":null}');
    const back = await tapedeck(['terms', folder.of('stated'), '--file', none, '-o', folder.of('back')]);
    expect(back).toMatchObject({ code: 0, out: `${hash}\n` });
    const wrong = folder.put('wrong.json', '{"OTHER":{"class":"equity"}}');
    const refused = await tapedeck(['terms', tape, '--file', wrong, '-o', folder.of('x')]);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('OTHER') as string });
    const bad = folder.put('bad.json', '{"ACME":{"class":"cheese"}}');
    expect((await tapedeck(['terms', tape, '--file', bad, '-o', folder.of('x')])).code).toBe(1);
  });

  it('says its rights, and has others stated without another hash', async () => {
    const asked = await tapedeck(['rights', tape]);
    expect(asked).toMatchObject({ code: 1, out: 'ours; not to be passed on\n' });
    const stated = await tapedeck(['rights', tape, '--licence', 'CC0', '--redistribute', 'yes']);
    expect(stated).toMatchObject({ code: 0, out: 'CC0; may be passed on\n' });
    expect(json(tape)).toMatchObject({ hash, licence: 'CC0', redistribute: true });
    expect(json(tape).source.steps?.at(-1)).toContain('before: “ours”, not to be passed on');
    expect((await tapedeck(['rights', tape])).code).toBe(0);
    const wrong = await tapedeck(['rights', tape, '--redistribute', 'perhaps']);
    expect(wrong).toMatchObject({ code: 2 });
    expect((await tapedeck(['inspect', tape, '--check'])).code).toBe(0);
  });
});
