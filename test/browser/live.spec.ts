/**
 * Live sources in the page: nothing is asked before consent, a local venue is watched and recorded, and the recording
 * opens as a tape with the venue's last touch. The page is served with the policy of an environment that names that venue.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { pageRules, parseEnvironment, policyForPage } from '../../tools/environment.mjs';
import { startServer } from '../../tools/serve.mjs';
import { BinanceVenue } from '../live/binance-venue';
import { expect, keepSettings, openDeck, PREFIX, test } from './page';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const production = readFileSync(new URL('../../deploy/production.json', import.meta.url), 'utf8');

/** The page as it would be, were it built for a place whose only source is this venue. */
async function servedFor({ rest, socket }: BinanceVenue): Promise<{ url: string; close(): Promise<void> }> {
  const source = { id: 'local', adapter: 'binance', label: 'Local venue', rest, socket };
  const environment = parseEnvironment(
    JSON.stringify({ ...JSON.parse(production), liveSources: [source] }),
    'test',
  );
  const policy = policyForPage(pageRules(environment)).replaceAll("'", '&#39;');
  const folder = mkdtempSync(join(tmpdir(), 'tapedeck-live-'));
  for (const name of readdirSync(dist)) symlinkSync(join(dist, name), join(folder, name));
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const put = (name: string, text: string): void => {
    rmSync(join(folder, name));
    writeFileSync(join(folder, name), text);
  };
  put(
    'index.html',
    html.replace(
      /(http-equiv="Content-Security-Policy" content=")[^"]+/,
      (_all, before: string) => before + policy,
    ),
  );
  put('live.json', JSON.stringify(environment.liveSources));
  const server = await startServer({ folder, prefix: PREFIX });
  const close = async (): Promise<void> => {
    await server.close();
    rmSync(folder, { recursive: true });
  };
  return { url: server.url, close };
}

async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const isGone = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await isGone;
  await page.close();
}

/** Bytes of recordings that lie in the browser's files. */
const keptBytes = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('tapedeck');
    const folder = await store.getDirectoryHandle('recordings', { create: true });
    let bytes = 0;
    for await (const file of (
      folder as unknown as { values(): AsyncIterable<FileSystemFileHandle> }
    ).values())
      bytes += (await file.getFile()).size;
    return bytes;
  });

async function openLive(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Live/ }).first().click();
  await expect(page.getByRole('dialog', { name: 'Live' })).toBeVisible();
  await expect(page.getByLabel('Source')).toBeVisible();
}

