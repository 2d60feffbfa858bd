/**
 * What a person chooses: it shows at once everywhere, is remembered, and never reaches the run. Glossary and tour, with
 * and without the elements they speak of.
 */
import type { Page } from '@playwright/test';
import { expect, keepSettings, openDeck, test } from './page';
import { playPair } from './fixture';
import { settledText } from './settled';

async function openPaused(page: Page, address: string): Promise<void> {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Choose file…' })).toBeVisible();
  await playPair(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('slider', { name: 'Position in the run' }).press('Home');
  await expect(page.getByTestId('clock')).toHaveText('09:30:00');
}

test.use({ timezoneId: 'Asia/Kolkata' });

test('one switch changes every time on the page', async ({ page, address }) => {
  await keepSettings(page);
  await openPaused(page, address);
  const before = await page.getByTestId('digest').innerText();
  await page.getByRole('slider', { name: 'Position in the run' }).press('ArrowRight');
  await expect(page.getByTestId('clock')).toHaveText('09:30:10');
  // The clock goes ahead to where the run is on its way to.
  await expect(page.getByTestId('digest')).not.toHaveText(before);
  const hours = async (): Promise<string[]> => [
    await page.getByTestId('clock').innerText(),
    await page.getByRole('tabpanel').locator('tbody td').first().innerText(),
    await page.getByRole('region', { name: 'Events' }).locator('li .mono').last().innerText(),
    (await page.getByRole('slider').getAttribute('aria-valuetext')) ?? '',
  ];
  const digest = await settledText(page.getByTestId('digest'));
  const zone = page.getByTestId('zone');
  await expect(zone).toContainText('exchange');
  for (const text of await hours()) expect(text).toMatch(/^09:30/);
  // New York in winter: five hours behind UTC, ten and a half behind India.
  await zone.click();
  await expect(zone).toHaveText('UTC');
  for (const text of await hours()) expect(text).toMatch(/^14:30/);
  await zone.click();
  await expect(zone).toContainText('local');
  for (const text of await hours()) expect(text).toMatch(/^20:00/);
  await expect(page.getByTestId('digest')).toHaveText(digest);
  await page.reload();
  await expect(page.getByTestId('zone')).toContainText('local');
});

test('numbers follow the chosen style, in tables and in the ladder', async ({ page, address }) => {
  await keepSettings(page);
  await openPaused(page, address);
  await page.getByRole('slider', { name: 'Position in the run' }).press('End');
  const touch = page.getByRole('region', { name: 'Touch and spread' });
  await expect(touch).toContainText(/\d\.\d\d/);
  await page.keyboard.press(',');
  await page.getByRole('radio', { name: '1.234,5' }).check({ force: true });
  await page.keyboard.press('Escape');
  await expect(touch).toContainText(/\d,\d\d/);
  await expect(touch).not.toContainText(/\d\.\d\d/);
  const prices = await page
    .getByRole('table', { name: 'Order book by price' })
    .locator('td.p')
    .allInnerTexts();
  for (const price of prices.filter((text) => /\d/.test(text))) expect(price).toMatch(/\d+,\d\d/);
});

test('settings stand on the root element, outlive a reload, and go back to the defaults', async ({
  page,
  address,
}) => {
  await keepSettings(page);
  await openDeck(page, address);
  const root = page.locator('html');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'High contrast' }).check({ force: true });
  await page.getByRole('radio', { name: 'Reduced' }).check({ force: true });
  await expect(root).toHaveAttribute('data-palette', 'contrast');
  await page.reload();
  await expect(root).toHaveAttribute('data-palette', 'contrast');
  await expect(root).toHaveAttribute('data-motion', 'reduced');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Use the defaults' }).click();
  await expect(root).toHaveAttribute('data-palette', 'standard');
});

test('a term explains itself beside its label, and Esc puts the card away', async ({ page, address }) => {
  await keepSettings(page);
  await openDeck(page, address);
  const touch = page.getByRole('region', { name: 'Touch and spread' });
  const term = touch.getByRole('button', { name: 'Spread' });
  await term.focus();
  await page.keyboard.press('Enter');
  const card = page.getByRole('note');
  await expect(card).toContainText('Best ask minus best bid');
  await expect(card).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(term).toBeFocused();
});

test('the glossary finds a term', async ({ page, address }) => {
  await keepSettings(page);
  await openDeck(page, address);
  await page.locator('body').press('i');
  const dialog = page.getByRole('dialog', { name: 'Glossary' });
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('imbal');
  await expect(dialog.locator('dt').first()).toHaveText('imbalance');
  await page.keyboard.type('zzz');
  await expect(dialog).toContainText('No term holds');
});

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
]) {
  test(`the tour is offered, goes by keyboard alone, and is offered once: ${viewport.width} px`, async ({
    page,
    address,
    troubles,
  }) => {
    await page.setViewportSize(viewport);
    await openDeck(page, address);
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    const offer = page.getByRole('region', { name: 'First visit' });
    await offer.getByRole('button', { name: 'Take the tour' }).focus();
    await page.keyboard.press('Enter');
    const card = page.getByRole('dialog', { name: 'Tour' });
    const count = Number(/\/ (\d+)/.exec(await card.innerText())?.[1]);
    expect(count).toBeGreaterThanOrEqual(7);
    for (let step = 1; step <= count; step += 1) {
      await expect(card).toContainText(`${step} / ${count}`);
      await expect(card).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Enter');
    }
    await expect(card).toBeHidden();
    await page.reload();
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await expect(offer).toBeHidden();
    expect(troubles).toEqual([]);
  });
}

test('Esc ends the tour, and Help starts it again', async ({ page, address }) => {
  await keepSettings(page);
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.locator('body').press('?');
  await page.getByRole('button', { name: 'Tour of two minutes' }).click();
  const card = page.getByRole('dialog', { name: 'Tour' });
  await expect(card).toContainText('1 /');
  await page.keyboard.press('ArrowRight');
  await expect(card).toContainText('2 /');
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
});
