/** `join`: a list over tapes of single days, checked, cut and played like any other tape. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LONG_BLOCK_ROWS, writeLongTape } from '../bench/flow/long-tape';
import { folderForTest, tapedeck } from './console';

it('lists days as one tape that replays like the merged one, and names no tape outside its folder', async () => {
  const folder = folderForTest();
  const week = join(folder.path, 'week');
  mkdirSync(week);
  const days = ['mon', 'tue'].map((name) => join(week, name));
  for (const [index, day] of days.entries()) {
    const firstNs = BigInt(index) * 86_400_000_000_000n;
    await writeLongTape(day, { blocks: 1, seed: index, firstNs, stepNs: 1000, name: day });
  }
  const joined = await tapedeck(['join', ...days.toReversed(), '-o', week, '--name', 'week']);
  expect(joined).toMatchObject({ code: 0 });
  const json = JSON.parse(readFileSync(join(week, 'tape.json'), 'utf8')) as {
    hash: string;
    parts: unknown[];
  };
  expect(joined.out.trim()).toBe(json.hash);
  expect(json.parts).toMatchObject([{ file: 'mon/rows.parquet' }, { file: 'tue/rows.parquet' }]);
  expect(await tapedeck(['inspect', week, '--check'])).toMatchObject({ code: 0 });
  const merged = join(folder.path, 'merged');
  expect(await tapedeck(['merge', ...days, '-o', merged])).toMatchObject({ code: 0 });
  const digestOf = async (place: string): Promise<unknown> => {
    const { out } = await tapedeck(['run', place]);
    const { digest, eventCount } = JSON.parse(out) as { digest: string; eventCount: number };
    return { digest, eventCount };
  };
  const digest = await digestOf(week);
  // Two rows more: each side of the book is emptied before the second day.
  expect(digest).toMatchObject({ eventCount: 2 * LONG_BLOCK_ROWS + 2 });
  expect(digest).toEqual(await digestOf(merged));
  const outside = await tapedeck(['join', ...days, '-o', merged]);
  expect(outside.code).not.toBe(0);
  expect(outside.err).toContain('does not lie below');
});
