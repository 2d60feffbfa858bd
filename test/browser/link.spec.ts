/**
 * A link made in one browser and opened in another: verified; with another digest: differs; with another tape: cannot
 * verify. The tape is a file of one's own, so whoever opens the link is asked for it.
 */
import type { Page } from '@playwright/test';
import { expectVerified, openElsewhere, shareLink } from './elsewhere';
import { expect, openDeck, test } from './page';
import { chooseFiles, lobsterPair, playPair } from './fixture';

async function makeLink(page: Page, address: string): Promise<string> {
  await openDeck(page, address);
  await playPair(page);
  return shareLink(page);
}

const asked = (page: Page) => page.getByRole('dialog', { name: 'Choose the tape of this link' });
const chip = (page: Page) => page.locator('[data-verdict]');

test('Copy link puts the link into the clipboard', async ({ page, address, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const link = await makeLink(page, address);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied ✓' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
});

test('a link opens elsewhere, asks for its file and is verified', async ({ page, address, browser }) => {
  const link = await makeLink(page, address);
  const other = await openElsewhere(browser, link);
  await expect(asked(other)).toBeVisible();
  await chooseFiles(other, lobsterPair());
  await expect(asked(other)).toBeHidden();
  await expectVerified(other);
  await expect(other.getByRole('region', { name: 'From a link' })).toContainText('claim');
  await other.context().close();
});

test('a link to a sample opens by itself, verifies in the background and plays meanwhile', async ({
  page,
  address,
  browser,
}) => {
  await openDeck(page, address);
  const other = await openElsewhere(browser, await shareLink(page));
  await expect(other.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expectVerified(other);
  await chip(other).click();
  await expect(other.getByRole('dialog', { name: 'Verification' })).toContainText('Claimed digest');
  await other.context().close();
});

test('another digest differs, and the page names the reports', async ({ page, address, browser }) => {
  const link = await makeLink(page, address);
  const tampered = link.replace(/;d=([0-9a-f])/, (_, digit: string) => `;d=${digit === '0' ? '1' : '0'}`);
  expect(tampered).not.toBe(link);
  const other = await openElsewhere(browser, tampered);
  await expect(asked(other)).toBeVisible();
  await chooseFiles(other, lobsterPair());
  await expect(chip(other)).toHaveAttribute('data-verdict', 'differs');
  await expect(chip(other)).toContainText(/differs in reports [\d,]+–[\d,]+/);
  await other.context().close();
});

test('another tape cannot verify', async ({ page, address, browser }) => {
  const link = await makeLink(page, address);
  const other = await openElsewhere(browser, link);
  await expect(asked(other)).toBeVisible();
  await chooseFiles(other, lobsterPair(2));
  await expect(asked(other)).toContainText('another tape');
  await expect(chip(other)).toHaveAttribute('data-verdict', 'cannotVerify');
  await other.getByRole('button', { name: 'Not now' }).click();
  await expect(asked(other)).toBeHidden();
  await other.context().close();
});

test('a link cut short says so and the page still plays', async ({ page, address, browser }) => {
  const link = await makeLink(page, address);
  const other = await openElsewhere(browser, link.slice(0, link.length - 40));
  await expect(other.getByRole('group', { name: /E-LINK-truncated/ })).toBeVisible();
  await other.context().close();
});

test('a changed address is opened without a reload', async ({ page, address }) => {
  const link = await makeLink(page, address);
  await page.keyboard.press('Escape');
  await page.evaluate((hash) => {
    location.hash = hash;
  }, new URL(link).hash);
  await expect(chip(page)).toHaveAttribute('data-verdict', 'verified');
});
