/** `convert --every`: a folder that grows is converted again, an error ends nothing, and no change means no work. */
import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { folderForTest, tapedeck } from './console';

const trades = (day: number): string =>
  `time,price,size\n2024-01-0${day}T10:00:00Z,1.5,2\n2024-01-0${day}T10:00:01Z,1.6,3\n`;
const rowsOf = (path: string): string => (JSON.parse(readFileSync(path, 'utf8')) as { rows: string }).rows;

describe('convert --every', () => {
  it('converts when a file is new or changed, goes on after an error, and stops when asked', async () => {
    const folder = folderForTest();
    const inbox = folderForTest();
    inbox.put('ACME_1.csv', trades(2));
    const seen: string[] = [];
    const look = (): void => void seen.push(rowsOf(folder.of('tape/tape.json')));
    const printed = await tapedeck(
      ['convert', inbox.path, '-o', folder.of('tape'), '--every', '10m'],
      [],
      [
        look,
        () => {
          look();
          inbox.put('ACME_2.csv', trades(3));
        },
        () => {
          look();
          inbox.put('ACME_3.csv', 'time,price,size\n2024-01-04T10:00:00Z,one,2\n');
        },
        () => {
          look();
          inbox.put('ACME_3.csv', trades(4));
          utimesSync(inbox.of('ACME_3.csv'), 1, 1);
        },
      ],
    );
    expect(seen).toEqual(['2', '2', '4', '4']);
    expect(rowsOf(folder.of('tape/tape.json'))).toBe('6');
    expect(printed.out.trim().split('\n')).toHaveLength(3);
    expect(printed.err).toMatch(/E-TAPE-11: ACME_3\.csv, row 2, .*The tape that was there is as it was/);
    expect(printed.code).toBe(0);
  });

  it('waits for files that are not there yet, and says at the end that there is no tape', async () => {
    const folder = folderForTest();
    const words = [
      'convert',
      folder.of('soon.csv'),
      '-o',
      folder.of('tape'),
      '--every',
      '1s',
      '--rounds',
      '2',
    ];
    const printed = await tapedeck(words, [], [() => undefined, () => undefined]);
    expect(printed.code).toBe(1);
    expect(printed.err.match(/E-FILE-01/g)).toHaveLength(1);
    expect(existsSync(folder.of('tape'))).toBe(false);
  });

  it.each(['0s', '5', '10 m', '99999d', '-1s'])('refuses %s', async (time) => {
    const printed = await tapedeck(['convert', 'a.csv', '-o', 'x', `--every=${time}`]);
    expect([printed.code, printed.err]).toEqual([2, expect.stringContaining('E-CLI-04')]);
  });

  it('refuses standard input', async () => {
    expect((await tapedeck(['convert', '-', '-o', 'x', '--every', '1s'])).code).toBe(2);
  });
});
