/**
 * Live sources in the page: nothing is asked before consent, a local venue is watched and recorded, and the recording
 * opens as a tape with the venue's last touch. The page is served with the policy of an environment that names that venue.
 */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { pageRules, parseEnvironment, policyForPage } from '../../tools/environment.mjs';
import { BinanceVenue } from '../live/binance-venue';
import { expect, keepSettings, openDeck, test } from './page';

const production = readFileSync(new URL('../../deploy/production.json', import.meta.url), 'utf8');

/** What the page would be, were it built for a place whose only source is this venue. */
async function servedFor(page: Page, { rest, socket }: BinanceVenue): Promise<void> {
  const source = { id: 'local', adapter: 'binance', label: 'Local venue', rest, socket };
  const environment = parseEnvironment(
    JSON.stringify({ ...JSON.parse(production), liveSources: [source] }),
    'test',
  );
  const policy = policyForPage(pageRules(environment)).replaceAll("'", '&#39;');
  await page.route('**/live.json', (route) => route.fulfill({ json: environment.liveSources }));
  await page.route(/\/sub\/path\/$/, async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace(
      /(http-equiv="Content-Security-Policy" content=")[^"]+/,
      (_all, before: string) => before + policy,
    );
    await route.fulfill({ response, body: html });
  });
}

async function openLive(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Live/ }).first().click();
  await expect(page.getByRole('dialog', { name: 'Live' })).toBeVisible();
  await expect(page.getByLabel('Source')).toBeVisible();
}

test.describe('with a local venue', () => {
  let venue: BinanceVenue;
  test.beforeEach(async ({ page }) => {
    venue = new BinanceVenue('XYUSDT', false, 3);
    await venue.start();
    await servedFor(page, venue);
    await keepSettings(page);
  });
  test.afterEach(() => venue.stop());

  test('consent, watching, a cut, recording, and a tape that ends with the venue’s touch', async ({
    page,
    address,
    troubles,
  }) => {
    await openDeck(page, address);
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

  test('nothing is reached that was not allowed, and what was allowed can be taken back', async ({
    page,
    address,
  }) => {
    await openDeck(page, address);
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
