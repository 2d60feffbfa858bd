/**
 * News and corporate actions beside prices, as a person brings them in: they join the run in view, are listed
 * when the clock reaches them and not before, and go when it goes back.
 */
import type { Page } from '@playwright/test';
import { chooseFiles, type UploadedFile } from './fixture';
import { expect, keepSettings, openDeck, test } from './page';

const startNs = 1_700_000_000_000_000_000n;
const at = (seconds: number): string => String(startNs + BigInt(seconds) * 1_000_000_000n);

function file(name: string, events: readonly object[]): UploadedFile {
  const text = events.map((event) => `${JSON.stringify({ symbol: 'ACME', ...event })}\n`).join('');
  return { name, mimeType: 'application/x-ndjson', buffer: Buffer.from(text) };
}

const prices = file(
  'acme prices.ndjson',
  Array.from({ length: 120 }, (_, i) => ({
    ...{ type: 'quote', ts: at(i), bid: `100.${10 + (i % 9)}`, bidSize: '5', ask: `100.${20 + (i % 9)}` },
    askSize: '7',
  })),
);
const news = file('acme news.ndjson', [
  { type: 'news', ts: at(40), text: 'ACME raises its outlook' },
  { type: 'news', ts: at(90), text: 'ACME replaces its auditor' },
]);
const actions = file('acme actions.ndjson', [
  { type: 'split', ts: at(60), newShares: 2, oldShares: 1 },
  { type: 'dividend', ts: at(70), cash: '0.2425' },
]);

const events = (page: Page) => page.getByRole('region', { name: 'Events' });
const scrubber = (page: Page) => page.getByRole('slider', { name: 'Position in the run' });

test('what stands beside a run shows at its time, and not before', async ({ page, address, troubles }) => {
  await keepSettings(page);
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Choose file…' })).toBeVisible();
  await chooseFiles(page, [prices]);
  await expect(page.getByRole('banner')).toContainText('acme prices');
  for (const tape of [news, actions]) {
    await chooseFiles(page, [tape]);
    const name = tape.name.replace('.ndjson', '');
    await expect(page.getByTestId('beside').filter({ hasText: name })).toHaveCount(1);
    await expect(page.getByRole('banner')).toContainText('acme prices');
  }
  await scrubber(page).press('End');
  const list = events(page);
  await expect(list.getByRole('button', { name: /ACME replaces its auditor/ })).toBeVisible();
  await expect(list.getByRole('button', { name: /Split 2 new shares for 1 old share/ })).toHaveCount(1);
  await expect(list.getByRole('button', { name: /Dividend 0\.2425 a share/ })).toHaveCount(1);
  await list.getByRole('button', { name: /ACME raises its outlook/ }).click();
  await expect(page.getByTestId('clock')).toHaveText('22:14:00');
  await expect(list.getByRole('button', { name: /ACME raises its outlook/ })).toHaveCount(1);
  await expect(list.getByRole('button', { name: /auditor|Split|Dividend/ })).toHaveCount(0);
  await scrubber(page).press('Home');
  await expect(page.getByTestId('clock')).toHaveText('22:13:20');
  await expect(list.getByRole('button', { name: /ACME/ })).toHaveCount(0);
  expect(troubles).toEqual([]);
});
