/**
 * Bringing data in through the page: columns that nobody knows, remembered; several files with one that is broken; an
 * address of this site and of another; progress and cancel. And what the panels say of a tape that has no book.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { chooseFiles, lobsterPair, type UploadedFile } from './fixture';
import { expect, keepSettings, openDeck, test } from './page';

const file = (name: string, text: string): UploadedFile => ({
  ...{ name, mimeType: 'text/csv', buffer: Buffer.from(text) },
});
const oddFile = (name: string): UploadedFile => {
  const row = (i: number): string =>
    `${1_704_189_600_000 + i * 700},${1_234_500 + i * 100},${3 + i},${i % 2 ? 'B' : 'S'}`;
  return file(name, `When,Px,Qty,Way\n${Array.from({ length: 40 }, (_, i) => row(i)).join('\n')}\n`);
};
const bars = (symbol: string): UploadedFile => {
  const row = (i: number): string =>
    `2024-01-02T10:${String(i).padStart(2, '0')}:00Z,10.1,10.9,10,10.5,${7 + i}`;
  const text = Array.from({ length: 50 }, (_, i) => row(i)).join('\n');
  return file(`${symbol}_1min.csv`, `time,open,high,low,close,volume\n${text}\n`);
};
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Import' });
const importButton = (page: Page): Locator =>
  dialog(page).getByRole('button', { name: 'Import', exact: true });
const trouble = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
};

test.beforeEach(async ({ page }) => keepSettings(page));

test('columns that nobody knows are asked for, shown as they will be read, and remembered', async ({
  page,
  address,
  troubles,
}) => {
  await openDeck(page, address);
  await chooseFiles(page, [oddFile('odd.csv')]);
  const box = dialog(page);
  await expect(box).toContainText('columns not recognised');
  await expect(box).toContainText('Say which column is: price, size.');
  await expect(importButton(page)).toBeDisabled();
  await box.getByLabel('Px is', { exact: true }).selectOption('price');
  await box.getByLabel('Qty is', { exact: true }).selectOption('size');
  await box.getByLabel('Way is', { exact: true }).selectOption('side');
  await box.getByLabel('of prices').fill('4');
  await box.getByLabel('Symbol').fill('ODDLY');
  const first = box.getByRole('list').getByRole('listitem').first();
  for (const words of ['2024-01-02 10:00:00.000 UTC', 'ODDLY', 'price 123.45', 'size 3', 'side sell'])
    await expect(first).toContainText(words);
  await trouble(page);
  await expect(importButton(page)).toBeEnabled();
  await importButton(page).click();
  await expect(box).toBeHidden();
  await expect(page.getByRole('banner')).toContainText('ODDLY');
  await expect(page.getByRole('region', { name: 'Ladder' })).toContainText('no book in this tape');

  await chooseFiles(page, [oddFile('second.csv')]);
  await expect(page.getByRole('banner')).toContainText('second');
  await expect(box).toBeHidden();
  expect(troubles).toEqual([]);
});

test('several files become tapes, and the broken one says where it is broken', async ({ page, address }) => {
  await openDeck(page, address);
  const broken = file('broken.csv', 'time,bid,ask\n2024-01-02T10:00:00Z,1,2\nyesterday,1,2\n');
  await chooseFiles(page, [bars('ACME'), broken, file('letter.txt', 'Dear Sir or Madam'), ...lobsterPair()]);
  const box = dialog(page);
  await expect(box).toContainText('E-TAPE-10');
  await expect(box).toContainText('letter.txt');
  await expect(box.getByRole('heading', { level: 3 })).toHaveText(['2 files', 'ACME_1min.csv', 'broken.csv']);
  await box.getByRole('checkbox', { name: 'Take 2 files' }).uncheck();
  await trouble(page);
  await importButton(page).click();
  await expect(box).toContainText(/E-TAPE-11\s+broken\.csv, row 3, byte \d+, time: “yesterday” is no time/);
  await expect(box).toContainText('One tape was made and is open.');
  await box.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('banner')).toContainText('ACME_1min');
  await expect(page.getByRole('region', { name: 'Chart' })).toContainText('what happened inside a bar');
  await expect(page.getByRole('button', { name: 'Candles' })).toHaveAttribute('aria-pressed', 'true');
});

test('files of one kind are merged by time when that is asked for', async ({ page, address }) => {
  await openDeck(page, address);
  await page.getByRole('button', { name: 'Import…' }).click();
  const box = dialog(page);
  await box.locator('input[type=file]').setInputFiles([bars('AAA'), bars('BBB')].map((one) => ({ ...one })));
  await box.getByLabel('Make').selectOption('one');
  await box.getByLabel('Name').fill('Two symbols');
  await box.getByLabel('Licence').fill('our own');
  await importButton(page).click();
  await expect(page.getByRole('banner')).toContainText('Two symbols');
  await expect(page.getByLabel('Instrument').locator('option')).toHaveText(['AAA', 'BBB']);
  await page.getByRole('tab', { name: 'Tape' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('our own');
});

test('an address of this site is fetched; another site is refused with what to do instead', async ({
  page,
  address,
}) => {
  await page.route('**/data/remote_trades.csv', (route) =>
    route.fulfill({ body: 'time,price,size\n2024-01-02T10:00:00Z,10,1\n2024-01-02T10:00:09Z,11,2\n' }),
  );
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).host));
  await openDeck(page, address);
  await page.getByRole('button', { name: 'Import…' }).click();
  const box = dialog(page);
  await box.getByLabel('or an address on this site').fill('https://elsewhere.example/a.csv');
  await box.getByRole('button', { name: 'Fetch' }).click();
  await expect(box).toContainText('E-PAGE-03');
  await expect(box).toContainText('Download the file there first, then choose it here.');
  await expect(box.getByRole('link', { name: 'Download it' })).toHaveAttribute(
    'href',
    'https://elsewhere.example/a.csv',
  );
  expect(new Set(asked)).toEqual(new Set([new URL(address).host]));
  await box.getByLabel('or an address on this site').fill('data/remote_trades.csv');
  await box.getByRole('button', { name: 'Fetch' }).click();
  await expect(page.getByRole('banner')).toContainText('remote_trades');
  await expect(box).toBeHidden();
});

test('a fetch that takes long can be cancelled, and the page stays as it was', async ({ page, address }) => {
  let answer = (): void => undefined;
  await page.route('**/slow.csv', async (route) => {
    await new Promise<void>((resolve) => (answer = resolve));
    await route.abort();
  });
  await openDeck(page, address);
  const title = await page.getByRole('banner').innerText();
  await page.getByRole('button', { name: 'Import…' }).click();
  const box = dialog(page);
  await box.getByLabel('or an address on this site').fill('slow.csv');
  await box.getByRole('button', { name: 'Fetch' }).click();
  await expect(box.getByRole('progressbar')).toBeVisible();
  await box.getByRole('button', { name: 'Cancel' }).click();
  await expect(box.getByRole('button', { name: 'Choose files…' })).toBeVisible();
  answer();
  await expect(box.getByRole('alert')).toHaveCount(0);
  expect(title.split('\n')[0]).toBe((await page.getByRole('banner').innerText()).split('\n')[0]);
});

test('the dialog fits a narrow screen', async ({ page, address }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openDeck(page, address);
  await page.getByRole('tab', { name: 'Open' }).click();
  await chooseFiles(page, [oddFile('odd.csv')]);
  await expect(dialog(page)).toContainText('columns not recognised');
  const isCut = await dialog(page).evaluate((box) => box.scrollWidth > box.clientWidth);
  expect(isCut).toBe(false);
  await trouble(page);
});
