/**
 * A person without a pointer through the day of a venue: an order for the opening auction, one that rests and is cancelled in
 * a halt, one for the closing auction; each fill has the price that the page gives as the auction's, and its reason.
 */
import type { Page } from '@playwright/test';
import { packText } from '../../src/share/packing';
import { goTo, leaveField, tabTo } from './by-keyboard';
import { expect, keepSettings, openDeck, test } from './page';

// 2026-01-05 14:30 UTC.
const start = 1_767_623_400n;
const ns = (s: number): string => String((start + BigInt(s)) * 1_000_000_000n);

const order = (s: number, id: number, side: string, price: number, lots: number): object => ({
  ...{ op: 'new', ts: ns(s), id: String(id), side, price: String(price), lots },
  source: 'agent',
});
const change = (s: number, state: string): object => ({
  op: 'session',
  ts: ns(s),
  state,
  source: 'intervention',
});

const manifest = {
  version: 1,
  title: 'A day',
  instruments: [
    {
      symbol: 'DAY',
      rulebook: {
        ...{ name: 'day', version: '1', zone: 'UTC', days: 'every', endsDay: true },
        auction: { rules: ['maxVolume', 'minSurplus', 'surplusSide'], candidates: 'ticks' },
        sessions: [
          { at: '00:00:00', state: 'preOpen' },
          { at: '14:31:00', state: 'openingCall' },
          { at: '14:33:00', state: 'continuous' },
          { at: '14:40:00', state: 'closingCall' },
          { at: '14:42:00', state: 'closed' },
        ],
      },
    },
  ],
  startNs: ns(0),
  endNs: ns(780),
  commands: [
    order(10, 1, 'sell', 10_010, 300),
    order(20, 2, 'sell', 10_020, 300),
    order(30, 3, 'buy', 10_030, 200),
    order(200, 4, 'buy', 10_005, 500),
    change(300, 'halted'),
    change(360, 'openingCall'),
    change(420, 'continuous'),
    order(640, 5, 'sell', 10_050, 1_000),
  ],
};

const row = (page: Page, name: string) => page.locator(`tr[data-order="${name}"]`);

async function fill(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

async function toTicket(page: Page): Promise<void> {
  await leaveField(page);
  await page.keyboard.press('t');
  await expect(page.getByRole('spinbutton', { name: 'Quantity' })).toBeFocused();
}

test('opening, halt and close by keyboard alone, each fill explained', async ({
  page,
  address,
  troubles,
}) => {
  await keepSettings(page, { layout: 'trade' });
  await openDeck(page, address, `#v1;seed=1;z=${await packText(JSON.stringify({ manifest }))}`);
  await expect(page.getByRole('banner')).toContainText('A day');
  // A link plays by itself.
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();

  // Demand at 100.20 is 400 with ours, supply 600: most lots trade from there on, and the surplus sells.
  await goTo(page, '14:31:30');
  await toTicket(page);
  await fill(page, 'Quantity', '200');
  await fill(page, 'Price', '100.40');
  await page.keyboard.press('Enter');
  await expect(row(page, '#1')).toContainText('New');
  await goTo(page, '14:33:10');
  await expect(row(page, '#1')).toContainText('Filled');
  await expect(row(page, '#1')).toContainText('100.20');
  await tabTo(page, 'Order #1, its steps');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Steps of #1' })).toContainText(/auction/i);

  // Rests, and is replaced while trading goes on.
  await toTicket(page);
  await fill(page, 'Quantity', '100');
  await fill(page, 'Price', '99.90');
  await page.keyboard.press('Enter');
  await expect(row(page, '#2')).toContainText('New');

  // A halt takes cancels and nothing else.
  await goTo(page, '14:35:10');
  await toTicket(page);
  await expect(page.getByTestId('send')).toBeDisabled();
  await tabTo(page, 'Cancel #2');
  await page.keyboard.press('Enter');
  await expect(row(page, '#2')).toContainText('Canceled');

  // Held for the close, whatever its price: 200 are offered at 100.20, more only at 100.50.
  await goTo(page, '14:39:00');
  await toTicket(page);
  await fill(page, 'Quantity', '300');
  await tabTo(page, 'Type');
  await page.keyboard.type('Market');
  await tabTo(page, 'Valid');
  await page.keyboard.type('ATC');
  await tabTo(page, 'Quantity');
  await page.keyboard.press('Enter');
  await expect(row(page, '#3')).toContainText('New');
  await goTo(page, '14:42:30');
  await expect(row(page, '#3')).toContainText('Filled');
  await expect(row(page, '#3')).toContainText('100.50');
  await expect(page.getByTestId('position')).toHaveText('▲ 500');
  expect(troubles).toEqual([]);
});
