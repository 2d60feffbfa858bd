/** From files to a tape, its book, a run, a link and a verdict, all through the command line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder, folderForTest, tapedeck } from './console';
import { isAbsent, realData } from './real-data';

const messageName = 'ACME_2012-06-21_34200000_57600000_message_2.csv';
const bookName = 'ACME_2012-06-21_34200000_57600000_orderbook_2.csv';
const messages = [
  '34200.000000001,1,1,100,1000000,1',
  '34200.1,1,2,30,1000000,1',
  '34200.2,4,1,40,1000000,1',
  '34200.3,1,3,20,1020000,-1',
  '34200.4,3,1,60,1000000,1',
  '34200.5,5,0,10,1005000,1',
];
const book = [
  '1010000,50,1000000,100,9999999999,0,-9999999999,0',
  '1010000,50,1000000,130,9999999999,0,-9999999999,0',
  '1010000,50,1000000,90,9999999999,0,-9999999999,0',
  '1010000,50,1000000,90,1020000,20,-9999999999,0',
  '1010000,50,1000000,30,1020000,20,-9999999999,0',
  '1010000,50,1000000,30,1020000,20,-9999999999,0',
];
const textOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

describe('with a small tape', () => {
  const folder = new Folder();
  let hash = '';
  beforeAll(async () => {
    const pair = [folder.put(messageName, textOf(messages)), folder.put(bookName, textOf(book))];
    const made = await tapedeck([
      'convert',
      ...pair,
      '-o',
      folder.of('tape'),
      '--name',
      'small',
      '--licence',
      'ours',
    ]);
    if (made.code !== 0) throw new Error(made.err);
    hash = made.out.trim();
  });
  afterAll(() => folder.remove());

  it('converts a pair, and the folder that holds it, to one tape', async () => {
    const again = folderForTest();
    again.put(messageName, textOf(messages));
    again.put(bookName, textOf(book));
    const made = await tapedeck(['convert', again.path, '--output', again.of('a/b')]);
    expect(made).toMatchObject({ code: 0, out: `${hash}\n` });
    expect(readdirSync(again.of('a/b')).sort()).toEqual(['rows.parquet', 'tape.json']);
  });

  it('plays it with news beside it, which makes another run that verifies with both tapes alone', async () => {
    const events = folder.put(
      'news.ndjson',
      textOf([
        '{"type":"news","ts":"1340285400250000000","symbol":"ACME","text":"an upgrade"}',
        '{"type":"news","ts":"1340285400250000001","symbol":"OTHER","text":"not ours"}',
      ]),
    );
    const made = await tapedeck(['convert', events, '-o', folder.of('news')]);
    expect(made.code).toBe(0);
    const [tape, news, file] = [folder.of('tape'), folder.of('news'), folder.of('both.tapedeck')];
    const alone = await tapedeck(['run', tape]);
    const both = await tapedeck(['run', tape, '--beside', news, '--save', file]);
    expect(both).toMatchObject({ code: 0 });
    const result = JSON.parse(both.out) as {
      digest: string;
      counts: Record<string, number>;
      notes: string[];
    };
    expect(result.counts['news']).toBe(1);
    expect(result.notes.join()).toContain('1 rows of the tape');
    expect(result.digest).not.toBe((JSON.parse(alone.out) as { digest: string }).digest);
    const verified = await tapedeck(['verify', file, '--tape', tape, '--beside', news]);
    expect(verified).toMatchObject({ code: 0 });
    const missing = await tapedeck(['verify', file, '--tape', tape]);
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.out).toContain('needs the tape');
  });

  it('inspects it', async () => {
    const printed = await tapedeck(['inspect', folder.of('tape'), '--check']);
    expect(printed).toMatchObject({ code: 0, err: 'All 1 blocks are what their hashes say.\n' });
    expect(printed.out).toMatch(/^name +small$/m);
    expect(printed.out).toMatch(/^licence +ours; not for redistribution$/m);
    expect(printed.out).toContain(hash);
    const json = await tapedeck(['inspect', folder.of('tape/tape.json'), '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ hash, name: 'small' });
  });

  it('replays it to the book that it came from, at any depth', async () => {
    const replay = (levels: string): ReturnType<typeof tapedeck> =>
      tapedeck(['replay', folder.of('tape'), '--levels', levels, '--book-csv', '-']);
    expect(await replay('2')).toMatchObject({ code: 0, out: textOf(book) });
    expect((await replay('1')).out).toBe(textOf(book.map((row) => row.split(',').slice(0, 4).join(','))));
    expect((await replay('3')).out).toBe(textOf(book.map((row) => `${row},9999999999,0,-9999999999,0`)));
    const nowhere = await tapedeck(['replay', folder.of('tape'), '--book-csv', '-', '--instrument', '1']);
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/^E-REPLAY-03/) as unknown });
  });

  it('imports nothing of a pair that does not fit', async () => {
    const broken = folderForTest();
    const pair = [broken.put(messageName, textOf(messages)), broken.put(bookName, textOf(book.slice(1)))];
    const printed = await tapedeck(['convert', ...pair, '-o', broken.of('tape')]);
    expect(printed).toMatchObject({ code: 1, out: '' });
    expect(printed.err).toMatch(/^E-TAPE-\d+: /);
    expect(existsSync(broken.of('tape'))).toBe(false);
  });

  it('runs, shares and verifies', async () => {
    const manifest = folder.put('m.json', JSON.stringify({ version: 1, tape: { hash, name: 'small' } }));
    const tape = ['--tape', folder.of('tape')];
    const outputs = ['--reports', folder.of('reports'), '--save', folder.of('run.tapedeck'), '--link'];
    const ran = await tapedeck(['run', manifest, ...tape, ...outputs]);
    expect(ran.code).toBe(0);
    const result = JSON.parse(ran.out) as {
      digest: string;
      reportCount: number;
      counts: Record<string, number>;
    };
    expect(result).toMatchObject({ version: 1, tape: hash, counts: { accepted: 3, trade: 2, cancelled: 1 } });
    const reports = readFileSync(folder.of('reports'), 'utf8').trimEnd().split('\n');
    expect(reports).toHaveLength(result.reportCount);

    const link = ran.err.trim();
    const verified = `Verified: ${result.reportCount} reports, digest ${result.digest}.\n`;
    for (const shared of [
      link,
      `https://example.org/deck/${link}`,
      folder.of('run.tapedeck'),
      folder.put('link.txt', link),
    ]) {
      expect(await tapedeck(['verify', shared, ...tape])).toMatchObject({ code: 0, out: verified, err: '' });
      expect(JSON.parse((await tapedeck(['run', shared, ...tape])).out)).toEqual(result);
    }

    const verdictOf = async (shared: string, words = tape): Promise<[number, string]> => {
      const { code, out } = await tapedeck(['verify', shared, ...words]);
      expect(out).toMatch(/^[^\n]+\n$/);
      return [code, out];
    };
    const tampered = link.replace(/;d=./, (d) => (d.endsWith('0') ? ';d=1' : ';d=0'));
    expect(await verdictOf(tampered)).toEqual([
      1,
      expect.stringMatching(/^Differs in reports 0–\d+: claimed/),
    ]);
    expect(await verdictOf(link, [])).toEqual([2, expect.stringMatching(/^Cannot verify \(tapeMissing\)/)]);
    expect(await verdictOf(link.slice(0, 150))).toEqual([
      2,
      expect.stringMatching(/^Cannot verify \(truncated\): .*149 of/),
    ]);
    expect(await verdictOf(link.replace('#v1', '#v9'))).toEqual([
      2,
      expect.stringMatching(/\(newerVersion\)/),
    ]);
    expect(await verdictOf(link.replace(hash, 'ab'.repeat(32)))).toEqual([
      2,
      expect.stringMatching(/\(tapeOther\)/),
    ]);
    expect(await verdictOf(manifest)).toEqual([2, expect.stringMatching(/\(malformed\)/)]);
    expect(await verdictOf(folder.of('nowhere'))).toEqual([
      2,
      expect.stringMatching(/\(malformed\).*no such file/),
    ]);
    const moved = link.replace(/;e=[0-9a-f]{16}/, ';e=0123456789abcdef');
    expect(await verdictOf(moved)).toEqual([0, expect.stringMatching(/^Same result with this engine/)]);
  });

  it('refuses a tape whose rows were changed', async () => {
    const other = folderForTest();
    const rows = readFileSync(folder.of('tape/rows.parquet'));
    const first = rows.indexOf(Buffer.from([100, 0, 0, 0]));
    rows[first] = 101;
    other.put('rows.parquet', rows);
    other.put('tape.json', readFileSync(folder.of('tape/tape.json')));
    const printed = await tapedeck(['replay', other.path, '--book-csv', '-']);
    expect(printed).toMatchObject({ code: 1, out: '' });
    expect(printed.err).toMatch(/^E-TAPE-0[345]: /);
  });
});

describe('without a tape', () => {
  const manifest = JSON.stringify({
    version: 1,
    instruments: [{ symbol: 'A', selfTrade: 'cancelOld' }],
    accounts: [{ id: 1, cash: '1000' }],
    commands: [{ op: 'new', ts: 1, id: 1, side: 'buy', price: 10, lots: 5, account: 1 }],
  });

  it('runs a manifest from standard input, with a log', async () => {
    const folder = folderForTest();
    const log = folder.put('log', '{"op":"new","ts":2,"id":2,"side":"sell","price":10,"lots":2}\n');
    const ran = await tapedeck(['run', '-', '--log', log, '--save', folder.of('r')], [Buffer.from(manifest)]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toMatchObject({
      tape: null,
      eventCount: 2,
      counts: { accepted: 2, fill: 1 },
    });
    expect((await tapedeck(['verify', folder.of('r')])).code).toBe(0);
    const tampered = folder.put('t', readFileSync(folder.of('r'), 'utf8').replace('"lots":2', '"lots":3'));
    expect(await tapedeck(['verify', tampered])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Differs in/) as unknown,
    });
  });

  it('refuses a wrong manifest with its path', async () => {
    const printed = await tapedeck(['run', '-'], [Buffer.from(manifest.replace('"cash"', '"money"'))]);
    expect(printed).toMatchObject({ code: 1, err: expect.stringContaining('accounts[0].money') as unknown });
  });
});

/** The members of a small zip, read from its directory: independent of the project's own reader. */
function membersOf(zip: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const header = zip.readUInt32LE(at + 42);
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const packed = zip.subarray(start, start + size);
    const name = zip.toString('latin1', at + 46, at + 46 + nameLength);
    members.set(name, zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return members;
}

const plainEnds = (text: string): string => text.replaceAll('\r\n', '\n');

describe('real books, every row of every level', () => {
  const replayOf = async (inputs: readonly string[], levels: number): Promise<string> => {
    const folder = folderForTest();
    expect((await tapedeck(['convert', ...inputs, '-o', folder.of('tape')])).err).not.toMatch(/^E-/);
    const csv = folder.of('book.csv');
    const printed = await tapedeck([
      'replay',
      folder.of('tape'),
      '--levels',
      String(levels),
      '--book-csv',
      csv,
    ]);
    expect(printed).toMatchObject({ code: 0, out: '' });
    return readFileSync(csv, 'utf8');
  };

  it.each([1, 5])('AMZN level %i', async (levels) => {
    const file = `lobster/LOBSTER_SampleFile_AMZN_2012-06-21_${levels}.zip`;
    if (isAbsent(file)) return;
    const members = membersOf(readFileSync(realData(file)));
    const [, source] = [...members].find(([name]) => name.includes('orderbook'))!;
    expect((await replayOf([realData(file)], levels)) === plainEnds(source.toString('latin1'))).toBe(true);
  });

  it('AMZN: orders taken out fill as in history under every policy', async () => {
    const file = 'lobster/LOBSTER_SampleFile_AMZN_2012-06-21_1.zip';
    if (isAbsent(file)) return;
    const folder = folderForTest();
    await tapedeck(['convert', realData(file), '-o', folder.of('tape')]);
    const asked = ['substitute', folder.of('tape'), '--orders', '40', '--cancelled', '--json'];
    const { code, out } = await tapedeck(asked);
    expect(code).toBe(0);
    type Outcome = { policy: string; tried: number; equal: number; differing: { passedOver: boolean }[] };
    const outcomes = JSON.parse(out) as Outcome[];
    expect(outcomes.map(({ policy }) => policy)).toEqual(['none', 'consume', 'rematch']);
    for (const { tried, equal, differing } of outcomes) {
      expect(tried).toBe(40);
      // Of the 4478 executed orders of the day two were passed over; the seed draws one of them.
      expect(equal).toBe(39);
      expect(differing).toMatchObject([{ passedOver: true }]);
    }
    expect((await tapedeck([...asked, '--policy', 'hope'])).err).toMatch(/^E-CLI-04: --policy must be/);
  });

  it('AAPL level 10', async () => {
    const names = ['message', 'orderbook'].map((part) => join('lobster', `AAPL_${part}_10.csv`));
    if (names.some(isAbsent)) return;
    const replayed = await replayOf(names.map(realData), 10);
    const source = plainEnds(readFileSync(realData(names[1]!), 'latin1'));
    expect(replayed).toBe(source.endsWith('\n') ? source : `${source}\n`);
  });
});