test.describe('with a local venue', () => {
  let venue: BinanceVenue;
  let site: Awaited<ReturnType<typeof servedFor>>;
  test.beforeEach(async ({ page }) => {
    venue = new BinanceVenue('XYUSDT', false, 3);
    await venue.start();
    site = await servedFor(venue);
    await keepSettings(page);
  });
  test.afterEach(async () => {
    await site.close();
    await venue.stop();
  });

  test('consent, watching, a cut, recording, and a tape that ends with the venue’s touch', async ({
    page,
    troubles,
  }) => {
    await openDeck(page, site.url);
    await openLive(page);
    const dialog = page.getByRole('dialog', { name: 'Live' });
    await expect(dialog.getByRole('button', { name: 'Connect' })).toBeDisabled();
    await page.getByLabel('Symbol').fill('xyusdt');
    await dialog.getByRole('button', { name: /^Allow/ }).click();
    expect([venue.connects, venue.requests.length]).toEqual([0, 0]);
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await expect.poll(() => venue.connections.length).toBe(1);
    venue.say(...venue.move());
    await expect(dialog.getByRole('group', { name: 'Connection' })).toContainText('XYUSDT Live');
    await dialog.getByRole('button', { name: 'Record' }).click();
    await expect(page.getByTestId('recording')).toBeVisible();
    for (let i = 0; i < 30; i++) venue.say(...venue.move());
    await expect(page.getByTestId('live-messages')).toHaveText('93');
    for (const connection of venue.connections) connection.cut();
    venue.move();
    await expect.poll(() => venue.connects, { timeout: 30_000 }).toBe(2);
    await expect.poll(() => venue.connections.length).toBe(1);
    const before = venue.snapshots.length;
    venue.say(...venue.move());
    await expect(page.getByTestId('live-gaps')).toHaveText('1');
    await expect.poll(() => venue.snapshots.length).toBeGreaterThan(before);
    venue.say(...venue.move());
    await expect(page.getByTestId('live-messages')).toHaveText('99');
    await expect(dialog.getByRole('group', { name: 'Connection' })).toContainText('XYUSDT Live');
    const bid = (Math.max(...venue.bids.keys()) / 100).toFixed(2);
    const ask = (Math.min(...venue.asks.keys()) / 100).toFixed(2);
    const touch = dialog.getByRole('table', { name: 'Live book' }).locator('tr.touch');
    await expect(touch.first()).toContainText(ask);
    await expect(touch.last()).toContainText(bid);
    await dialog.getByRole('button', { name: 'Stop and open the tape' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('banner')).toContainText('XYUSDT-local-');
    await page.getByRole('slider').first().press('End');
    const panel = page.getByRole('region', { name: 'Touch and spread' });
    await expect(panel).toContainText(bid);
    await expect(panel).toContainText(ask);
    // a connection that was cut is told by the browser itself
    expect(troubles.filter((text) => !text.includes('WebSocket'))).toEqual([]);
  });

  test('a page that is killed while it records: the next visit has the recording, and it makes a tape', async ({
    context,
  }) => {
    const page = await context.newPage();
    await keepSettings(page);
    await openDeck(page, site.url);
    await openLive(page);
    const dialog = page.getByRole('dialog', { name: 'Live' });
    await page.getByLabel('Symbol').fill('xyusdt');
    await dialog.getByRole('button', { name: /^Allow/ }).click();
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await expect.poll(() => venue.connections.length).toBe(1);
    venue.say(...venue.move());
    await dialog.getByRole('button', { name: 'Record' }).click();
    await expect(page.getByTestId('recording')).toBeVisible();
    for (let i = 0; i < 30; i++) venue.say(...venue.move());
    await expect(page.getByTestId('live-messages')).toHaveText('93');
    // the last line in the file is the last that was said
    let before = -1;
    await expect
      .poll(async () => {
        const now = await keptBytes(page);
        const isSettled = now > 5000 && now === before;
        before = now;
        return isSettled;
      })
      .toBe(true);
    const bid = (Math.max(...venue.bids.keys()) / 100).toFixed(2);
    await crash(page);

    const next = await context.newPage();
    await openDeck(next, site.url);
    const offer = next.getByRole('region', { name: 'Recovered recording' });
    await expect(offer).toContainText('XYUSDT-local-');
    await offer.getByRole('button', { name: 'Open as a tape' }).click();
    await expect(next.getByRole('banner')).toContainText('XYUSDT-local-');
    await expect(offer).toBeHidden();
    await next.getByRole('slider').first().press('End');
    await expect(next.getByRole('region', { name: 'Touch and spread' })).toContainText(bid);
    // its tape is kept, so nothing of it is left to be offered
    await expect.poll(() => keptBytes(next)).toBe(0);
    await next.close();
  });

  test('nothing is reached that was not allowed, and what was allowed can be taken back', async ({
    page,
  }) => {
    await openDeck(page, site.url);
    await openLive(page);
    const dialog = page.getByRole('dialog', { name: 'Live' });
    await dialog.getByRole('button', { name: /^Allow/ }).click();
    await page.getByLabel('Symbol').fill('XYUSDT');
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await expect.poll(() => venue.connections.length).toBe(1);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await expect.poll(() => venue.connections.length).toBe(0);
    await expect(dialog.getByRole('button', { name: 'Connect' })).toBeDisabled();
    expect(await page.evaluate(() => localStorage.getItem('tapedeck.live.allowed'))).toBe('[]');
  });
});

for (const [width, theme] of [
  [1440, 'dark'],
  [360, 'light'],
] as const) {
  test(`the dialog is whole at ${width} px, ${theme}`, async ({ page, address }) => {
    await keepSettings(page, { theme });
    await page.setViewportSize({ width, height: 800 });
    await openDeck(page, address);
    if (width === 360) await page.locator('[data-tab=open]').click();
    await openLive(page);
    await page.getByLabel('Source').selectOption({ label: 'Polygon' });
    await expect(page.getByLabel('Your key')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(violations).toEqual([]);
    const overflow = await page.evaluate(() => {
      const dialog = document.querySelector('dialog');
      return dialog === null ? 1 : dialog.scrollWidth - dialog.clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
