/**
 * Tapes too large to hold, in the page: one that stays at its host and is fetched in ranges, the same from a host that
 * sends whole files only, and the same as files of one's own. What leaves the host is counted there.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, tapePortOf } from '../../src/sim';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { openTape } from '../../src/tape/tape';
import { bufferOf } from '../../src/worker/buffer';
import { platformSha256 } from '../../src/worker/platform-sha256';
import { writeLongTape } from '../bench/flow/long-tape';
import { startRangeHost, type RangeHost } from '../worker/range-host';
import { core } from '../sim/core-module';
import { expect, openDeck, PREFIX, test } from './page';

const BLOCKS = 17;
const NAME = 'long one';
let folder = '';
let digest = '';
let host: RangeHost;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ address }) => {
  folder = mkdtempSync(join(tmpdir(), 'tapedeck-stream-page-'));
  // A millisecond a row: the first block lasts a minute.
  const manifest = await writeLongTape(folder, {
    ...{ blocks: BLOCKS, seed: 8, firstNs: 0n, stepNs: 1_000_000, name: NAME },
  });
  const rows = new Uint8Array(readFileSync(join(folder, 'rows.parquet')));
  const port = await tapePortOf(openTape(manifest, bufferOf(rows), platformSha256), {
    commandsPerRow,
    packBlock,
  });
  const run = await Run.open(core, parseManifest({ version: 1, tape: { hash: port.hash } }), port, []);
  await run.playTo(run.endNs, Infinity);
  ({ digest } = run.engine.runDigest());
  host = await startRangeHost({ folder, prefix: `${PREFIX}tapes/long/`, behind: new URL(address).origin });
});
test.afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const pageAddress = (): string => new URL(PREFIX, host.url).href;
const rowsSent = (): number => host.sent.get('rows.parquet') ?? 0;

async function plays(page: Page): Promise<void> {
  await expect(page.getByRole('banner')).toContainText(NAME, { timeout: 60_000 });
  await expect(page.getByTestId('event')).toContainText(/[1-9]/);
}

async function endsWithItsDigest(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Position in the run' }).press('End');
  await expect(page.getByTestId('digest')).toHaveText(digest, { timeout: 60_000 });
}

test('a tape at a host plays after its first ranges, and is kept when that is asked for', async ({
  page,
  troubles,
}) => {
  await openDeck(page, pageAddress(), '#v1;tape=tapes/long/');
  await plays(page);
  expect(rowsSent()).toBeLessThan(10_000_000);
  await page.getByRole('tab', { name: 'Tape' }).click();
  await expect(page.getByText('fetched from its host as it plays')).toBeVisible();
  await endsWithItsDigest(page);
  const played = rowsSent();
  await page.getByRole('button', { name: 'Cut, repair, terms… in the library' }).click();
  const tape = page.getByRole('region', { name: `Tape ${NAME}` });
  await tape.getByRole('button', { name: 'Keep in this browser' }).click();
  await expect(tape.getByRole('button', { name: `Delete ${NAME}` })).toBeVisible({ timeout: 60_000 });
  const size = readFileSync(join(folder, 'rows.parquet')).length;
  // Once, and the footer for what the library shows.
  expect(rowsSent() - played).toBeGreaterThanOrEqual(size);
  expect(rowsSent() - played).toBeLessThan(size + 200_000);
  expect(troubles).toEqual([]);
});

test('a host that sends whole files only is waited for, and the page says so', async ({ page, troubles }) => {
  host.ignoresRanges = true;
  await openDeck(page, pageAddress(), '#v1;tape=tapes/long/');
  await plays(page);
  host.ignoresRanges = false;
  await page.getByRole('tab', { name: 'Tape' }).click();
  await expect(page.getByRole('tabpanel').getByText('Its host sends no parts of files')).toBeVisible();
  expect(troubles).toEqual([]);
});

test('the same tape as files of one’s own', async ({ page, address, troubles }) => {
  await openDeck(page, address);
  const files = ['tape.json', 'rows.parquet'].map((name) => join(folder, name));
  await page.locator('input[type=file]').first().setInputFiles(files);
  await plays(page);
  await endsWithItsDigest(page);
  expect(troubles).toEqual([]);
});
