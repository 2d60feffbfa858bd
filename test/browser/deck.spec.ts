/**
 * What a person does with the deck: first visit, transport by mouse and keyboard, a file of one's own, themes, a
 * phone. Every check waits for what the page shows; none measures time.
 */
import type { Page } from '@playwright/test';
import { expect, openDeck, test } from './page';
import { chooseFiles, lastTouch, lobsterPair, playPair } from './fixture';
import { settledText } from './settled';

const clock = (page: Page) => page.getByTestId('clock');
const eventText = (page: Page) => page.getByTestId('event');

async function readEvent(page: Page): Promise<number> {
  const text = await eventText(page).innerText();
  return Number(/([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
}

async function openPair(page: Page, address: string): Promise<void> {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Choose file…' })).toBeVisible();
  await playPair(page);
}

async function pause(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

test('the first visit opens the sample and plays it', async ({ page, address, troubles }) => {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Speed' })).toHaveValue('10');
  await expect.poll(() => readEvent(page)).toBeGreaterThan(10_000);
  const before = await clock(page).innerText();
  await expect(clock(page)).not.toHaveText(before);
  await expect(
    page.getByRole('table', { name: 'Order book by price' }).getByRole('row').nth(3),
  ).toBeVisible();
  expect(troubles).toEqual([]);
});

test('the log tab shows the newest reports in words', async ({ page, address }) => {
  await openPair(page, address);
  await page.getByRole('slider', { name: 'Position in the run' }).press('End');
  await page.getByRole('tab', { name: 'Log' }).click();
  const rows = page.getByRole('tabpanel').locator('tbody tr');
  await expect(rows).toHaveCount(100);
  await expect(page.getByRole('tabpanel')).toContainText('a displayed order was executed');
});

test('keys play, pause, step both ways and change the speed', async ({ page, address }) => {
  await openPair(page, address);
  await pause(page);
  await page.locator('body').click({ position: { x: 3, y: 3 } });
  await page.keyboard.press('Home');
  await expect(clock(page)).toHaveText('09:30:00');
  const start = 1;
  await expect.poll(() => readEvent(page)).toBe(start);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readEvent(page)).toBe(start + 1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readEvent(page)).toBe(start + 2);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => readEvent(page)).toBe(start + 1);
  await page.keyboard.press(']');
  await expect(page.getByRole('combobox', { name: 'Speed' })).toHaveValue('2');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(clock(page)).toHaveText('09:30:01');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(clock(page)).toHaveText('09:30:02');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(clock(page)).toHaveText('09:30:01');
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('step forward and back gives the same digest', async ({ page, address }) => {
  await openPair(page, address);
  await pause(page);
  const digest = page.getByTestId('digest');
  await page.getByRole('slider', { name: 'Position in the run' }).press('Home');
  await expect.poll(() => readEvent(page)).toBe(1);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  const event = 2;
  await expect.poll(() => readEvent(page)).toBe(event);
  const before = await digest.innerText();
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(() => readEvent(page)).toBe(event + 1);
  await page.getByRole('button', { name: 'Step back' }).click();
  await expect.poll(() => readEvent(page)).toBe(event);
  await expect(digest).toHaveText(before);
});

test('a LOBSTER pair shows its book at the end', async ({ page, address }) => {
  await openPair(page, address);
  await page.getByRole('slider', { name: 'Position in the run' }).press('End');
  const { bid, ask } = lastTouch();
  const touch = page.getByRole('region', { name: 'Touch and spread' });
  await expect(touch).toContainText(bid);
  await expect(touch).toContainText(ask);
  const ladder = page.getByRole('table', { name: 'Order book by price' });
  await expect(ladder.getByRole('row').filter({ hasText: bid })).toBeVisible();
  await expect(ladder.getByRole('row').filter({ hasText: ask })).toBeVisible();
});

test('files dropped on the page are opened', async ({ page, address }) => {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  const files = lobsterPair().map(({ name, buffer }) => ({ name, text: buffer.toString() }));
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, text } of list) data.items.add(new File([text], name, { type: 'text/csv' }));
    return data;
  }, files);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await expect(page.getByText('Drop to open it here.')).toBeVisible();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await page.getByRole('tab', { name: 'Tape' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('ACME_2024-01-02_34200000_57600000_message_2.csv');
  await expect(page.getByTestId('tape-hash')).toHaveText(/^[0-9a-f]{64}$/);
});

test('dragging the scrubber seeks, and time and sales shows nothing later', async ({ page, address }) => {
  await openPair(page, address);
  const box = await page.getByRole('slider', { name: 'Position in the run' }).boundingBox();
  if (box === null) throw new Error('the scrubber has no box');
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await pause(page);
  const now = await settledText(clock(page));
  const times = await page.getByRole('tabpanel').locator('tbody tr td:first-child').allInnerTexts();
  expect(times.length).toBeGreaterThan(3);
  for (const time of times) expect(time.slice(0, 8) <= now).toBe(true);
});

test('a file that is no tape is refused with a code, and the page goes on', async ({ page, address }) => {
  await openPair(page, address);
  await chooseFiles(page, [
    { name: 'notes.ndjson', mimeType: 'text/plain', buffer: Buffer.from('not json\n') },
  ]);
  const error = page.getByRole('group', { name: /^Error E-/ });
  await expect(error).toBeVisible();
  await expect(page.getByRole('heading', { name: 'ACME' })).toBeVisible();
  await error.getByRole('button', { name: 'Dismiss' }).click();
  await expect(error).toBeHidden();
});

test('help lists the keys and Esc closes it', async ({ page, address }) => {
  await openPair(page, address);
  await page.locator('body').press('?');
  await expect(page.getByRole('dialog', { name: 'Help' })).toContainText('Play or pause');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeHidden();
});

test('the theme switches and is remembered', async ({ page, address }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openDeck(page, address);
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Use the light theme' }).click();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(root).toHaveAttribute('data-theme', 'light');
});

test('on a phone one tab shows at a time and nothing is cut off', async ({ page, address }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openDeck(page, address);
  for (const name of ['Ladder', 'Time & sales', 'Log', 'Tape', 'Run', 'Events', 'Open']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel')).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
  for (const button of await page.getByRole('contentinfo').getByRole('button').all()) {
    expect((await button.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(40);
  }
});
