/**
 * The gallery of samples and a run made by agents: opened by keyboard, played, sent anywhere on its scrubber, shared by a
 * link that another browser verifies without any file.
 */
import type { Page } from '@playwright/test';
import { expectVerified, openElsewhere, shareLink } from './elsewhere';
import { expect, openDeck, test } from './page';
import { settledText } from './settled';

const gallery = (page: Page) => page.getByRole('dialog', { name: 'Samples' });
const slider = (page: Page) => page.getByRole('slider', { name: 'Position in the run' });

async function readEvent(page: Page): Promise<number> {
  const text = await page.getByTestId('event').innerText();
  return Number(/([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
}

async function openQuiet(page: Page): Promise<void> {
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Open Quiet noon' }).press('Enter');
  await expect(gallery(page)).toBeHidden();
  await expect(page.getByRole('banner')).toContainText('Quiet noon');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
}

test('the gallery shows every sample and opens one by keyboard', async ({ page, address, troubles }) => {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('button', { name: 'Samples', exact: true }).click();
  await expect(gallery(page).getByRole('listitem')).toHaveCount(7);
  await expect(gallery(page).getByRole('listitem').filter({ hasText: 'Thin book' })).toContainText('CC0');
  await expect(gallery(page).locator('[aria-current=true]')).toHaveAccessibleName(
    'Open Crash through a shock',
  );
  await page.keyboard.press('Escape');
  await expect(gallery(page)).toBeHidden();
  await openQuiet(page);
  await expect(page.getByRole('banner')).toContainText('SIMULATED');
  expect(troubles).toEqual([]);
});

test('a run made by agents goes anywhere and comes back the same', async ({ page, address, troubles }) => {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await openQuiet(page);
  const before = await readEvent(page);
  await expect.poll(() => readEvent(page)).toBeGreaterThan(before);
  await page.getByRole('button', { name: 'Pause' }).click();
  const digest = page.getByTestId('digest');
  await slider(page).press('End');
  await expect.poll(() => readEvent(page)).toBeGreaterThan(20_000);
  const atEnd = await settledText(digest);
  await slider(page).press('Home');
  // The orders that the agent begins with all have the time of the start.
  const atStart = 280;
  await expect.poll(() => readEvent(page)).toBe(atStart);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(() => readEvent(page)).toBe(atStart + 1);
  await slider(page).press('End');
  await expect(digest).toHaveText(atEnd);
  await expect(
    page.getByRole('table', { name: 'Order book by price' }).getByRole('row').nth(3),
  ).toBeVisible();
  expect(troubles).toEqual([]);
});

test('its link carries all of it: another browser makes it anew and verifies it', async ({
  page,
  address,
  browser,
}) => {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await openQuiet(page);
  const link = await shareLink(page);
  expect(link.length).toBeLessThan(2_000);
  const other = await openElsewhere(browser, link, { viewport: { width: 360, height: 740 } });
  await expectVerified(other);
  await expect(other.getByRole('banner')).toContainText('Quiet noon');
  await expect(other.getByRole('button', { name: 'Pause' })).toBeVisible();
  await other.context().close();
});
