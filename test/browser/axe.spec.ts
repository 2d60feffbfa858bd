/**
 * Anybody can use the page: no serious or critical violation that axe finds, in both themes and every palette, on a desk
 * and on a phone, in every dialog; and nothing is cut off or too small for a finger at 360 px.
 */
import type { Page } from '@playwright/test';
import { seriousFaults } from './faults';
import { expect, openDeck, test } from './page';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
];

async function openPaused(page: Page, address: string): Promise<void> {
  await openDeck(page, address);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

/** Each dialog, and how a person gets it on a desk and on a phone. */
async function openDialog(page: Page, name: string): Promise<void> {
  if (name === 'Share this run') await page.getByRole('button', { name: 'Share' }).click();
  else if (name === 'Verification') await page.locator('[data-verdict]').click();
  else if (name === 'Samples') await page.keyboard.press('s');
  else if (name === 'Tour') await page.getByRole('button', { name: 'Take the tour' }).click();
  else await page.getByRole('button', { name: 'Settings' }).click();
  if (name === 'Help' || name === 'Glossary')
    await page.getByRole('button', { name: 'Help, tour, glossary' }).click();
  if (name === 'Glossary') await page.getByRole('button', { name: 'Glossary' }).click();
  await expect(page.getByRole('dialog', { name })).toBeVisible();
  if (name === 'Share this run') await page.getByText('Embed in a page of yours').click({ timeout: 60_000 });
}

const DIALOGS = ['Tour', 'Settings', 'Help', 'Glossary', 'Samples', 'Share this run', 'Verification'];

const LOOKS = [
  { theme: 'light', palette: 'standard' },
  { theme: 'light', palette: 'classic' },
  { theme: 'light', palette: 'contrast' },
  { theme: 'dark', palette: 'classic' },
  { theme: 'dark', palette: 'contrast' },
];

async function setLook(page: Page, look: Record<string, string>): Promise<void> {
  await page.evaluate((data) => void Object.assign(document.documentElement.dataset, data), look);
}

for (const viewport of SIZES) {
  test(`axe finds nothing serious: ${viewport.width} px`, async ({ page, address }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await openPaused(page, address);
    expect(await seriousFaults(page, 'all')).toEqual([]);
    for (const look of LOOKS) {
      await setLook(page, look);
      expect(await seriousFaults(page, 'contrast'), JSON.stringify(look)).toEqual([]);
    }
  });

  test(`axe finds nothing serious in any dialog: ${viewport.width} px`, async ({ page, address }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await openPaused(page, address);
    for (const name of DIALOGS) {
      await setLook(page, { theme: 'dark', palette: 'standard' });
      await openDialog(page, name);
      const within = name === 'Tour' ? '[aria-label=Tour]' : 'dialog';
      expect(await seriousFaults(page, 'all', within), name).toEqual([]);
      await setLook(page, { theme: 'light' });
      expect(await seriousFaults(page, 'contrast', within), `${name}, light`).toEqual([]);
      const overflow = await page.evaluate((selector) => {
        const box = document.querySelector(selector);
        return box === null ? NaN : box.scrollWidth - box.clientWidth;
      }, within);
      expect(overflow, name).toBeLessThanOrEqual(0);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });
}

test('nothing is wider than a phone', async ({ page, address }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openDeck(page, address);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
