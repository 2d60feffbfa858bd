/**
 * The pictures as a person uses them: the chart by keyboard and wheel, exact sizes, candles against a recount of the
 * tape, the crosshair across panels, the same as tables, what the tape covers.
 */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { CommandKind } from '../../src/layout/layout.gen';
import { openTape } from '../../src/tape/tape';
import { bufferOf } from '../../src/worker/buffer';
import type { Frame } from '../../src/worker/protocol';
import { expect, openDeck, test } from './page';
import { tapCells } from './steer';

const folder = new URL('../../public/tapes/opening/', import.meta.url);
const NOW = '09:36:30';

const stage = (page: Page): Locator => page.getByRole('application', { name: 'Price chart' });
const readout = (page: Page): Locator => page.getByTestId('readout');
const ladder = (page: Page): Locator => page.getByRole('table', { name: 'Order book by price' });

/** Minute and second of its hour at which the cell stands, with its digest there. */
const place = (page: Page): Promise<{ digest: string; clock: string }> =>
  page.evaluate(async () => {
    const ask = Reflect.get(globalThis, 'askNewestCell') as (request: unknown) => Promise<Frame>;
    const { digest, nowNs } = await ask({ type: 'frame', since: null });
    return { digest, clock: new Date(Number(nowNs / 1_000_000n)).toISOString().slice(14, 19) };
  });

/** The bundled tape, paused at a fixed moment. */
async function openAt(page: Page, address: string, time: string): Promise<void> {
  await page.addInitScript(tapCells);
  await openDeck(page, address, '#v1;tape=tapes/opening/');
  await expect(page.getByRole('banner')).toContainText('REPLAY');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Jump to a time' }).click();
  const dialog = page.getByRole('dialog', { name: 'Jump to' });
  const field = dialog.getByRole('textbox').first();
  await field.fill(time);
  await field.press('Enter');
  await expect(page.getByTestId('clock')).toHaveText(time);
  // The clock says where the run is going; figures say where it was seen, and the ladder a frame later.
  await expect(async () => {
    const { digest, clock } = await place(page);
    expect(clock).toBe(time.slice(3));
    await expect(page.getByTestId('digest')).toHaveText(digest, { timeout: 1000 });
  }).toPass();
  const figures = page.getByRole('region', { name: 'Touch and spread' });
  await expect(async () => {
    const price = (await ladder(page).locator('td.touch').first().innerText()).replace(/[▲▼\s]/g, '');
    await expect(figures).toContainText(price, { timeout: 1000 });
  }).toPass();
}

/** Price, side and size of every row of the ladder that has one. */
async function ladderSizes(page: Page): Promise<Map<string, string>> {
  const rows = await ladder(page).locator('tbody tr').all();
  const sizes = new Map<string, string>();
  for (const row of rows) {
    const [bid = '', price = '', ask = ''] = await row.locator('td').allInnerTexts();
    const words = bid !== '' ? `▲ bid ${bid} rest` : ask !== '' ? `▼ ask ${ask} rest` : 'nothing rests';
    sizes.set(price.replace(/[▲▼\s]/g, ''), words);
  }
  return sizes;
}

// The one spec whose pages draw at the pace of the screen.
test.use({ isFluent: true });

