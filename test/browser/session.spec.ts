/**
 * A run under a rulebook, opened by its link: the call shows what its auction would give, as words, picture and table; the
 * auction comes, the state changes; ticket and ladder know what it takes; a supervisor halts only when armed; anybody can use it.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { ScenarioEntry } from '../../src/cli/scenario-entry';
import { packText } from '../../src/share/packing';
import { goTo } from './by-keyboard';
import { expect, keepSettings, openDeck, test } from './page';

const second = 1_000_000_000n;
// 2024-03-11 08:59:00 in Berlin.
const start = 1_710_143_940n * second;
const ns = (s: number): string => String(start + BigInt(s) * second);
const orders: readonly [side: 'buy' | 'sell', price: number, lots: number][] = [
  ['buy', 10_004, 400],
  ['sell', 9_998, 250],
  ['buy', 10_001, 300],
  ['sell', 10_001, 200],
  ['sell', 10_006, 500],
  ['buy', 9_995, 100],
];
const manifest = {
  version: 1,
  title: 'Opening auction',
  instruments: [{ symbol: 'CALL', priceUnit: '0.01', rulebook: { name: 'xetra-like', version: '9.0' } }],
  startNs: ns(0),
  endNs: ns(3600),
  commands: orders.map(([side, price, lots], index) => {
    const order = { op: 'new', side, price: String(price), lots, id: String(index + 1) };
    return { ...order, ts: ns(2 + index), source: 'agent' };
  }),
};

async function openCall(page: Page, address: string): Promise<void> {
  const packed = await packText(JSON.stringify({ manifest }));
  await keepSettings(page);
  await openDeck(page, address, `#v1;seed=1;z=${packed}`);
  await page.getByRole('tab', { name: 'Session' }).click();
  await expect(page.getByTestId('session-state')).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

const panel = (page: Page): Locator => page.getByRole('tabpanel', { name: 'Session' });

async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('[role=tabpanel]').analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join()}`),
  ).toEqual([]);
}

test('a call is shown, its auction comes, and the state changes', async ({ page, address, troubles }) => {
  await openCall(page, address);
  await goTo(page, '07:59:30');
  await expect(page.getByTestId('session-state')).toContainText('Opening call');
  await expect(page.getByTestId('indicative')).toHaveText('100.01 × 450');
  await expect(page.getByTestId('surplus')).toHaveText('250 ▲ buy side');
  await expect(page.getByTestId('auction-rule')).toContainText('most lots trade');
  await expect(page.getByTestId('session-next')).toContainText('Continuous trading, in 30.000 s');
  await expect(page.getByTestId('session-next')).toContainText('09:00:00 Berlin · 08:00:00 UTC');
  await expect(page.getByTestId('session-takes')).toContainText('ATO');
  await expect(page.getByTestId('session-priority')).toContainText('price, display, time');
  await panel(page).getByRole('button', { name: 'As a table' }).click();
  await expect(panel(page).getByRole('row', { name: /▶ 100\.01 700 450 450/ })).toBeVisible();
  await expectClean(page);
  await page.evaluate(() => void (document.documentElement.dataset['theme'] = 'light'));
  await expectClean(page);

  await goTo(page, '08:00:40');
  await expect(page.getByTestId('session-state')).toContainText('Continuous trading');
  await expect(page.getByTestId('indicative')).toBeHidden();
  await expect(page.getByTestId('session-next')).toContainText('no change');
  await page.getByRole('tab', { name: 'Time & sales' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('100.01');
  expect(troubles).toEqual([]);
});

test('a supervisor halts and resumes when armed, and the ticket follows', async ({
  page,
  address,
  troubles,
}) => {
  await openCall(page, address);
  await goTo(page, '08:00:40');
  await expect(page.getByTestId('session-state')).toContainText('Continuous trading');
  const hand = panel(page).getByRole('group', { name: 'Supervisor' });
  await expect(hand.getByRole('button', { name: 'Halt' })).toBeDisabled();
  await hand.getByRole('switch').click();
  await hand.getByRole('button', { name: 'Halt' }).click();
  await expect(page.getByTestId('session-state')).toContainText('Trading halt');
  await expect(page.getByTestId('session-takes')).toContainText('no new orders');
  await page.keyboard.press('t');
  await expect(page.getByTestId('send')).toBeDisabled();
  await hand.getByRole('button', { name: 'Collect orders' }).click();
  await expect(page.getByTestId('session-state')).toContainText('Trading pause');
  await expect(page.getByTestId('indicative')).toBeVisible();
  await expect(page.getByTestId('send')).toBeEnabled();
  await hand.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByTestId('session-state')).toContainText('Continuous trading');
  expect(troubles).toEqual([]);
});

test('fits a phone', async ({ page, address }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openCall(page, address);
  await expect(page.getByTestId('session-state')).toContainText('Opening call');
  await expectClean(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test('a limit state says what it is, what ends it and when; ladder and chart show the bands', async ({
  page,
  address,
  troubles,
}) => {
  const library = JSON.parse(readFileSync('public/scenarios/index.json', 'utf8')) as ScenarioEntry[];
  await keepSettings(page);
  await openDeck(page, address, library.find(({ name }) => name === 'limit-pause')!.link);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('tab', { name: 'Session' }).click();
  await goTo(page, '14:35:06');
  await expect(page.getByTestId('session-state')).toContainText('Limit state');
  await expect(page.getByTestId('session-next')).toContainText('Trading pause, in 9.000 s');
  await expect(page.getByTestId('session-ends')).toContainText(
    'after 15 seconds without that, trading pauses',
  );
  await expect(page.getByTestId('session-bands')).toHaveText('▼ 99.80 to ▲ 100.60');
  await expect(page.getByRole('cell', { name: 'lower price band' })).toContainText('99.80');
  await expectClean(page);
  await goTo(page, '14:35:16');
  await expect(page.getByTestId('session-state')).toContainText('Trading pause');
  await expect(page.getByTestId('session-next')).toContainText('14:37:15');
  await goTo(page, '14:37:20');
  await expect(page.getByTestId('session-state')).toContainText('Continuous trading');
  await expect(page.getByRole('region', { name: 'Events' })).toContainText('one price for all');
  expect(troubles).toEqual([]);
});
