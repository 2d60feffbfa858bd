/**
 * A person trades in the page: without a pointer from the ticket to a verified link, with one on the ladder; what the
 * preview says is what happens; acting in the past asks; nothing is sent by accident; anybody can use it.
 */
import type { Locator, Page } from '@playwright/test';
import { refusalOf, typeRules } from '../../src/layout/order-rules';
import { tifNames } from '../../src/ui/trade/legal';
import type { Frame } from '../../src/worker/protocol';
import { goTo, leaveField, tabTo } from './by-keyboard';
import { expectVerified, openElsewhere, shareLink } from './elsewhere';
import { faults } from './faults';
import { tapCells } from './steer';
import { expect, keepSettings, openDeck, test } from './page';

async function openPaused(page: Page, address: string, settings: Record<string, string> = {}): Promise<void> {
  await keepSettings(page, settings);
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

const ticket = (page: Page): Locator => page.getByRole('region', { name: 'Order ticket' });
const quantity = (page: Page): Locator => ticket(page).getByLabel('Quantity', { exact: true });
const price = (page: Page): Locator => ticket(page).getByLabel('Price', { exact: true });
const send = (page: Page): Locator => page.getByTestId('send');
const order = (page: Page, name: string): Locator => page.locator(`tr[data-order="${name}"]`);
/** Digest and exact time, from the cell behind the page: what is shown may be a frame older. */
const place = (page: Page): Promise<{ digest: string; clock: string }> =>
  page.evaluate(async () => {
    const ask = Reflect.get(globalThis, 'askNewestCell') as (request: unknown) => Promise<Frame>;
    const { digest, nowNs } = await ask({ type: 'frame', since: null });
    const second = new Date(Number(nowNs / 1_000_000n)).toISOString().slice(11, 19);
    return { digest, clock: `${second}.${(nowNs % 1_000_000_000n).toString().padStart(9, '0')}` };
  });

test('a person without a pointer places, replaces, cancels, is filled, rewinds, replays and shares', async ({
  page,
  address,
  browser,
  troubles,
}) => {
  await page.addInitScript(tapCells);
  await openPaused(page, address);
  await page.keyboard.press('t');
  await expect(quantity(page)).toBeFocused();

  // Far from the touch: it rests.
  await page.keyboard.type('300');
  await tabTo(page, 'Price');
  for (let tick = 0; tick < 5; tick += 1) await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('preview-rest')).toContainText('300 in the book');
  const ahead = /([\d,]+) ahead/.exec(await page.getByTestId('preview-rest').innerText())![0];
  await page.keyboard.press('Enter');
  await expect(order(page, '#1')).toContainText('New');
  await expect(order(page, '#1')).toContainText(ahead);

  // Replaced at a price where it is filled at once.
  await tabTo(page, 'Order #1, its steps');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Steps of #1' })).toContainText('joined the queue');
  await tabTo(page, 'Price');
  for (let tick = 0; tick < 40; tick += 1) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(order(page, '#1')).toContainText('Filled');
  await expect(page.getByRole('list', { name: 'Steps of #1' })).toContainText('taken from');
  await expect(page.getByTestId('position')).toContainText('300');

  // Another one is cancelled.
  await page.keyboard.press('t');
  await expect(quantity(page)).toBeFocused();
  await tabTo(page, 'Price');
  for (let tick = 0; tick < 9; tick += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(order(page, '#2')).toContainText('ahead');
  await tabTo(page, 'Cancel #2');
  await page.keyboard.press('Enter');
  await expect(order(page, '#2')).toContainText('Canceled');

  // Back: nobody has sent anything. On again: everything is as it was, to the digest.
  const before = await place(page);
  await leaveField(page);
  await page.keyboard.press('Home');
  await expect(order(page, '#1')).toContainText('To come');
  await expect(page.getByText(/sent later than now/)).toBeVisible();
  await goTo(page, before.clock);
  await expect(order(page, '#1')).toContainText('Filled');
  await expect(order(page, '#2')).toContainText('Canceled');
  await expect.poll(() => place(page)).toEqual(before);

  // The link carries the orders, and another browser verifies it.
  const other = await openElsewhere(browser, await shareLink(page), { settings: { layout: 'trade' } });
  await expectVerified(other);
  await expect(order(other, '#1')).toContainText('Filled');
  await other.context().close();
  expect(troubles).toEqual([]);
});

test('what the preview says happens, and the ticket greys out what the table refuses', async ({
  page,
  address,
}) => {
  await openPaused(page, address, { layout: 'trade' });
  const type = ticket(page).getByLabel('Type', { exact: true });
  for (const rule of typeRules) {
    await type.selectOption(rule.type);
    const options = await ticket(page).getByLabel('Valid').locator('option').all();
    const greyed = await Promise.all(options.map((option) => option.isDisabled()));
    expect(greyed).toEqual(tifNames.map((tif) => refusalOf(rule.type, tif, 'continuous') !== null));
  }
  await type.selectOption('market');
  await quantity(page).fill('4200');
  const fills = page.getByTestId('preview-fills');
  await expect(fills).toContainText('4,200 @');
  const [lots, average] = (await fills.innerText()).split(' @ ');
  await send(page).click();
  await expect(order(page, '#1')).toContainText('Filled');
  await expect(order(page, '#1')).toContainText(lots!);
  await expect(order(page, '#1')).toContainText(average!);

  // Refused: with the code, the words of the table, and the way to the rule.
  await type.selectOption('limit');
  await quantity(page).fill('900000');
  await expect(page.getByRole('group', { name: 'Preview' })).toContainText(
    'the account cannot reserve this order’s cost',
  );
  await send(page).click();
  await expect(order(page, '#2')).toContainText('Rejected');
  await page.getByRole('button', { name: 'insufficientFunds' }).click();
  await expect(page.getByRole('dialog', { name: 'Rules of orders' }).locator('[aria-current]')).toHaveText(
    'insufficientFunds',
  );
  await page.keyboard.press('Escape');

  // Flat again, and the account tells so.
  await page.getByRole('button', { name: 'Flatten' }).click();
  await expect(page.getByTestId('position')).toHaveText('0');
});

test('the ladder sends only when armed; orders there are moved and cancelled', async ({ page, address }) => {
  await openPaused(page, address, { layout: 'trade' });
  const rows = page.locator('tr[data-units]');
  await expect(rows.first()).toBeVisible();
  const low = rows.nth((await rows.count()) - 3);
  await expect(quantity(page)).toBeVisible();
  await low.locator('td.b').click();
  await expect(ticket(page).getByLabel('Price', { exact: true })).toHaveValue(
    (await low.locator('td.p').innerText()).trim(),
  );
  await expect(page.getByText('No order was sent in this run')).toBeVisible();

  await page.getByRole('switch', { name: '1-click off' }).click();
  await low.locator('td.b').click();
  const own = low.getByRole('button', { name: /Own buy 100, [\d,]+ ahead/ });
  await expect(own).toBeVisible();
  await expect(order(page, '#1')).toContainText('New');

  // Moved by keys, one tick up; the order knows its new price.
  const from = (await low.locator('td.p').innerText()).trim();
  await low.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(order(page, '#1')).not.toContainText(from);
  const above = rows.nth((await rows.count()) - 4);
  await expect(above.getByRole('button', { name: /Own buy/ })).toBeVisible();
  // Dragged two rows down.
  const [chip, target] = [above.getByRole('button', { name: /Own buy/ }), rows.nth((await rows.count()) - 2)];
  const [start, end] = [(await chip.boundingBox())!, (await target.boundingBox())!];
  await page.mouse.move(start.x + 5, start.y + 5);
  await page.mouse.down();
  await page.mouse.move(end.x + 20, end.y + end.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(target.getByRole('button', { name: /Own buy/ })).toBeVisible();
  await target.focus();
  await page.keyboard.press('Delete');
  await expect(order(page, '#1')).toContainText('Canceled');

  await page.keyboard.press('Escape');
  await expect(page.getByRole('switch', { name: '1-click off' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('tr[data-order]')).toHaveCount(1);
});

test('acting in the past asks: a branch keeps both', async ({ page, address }) => {
  await openPaused(page, address, { layout: 'trade' });
  await ticket(page).getByLabel('Type', { exact: true }).selectOption('market');
  await send(page).click();
  await expect(order(page, '#1')).toContainText('Filled');

  // What if it had been half of it: open that course of events.
  await page.getByRole('button', { name: 'Order #1, its steps' }).click();
  await page.getByRole('button', { name: 'What if, #1' }).click();
  const half = page.locator('tr[data-what="half"]');
  await expect(half).toContainText('Half the size: 50', { timeout: 60_000 });
  await expect(page.locator('tr[data-what="better"]')).toContainText('It had no limit price');
  await page.keyboard.press('Escape');

  await leaveField(page);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(order(page, '#1')).toContainText('To come');
  await send(page).click();
  const question = page.getByRole('dialog', { name: 'You acted later than this' });
  await expect(question).toContainText('one command of yours');
  await page.keyboard.press('Escape');
  await expect(page.locator('tr[data-order]')).toHaveCount(1);
  await send(page).click();
  await page.getByRole('button', { name: 'Branch: keep both' }).click();
  await expect(order(page, '#2')).toContainText('Filled');
  await expect(order(page, '#1')).toHaveCount(0);
  await expect(page.getByRole('banner')).toContainText('branch at');

  // The run as it was is among those that this browser keeps.
  await page.getByRole('tab', { name: 'Open' }).click();
  await expect(
    page.getByRole('tabpanel').getByText('Crash through a shock', { exact: true }).first(),
  ).toBeVisible({
    timeout: 60_000,
  });
});

for (const { width, height, theme } of [
  { width: 1440, height: 900, theme: 'light' },
  { width: 360, height: 740, theme: 'dark' },
]) {
  test(`anybody can trade: ${width} px, ${theme}`, async ({ page, address }) => {
    await page.setViewportSize({ width, height });
    await openPaused(page, address, { layout: 'trade', theme });
    const isNarrow = width < 760;
    if (isNarrow) await page.getByRole('tab', { name: 'Ticket' }).click();
    await expect(quantity(page)).toBeVisible();
    await ticket(page).getByText('Terms', { exact: true }).click();
    await expect(price(page)).toHaveValue(/\d/);
    // Well behind the touch of any moment at which the run may have paused: it rests.
    for (let tick = 0; tick < 9; tick += 1) await price(page).press('ArrowDown');
    await send(page).click();
    if (isNarrow) {
      expect(await faults(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Orders' }).click();
    }
    await expect(order(page, '#1')).toContainText('New');
    await page.getByRole('button', { name: 'Order #1, its steps' }).click();
    await expect(page.getByRole('button', { name: 'Replace #1' })).toBeVisible();
    expect(await faults(page)).toEqual([]);
    if (!isNarrow) return;
    await page.getByRole('tab', { name: 'Positions' }).click();
    await expect(page.getByTestId('equity')).toBeVisible();
    expect(await faults(page)).toEqual([]);
  });
}
