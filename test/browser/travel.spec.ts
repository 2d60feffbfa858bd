/**
 * Travelling as a person does: jump to a time, an event and a condition; a bookmark with its note and a loop that open in
 * another browser at the very same event; the scrubber's moment by pointer and by keyboard; all of it on a phone.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { chooseFiles, lobsterPair, playPair } from './fixture';
import { openElsewhere, shareLink } from './elsewhere';
import { expect, openDeck, test } from './page';
import { settledText } from './settled';

const clock = (page: Page): Locator => page.getByTestId('clock');
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Jump to' });
const field = (page: Page): Locator => page.getByLabel('Time, event number or condition');

async function readEvent(page: Page): Promise<number> {
  const text = await page.getByTestId('event').innerText();
  return Number(/([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
}

async function openPaused(page: Page, address: string): Promise<void> {
  await openDeck(page, address);
  await playPair(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

async function goToEvent(page: Page, event: number): Promise<void> {
  await page.locator('body').press('g');
  await field(page).fill(`#${event}`);
  await field(page).press('Enter');
  await expect(dialog(page)).toBeHidden();
  await expect.poll(() => readEvent(page)).toBe(event);
}

test('jumps to times, events and conditions, and says where a text goes wrong', async ({
  page,
  address,
  troubles,
}) => {
  await openPaused(page, address);
  await goToEvent(page, 40);
  await page.locator('body').press('g');
  await field(page).fill('spread > wide');
  await field(page).press('Enter');
  const alert = dialog(page).getByRole('alert');
  await expect(alert).toContainText('Expected a number, found “wide” (character 10)');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await field(page).fill('trade');
  await field(page).press('Enter');
  await expect(dialog(page)).toBeHidden();
  const atTrade = await readEvent(page);
  expect(atTrade).toBeGreaterThan(40);
  // The step by trade, which knows nothing of conditions, goes to the same event.
  await goToEvent(page, 40);
  await page.locator('body').press('.');
  await expect.poll(() => readEvent(page)).toBe(atTrade);
  await page.locator('body').press('g');
  await field(page).fill('spread > 5000');
  await page.getByRole('button', { name: '◀ Find before' }).click();
  await expect(alert).toContainText('No such event before this place');
  await page.getByRole('button', { name: 'Next touch move' }).click();
  await expect.poll(() => readEvent(page)).toBeGreaterThan(atTrade);
  await field(page).fill('09:31:00');
  await field(page).press('Enter');
  await expect(clock(page)).toHaveText('09:31:00');
  expect(troubles).toEqual([]);
});

test('bookmark, note and loop open in another browser at the same event', async ({
  page,
  address,
  browser,
}) => {
  await openPaused(page, address);
  await goToEvent(page, 57);
  const digest = await settledText(page.getByTestId('digest'));
  await page.locator('body').press('b');
  await page.getByLabel('Note (optional)').fill('Look: <b>here</b>');
  await page.keyboard.press('Enter');
  await page.locator('body').press('a');
  await goToEvent(page, 91);
  await page.getByRole('button', { name: 'Loop ends here' }).click();
  const other = await openElsewhere(browser, await shareLink(page));
  await expect(other.getByRole('dialog', { name: 'Choose the tape of this link' })).toBeVisible();
  await chooseFiles(other, lobsterPair());
  await expect(other.getByRole('heading', { name: 'ACME' })).toBeVisible();
  await other.getByRole('button', { name: 'Pause' }).click();
  await other.locator('body').press('g');
  const note = dialog(other).getByRole('textbox', { name: /^Note at/ });
  await expect(note).toHaveValue('Look: <b>here</b>');
  await expect(dialog(other).getByTestId('loop')).toHaveText(/09:30:\d\d\.\d{3} → 09:30:\d\d\.\d{3}/);
  await dialog(other)
    .getByRole('button', { name: /^Go to bookmark/ })
    .click();
  await expect.poll(() => readEvent(other)).toBe(57);
  await expect(other.getByTestId('digest')).toHaveText(digest);
  await note.fill('Changed');
  await note.press('Tab');
  await other.keyboard.press('Escape');

  // However long it plays, the loop never lets the playhead past its end, and it comes round again.
  await other.getByRole('combobox', { name: 'Speed' }).selectOption('10×');
  await other.locator('body').press(' ');
  await expect(other.getByRole('button', { name: 'Pause' })).toBeVisible();
  const seen: number[] = [];
  await expect
    .poll(async () => {
      seen.push(await readEvent(other));
      return seen.some((event, i) => i > 0 && event < seen[i - 1]!);
    })
    .toBe(true);
  expect(Math.max(...seen)).toBeLessThanOrEqual(91);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(57);
  await other.locator('body').press(' ');
  await other.locator('body').press('g');
  await expect(note).toHaveValue('Changed');
  await dialog(other)
    .getByRole('button', { name: /^Delete bookmark/ })
    .click();
  await expect(note).toBeHidden();
  await dialog(other).getByRole('button', { name: 'Clear' }).click();
  await expect(dialog(other).getByTestId('loop')).toHaveText('– → –');
  await other.context().close();
});

test('the scrubber tells its moment to pointer and keyboard', async ({ page, address }) => {
  await openPaused(page, address);
  const slider = page.getByRole('slider', { name: 'Position in the run' });
  const moment = page.getByTestId('moment');
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the scrubber has no box');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(moment).toContainText(/09:3\d:\d\d\.\d{3}/);
  await expect(moment).toContainText('messages/s');
  await page.mouse.move(2, 2);
  await expect(moment).toBeHidden();
  await page.keyboard.press('Home');
  await page.getByRole('combobox', { name: 'What a step is' }).focus();
  while (!(await slider.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press('Tab');
  }
  await expect(moment).toContainText('09:30:00.000');
  await expect(moment).toContainText('Start of the run');
  await slider.press('ArrowRight');
  await expect(moment).toContainText('09:30:10.000');
  await expect(slider).toHaveAttribute('aria-valuetext', /^09:30:10\.000, [\d.,]+ messages\/s/);
});

test('a bar is a step of the buttons too, and the dialog fits a phone', async ({ page, address }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openDeck(page, address);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('combobox', { name: 'What a step is' }).selectOption('1 min bar');
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(clock(page)).toHaveText(/:00$/);
  await page.getByRole('button', { name: 'Jump to…' }).click();
  await expect(dialog(page)).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});
