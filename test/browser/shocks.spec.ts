/**
 * Shocks by keyboard: somebody arms, sends a headline, a drought and a burst into the scenario in view; each is said, marked
 * and listed; a rewind takes them back, a replay brings them again, a link carries them and another browser verifies it.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { ScenarioEntry } from '../../src/cli/scenario-entry';
import { goTo, leaveField, tabTo } from './by-keyboard';
import { expectVerified, openElsewhere, shareLink } from './elsewhere';
import { expect, keepSettings, openDeck, test } from './page';
import { settledText } from './settled';

const library = JSON.parse(readFileSync('public/scenarios/index.json', 'utf8')) as ScenarioEntry[];
const linkOf = (name: string): string => library.find((entry) => entry.name === name)!.link;

const form = (page: Page): Locator => page.getByRole('form', { name: 'Shocks' });
const events = (page: Page): Locator => page.getByRole('region', { name: 'Events' });

async function openPaused(page: Page, address: string, name: string): Promise<void> {
  await keepSettings(page, { layout: 'trader' });
  await openDeck(page, address, linkOf(name));
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

test('a person sends shocks by keyboard; rewind, replay and link carry them', async ({
  page,
  address,
  browser,
  troubles,
}) => {
  await openPaused(page, address, 'fat-finger');
  await goTo(page, '14:33:00');
  await page.getByRole('tab', { name: 'Lesson' }).focus();
  await page.keyboard.press('End');
  while ((await page.getByRole('tab', { name: 'Session' }).getAttribute('aria-selected')) !== 'true')
    await page.keyboard.press('ArrowLeft');
  await expect(form(page)).toBeHidden();
  const send = form(page).getByRole('button', { name: 'Send shock' });

  // Not before somebody arms.
  await tabTo(page, 'Arm');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('switch', { name: '● Armed' }).first()).toBeVisible();
  await expect(send).toBeEnabled();

  await tabTo(page, /^Kind of shock/);
  await page.keyboard.press('n');
  await expect(page.getByTestId('shock-words')).toContainText('Everybody reads');
  await tabTo(page, /^Headline/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('A plant stands still');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('headline')).toContainText('A plant stands still');
  await expect(events(page)).toContainText('A plant stands still');
  await expect(page.getByRole('status').filter({ hasText: 'Shock sent' })).toContainText(
    'A plant stands still',
  );

  await tabTo(page, /^Kind of shock/);
  await page.keyboard.press('l');
  await expect(page.getByTestId('shock-words')).toContainText('a quarter of their pace');
  await tabTo(page, 'Send shock');
  await page.keyboard.press('Enter');
  await expect(events(page)).toContainText('agents send limit orders × 0.25');

  await form(page).getByLabel('Kind of shock').selectOption('burst');
  await form(page).getByLabel('Within, s').fill('0');
  await send.press('Enter');
  await expect(events(page)).toContainText('20 orders, each ▼ sell 1,000 lots');
  // None of them is an order of the person, and nothing asks about a past.
  await page.getByRole('tab', { name: 'Orders' }).click();
  await expect(page.locator('tr[data-order]')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await goTo(page, '14:34:20');
  await expect(events(page)).toContainText('agents act as planned again');
  await page.getByRole('tab', { name: 'Run' }).click();
  const digest = page.getByTestId('digest');
  const told = await settledText(digest);
  await leaveField(page);
  await page.keyboard.press('Home');
  await expect(events(page)).not.toContainText('A plant stands still');
  await expect(page.getByTestId('headline')).toBeHidden();
  await goTo(page, '14:34:20');
  await expect(events(page)).toContainText('A plant stands still');
  await expect(digest).toHaveText(told);

  const other = await openElsewhere(browser, await shareLink(page), { settings: { layout: 'trader' } });
  await expectVerified(other);
  await expect(events(other)).toContainText('A plant stands still');
  await other.context().close();
  expect(troubles).toEqual([]);
});

test('a halt by hand stops a market that has no sessions of its own, and it opens by an auction', async ({
  page,
  address,
  troubles,
}) => {
  await openPaused(page, address, 'flash-crash');
  await goTo(page, '14:34:30');
  await page.getByRole('tab', { name: 'Session' }).click();
  const supervisor = page.getByRole('group', { name: 'Supervisor' });
  await supervisor.getByRole('switch').click();
  await supervisor.getByRole('button', { name: 'Halt' }).click();
  await expect(page.getByTestId('session-state')).toContainText('Trading halt');
  await expect(page.getByTestId('session-takes')).toContainText('no new orders');
  await supervisor.getByRole('button', { name: 'Collect orders' }).click();
  await expect(page.getByTestId('session-state')).toContainText('Trading pause');
  await goTo(page, '14:35:30');
  await expect(page.getByTestId('indicative')).toContainText('×');
  await supervisor.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByTestId('session-state')).toContainText('Continuous trading');
  await expect(events(page)).toContainText('Auction');
  expect(troubles).toEqual([]);
});