test('the keyboard cursor reads the very sizes of the ladder', async ({ page, address, troubles }) => {
  await openAt(page, address, NOW);
  const sizes = await ladderSizes(page);
  await stage(page).focus();
  await page.keyboard.press('Enter');
  await expect(readout(page)).toBeVisible();
  let compared = 0;
  for (const key of [
    '',
    ...Array.from({ length: 4 }, () => 'ArrowUp'),
    ...Array.from({ length: 8 }, () => 'ArrowDown'),
  ]) {
    const before = (await readout(page).locator('b').innerText()).trim();
    if (key !== '') {
      await page.keyboard.press(key);
      await expect(readout(page).locator('b')).not.toHaveText(before);
    }
    const price = (await readout(page).locator('b').innerText()).trim();
    const expected = sizes.get(price);
    if (expected === undefined) continue;
    await expect(readout(page)).toContainText(expected);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(8);
  await expect(page.getByRole('status')).toContainText(/rest/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(readout(page)).toContainText('09:36:2');
  await page.keyboard.press('Escape');
  await expect(readout(page)).toBeHidden();
  expect(troubles).toEqual([]);
});

test('keys and wheel move and zoom, and the past that is shown is asked for', async ({
  page,
  address,
  troubles,
}) => {
  await openAt(page, address, '10:00:00');
  const auto = page.getByRole('button', { name: 'Auto' });
  await stage(page).focus();
  await page.keyboard.press('+');
  await expect(auto).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('0');
  await expect(auto).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowLeft');
  const follow = page.getByRole('button', { name: 'Follow' });
  await expect(follow).toBeVisible();
  await follow.click();
  await expect(follow).toBeHidden();
  await page.getByRole('button', { name: '1 h', exact: true }).click();
  const box = await stage(page).boundingBox();
  if (box === null) throw new Error('the chart has no box');
  // Twenty minutes back nobody had looked: the book there comes from the cell.
  await expect(async () => {
    await page.mouse.move(box.x + 40, box.y + 100);
    await page.mouse.move(box.x + 60, box.y + box.height / 2);
    await expect(readout(page)).toContainText(/09:3\d:\d\d/, { timeout: 1_000 });
  }).toPass();
  await expect(page.getByTestId('clock')).toHaveText('10:00:00');
  await page.mouse.wheel(0, -400);
  await expect(follow).toBeVisible();
  expect(troubles).toEqual([]);
});

interface Candle {
  begin: number;
  open: number;
  high: number;
  low: number;
  close: number;
  lots: number;
}

/** Straight from the rows of the file: every execution is a print. */
async function minuteCandles(untilNs: bigint): Promise<Candle[]> {
  const manifest: unknown = JSON.parse(readFileSync(new URL('tape.json', folder), 'utf8'));
  const tape = openTape(manifest, bufferOf(new Uint8Array(readFileSync(new URL('rows.parquet', folder)))));
  const candles: Candle[] = [];
  const block = await tape.readBlock(0);
  const { tsExchNs, kind, priceUnits, lots } = block.columns;
  for (let row = 0; row < block.rows; row += 1) {
    const ns = BigInt(tsExchNs![row]!);
    if (ns > untilNs) break;
    if (Number(kind![row]) !== CommandKind.tapeExecute) continue;
    const price = Number(priceUnits![row]);
    const begin = Number(ns / 60_000_000_000n) * 60;
    let candle = candles.at(-1);
    if (candle?.begin !== begin) {
      candle = { begin, open: price, high: price, low: price, close: price, lots: 0 };
      candles.push(candle);
    }
    candle.high = Math.max(candle.high, price);
    candle.low = Math.min(candle.low, price);
    candle.close = price;
    candle.lots += Number(lots![row]);
  }
  return candles;
}

test('candles are a recount of the tape, as a table and in the picture', async ({
  page,
  address,
  troubles,
}) => {
  await openAt(page, address, NOW);
  await page.getByRole('button', { name: 'Candles', exact: true }).click();
  await page.getByRole('combobox', { name: 'Interval' }).selectOption('1 min');
  await expect(page.locator('.u-wrap canvas')).toBeVisible();
  await page.getByRole('button', { name: 'Show as table' }).click();
  const start = Date.UTC(2026, 0, 5, 14, 30);
  const expected = await minuteCandles(BigInt(start + 390_000) * 1_000_000n);
  const table = page.getByRole('table', { name: 'Candles of 1 min' });
  await expect(table.locator('tbody tr')).toHaveCount(expected.length);
  const price = (units: number): string => (units / 100).toFixed(2);
  const told = await table
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].map((cell) => (cell as HTMLElement).innerText.replace(/[▲▼,\s]/g, '')),
      ),
    );
  const wanted = expected
    .reverse()
    .map((candle) => [
      new Date(candle.begin * 1000 - 5 * 3_600_000).toISOString().slice(11, 19),
      price(candle.open),
      price(candle.high),
      price(candle.low),
      price(candle.close),
      String(candle.lots),
    ]);
  expect(told.map((row) => row.slice(0, 6))).toEqual(wanted);
  expect(troubles).toEqual([]);
});

test('what is pointed at in one panel is marked in the others', async ({ page, address }) => {
  await openAt(page, address, NOW);
  const row = page.getByRole('region', { name: 'Trades, newest first' }).locator('tbody tr').nth(1);
  // The list may still be filling: what counts is the row under the pointer.
  await expect(async () => {
    await row.hover();
    const price = (await row.locator('td').nth(1).innerText()).trim();
    await expect(ladder(page).locator('td.p.cross')).toContainText(price, { timeout: 1000 });
  }).toPass();
  await ladder(page).locator('td.touch').first().hover();
  const touch = (await ladder(page).locator('td.touch').first().innerText()).replace(/[▲▼\s]/g, '');
  await expect(ladder(page).locator('td.p.cross')).toContainText(touch);
  await expect(page.getByRole('region', { name: 'Touch and spread' }).locator('.side.cross')).toContainText(
    touch,
  );
  const box = await stage(page).boundingBox();
  if (box === null) throw new Error('the chart has no box');
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
  await expect(page.locator('tr.cross').filter({ hasText: /Buy|Sell/ })).toHaveCount(0);
  await expect(readout(page)).toBeVisible();
  await page.mouse.move(5, 5);
  await expect(ladder(page).locator('td.cross')).toHaveCount(0);
});

test('the ladder scrolls, stands still and comes back; depth is a table too', async ({ page, address }) => {
  await openAt(page, address, NOW);
  const best = (await ladder(page).locator('td.touch').first().innerText()).replace(/[▲▼\s]/g, '');
  const first = ladder(page).locator('tbody tr').first();
  const top = await first.innerText();
  await ladder(page).hover();
  await page.mouse.wheel(0, -4000);
  await expect(first).not.toHaveText(top);
  await expect(ladder(page).locator('td.touch')).toHaveCount(0);
  await page.getByRole('button', { name: 'Recentre' }).click();
  await expect(ladder(page).locator('td.touch').first()).toContainText(best);
  await page.getByRole('button', { name: 'Show as table' }).click();
  const depth = page.getByRole('table', { name: 'Depth by level' });
  await expect(depth.locator('tbody tr')).toHaveCount(20);
  await expect(depth.locator('tbody tr').first()).toContainText(best);
});

test('time and sales filters and stands still; the tape tells what it covers', async ({ page, address }) => {
  await openAt(page, address, NOW);
  const list = page.getByRole('region', { name: 'Trades, newest first' });
  await page.getByRole('textbox', { name: 'Size from' }).fill('500');
  await expect(page.getByTestId('trade-count')).toContainText('from this size on');
  const sizes = await list.locator('tbody td.size').allInnerTexts();
  expect(sizes.length).toBeGreaterThan(0);
  for (const size of sizes) expect(Number(size.replaceAll(',', ''))).toBeGreaterThanOrEqual(500);
  await page.getByRole('tab', { name: 'Tape' }).click();
  await expect(page.getByTestId('coverage')).toContainText('127,223 messages in 2 row groups');
  await expect(page.getByRole('table', { name: 'Row groups of the tape' }).locator('tbody tr')).toHaveCount(
    2,
  );
});
