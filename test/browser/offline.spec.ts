/**
 * After the first visit the network is not needed: open, play, seek, SQL, a file of one's own, save, link. And a new version
 * of the page waits until the person reloads.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { startServer } from '../../tools/serve.mjs';
import { readPinned } from '../golden/pinned';
import { playPair } from './fixture';
import { expect, openDeck, PREFIX, test } from './page';

test.use({ serviceWorkers: 'allow' });

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const isInstalled = (page: Page): Promise<boolean> =>
  page.evaluate(() => navigator.serviceWorker.controller !== null);

test('everything works without a network after the first visit', async ({ context, address }) => {
  const first = await context.newPage();
  await openDeck(first, address);
  await expect.poll(() => isInstalled(first)).toBe(true);
  // The query engine comes last, by itself; a visit that never opened its tab has it nevertheless.
  await first.getByRole('button', { name: 'Storage…' }).click();
  await expect(first.getByText('Everything is here for use offline.')).toBeVisible({ timeout: 60_000 });
  await first.close();
  await context.setOffline(true);

  const page = await context.newPage();
  await openDeck(page, address);
  await expect(page.getByTestId('offline')).toBeVisible();
  await page.goto(`${address}#v1;tape=tapes/opening/`);
  await expect(page.getByRole('banner')).toContainText('ACME');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('slider', { name: 'Position in the run' }).press('End');
  await expect(page.getByTestId('digest')).toHaveText(readPinned('digests.json').end.digest);
  await expect(page.getByTestId('saved')).toContainText('127,223');
  await page.getByRole('tab', { name: 'SQL' }).click();
  await expect(page.getByLabel('Table', { exact: true })).toBeVisible({ timeout: 60_000 });
  await page.getByLabel('SQL statement').fill('SELECT count(*) AS trades, sum(lots) AS lots FROM trades');
  await page.getByLabel('SQL statement').press('Control+Enter');
  await expect(page.getByTestId('sql-rows')).toContainText(/30,?554/, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('textbox', { name: 'Link' })).toHaveValue(/#v1;/);
  await page.keyboard.press('Escape');
  await playPair(page);
  await expect(page.getByTestId('saved')).toContainText(/event \d{1,3}$/);
  await page.close();
  const next = await context.newPage();
  await openDeck(next, address);
  await expect(next.getByRole('banner')).toContainText('ACME 2024-01-02 level 2');
});

test('a new version waits for the person, and the run comes back in it', async ({ context }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tapedeck-'));
  cpSync(dist, folder, { recursive: true });
  const server = await startServer({ folder, prefix: PREFIX });
  try {
    const page = await context.newPage();
    await openDeck(page, server.url);
    await expect.poll(() => isInstalled(page)).toBe(true);
    const prompt = page.getByRole('region', { name: 'New version' });
    await expect(prompt).toBeHidden();
    const index = join(folder, 'index.html');
    writeFileSync(index, readFileSync(index, 'utf8').replace('<title>Tapedeck', '<title>Tapedeck 2'));
    const worker = join(folder, 'sw.js');
    writeFileSync(worker, readFileSync(worker, 'utf8').replace(/"version":"\w+"/, '"version":"next"'));
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update().then(() => undefined));
    await expect(prompt).toContainText('Reload after this run');
    await expect(page).toHaveTitle('Tapedeck');
    await page.keyboard.press(' ');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    // Some events may be on their way to the screen: what is saved is where it stands.
    let event = '';
    await expect(async () => {
      event = await page.getByTestId('event').innerText();
      await expect(page.getByTestId('saved')).toHaveText(event, { timeout: 1_000 });
    }).toPass();
    await prompt.getByRole('button', { name: 'Reload' }).click();
    await expect(page).toHaveTitle('Tapedeck 2');
    await expect(page.getByTestId('event')).toHaveText(event);
    await expect(prompt).toBeHidden();
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
