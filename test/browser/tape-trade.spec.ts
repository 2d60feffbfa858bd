/**
 * A person trades inside somebody's tape, in the page: how the tape meets the orders is chosen in the ticket before the
 * first one, the ticket takes what that policy takes, ladder, blotter and counters say what became of it, and a link
 * carries it. By keyboard on the bundled tape; on a tape of trades; on a day of AMZN where its file is here.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from '@playwright/test';
import { typeRules } from '../../src/layout/order-rules';
import { refusalIn, type BookKind } from '../../src/layout/own-order-rules';
import { tifNames } from '../../src/ui/trade/legal';
import type { Frame } from '../../src/worker/protocol';
import { goTo, leaveField, tabTo } from './by-keyboard';
import { expectVerified, openElsewhere, shareLink } from './elsewhere';
import { faults } from './faults';
import { chooseFiles, type UploadedFile } from './fixture';
import { expect, keepSettings, openDeck, test } from './page';
import { tapCells } from './steer';
import { skipIf } from './tab';

const amzn = fileURLToPath(
  new URL('../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip', import.meta.url),
);

const ticket = (page: Page): Locator => page.getByRole('region', { name: 'Order ticket' });
const book = (page: Page): Locator => page.getByRole('region', { name: 'Your orders in this tape' });
const policy = (page: Page, name: string): Locator => book(page).getByRole('button', { name, exact: true });
const order = (page: Page, name: string): Locator => page.locator(`tr[data-order="${name}"]`);
const rest = (page: Page): Locator => page.getByTestId('preview-rest');
const counters = (page: Page): Locator => page.getByTestId('tape-counters').first();
const badge = (page: Page): Locator => page.locator('button.assumed');

async function pause(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible({ timeout: 60_000 });
  await leaveField(page);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

/** The bundled tape, ten minutes in, at rest. */
async function openTape(page: Page, address: string, settings: Record<string, string> = {}): Promise<void> {
  await page.addInitScript(tapCells);
  await keepSettings(page, { layout: 'trade', ...settings });
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Open Opening hour' }).press('Enter');
  await expect(page.getByRole('banner')).toContainText('Opening hour');
  await pause(page);
  await arrive(page, '09:40:00');
}

/** Digest and time in New York, from the cell behind the page. */
const place = (page: Page): Promise<{ digest: string; clock: string }> =>
  page.evaluate(async () => {
    const ask = Reflect.get(globalThis, 'askNewestCell') as (request: unknown) => Promise<Frame>;
    const { digest, nowNs } = await ask({ type: 'frame', since: null });
    const second = new Date(Number(nowNs / 1_000_000n) - 5 * 3_600_000).toISOString().slice(11, 19);
    return { digest, clock: `${second}.${(nowNs % 1_000_000_000n).toString().padStart(9, '0')}` };
  });

/** There, also by the cell behind the page: the clock that is shown runs ahead of a long way. */
async function arrive(page: Page, time: string): Promise<void> {
  await goTo(page, time);
  const exact = time.includes('.') ? time : `${time}.000000000`;
  // Hours are those of another zone on a summer’s day.
  await expect.poll(async () => (await place(page)).clock.slice(2), { timeout: 60_000 }).toBe(exact.slice(2));
}

async function expectTable(page: Page, kind: BookKind): Promise<void> {
  const field = (name: string): Locator => ticket(page).getByLabel(name, { exact: true });
  const greyed = async (name: string): Promise<boolean[]> =>
    field(name)
      .locator('option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).disabled));
  const types = typeRules.map(({ type }) =>
    tifNames.every((tif) => refusalIn(kind, type, tif, 'continuous')),
  );
  await expect.poll(() => greyed('Type')).toEqual(types);
  for (const type of ['limit', 'market'] as const) {
    await field('Type').selectOption(type);
    const tifs = tifNames.map((tif) => refusalIn(kind, type, tif, 'continuous') !== null);
    await expect.poll(() => greyed('Valid')).toEqual(tifs);
  }
  await field('Type').selectOption('limit');
}

/** Of the page’s own run; the newest cell of a page that verifies is another one. */
async function expectDigest(page: Page, digest: string): Promise<void> {
  await page.getByRole('tab', { name: 'Run' }).click();
  await expect(page.getByTestId('digest')).toHaveText(digest, { timeout: 60_000 });
  await page.getByRole('tab', { name: 'Orders' }).click();
}

/** Elsewhere, with the panels for trading. */
async function openThere(browser: Browser, page: Page): Promise<Page> {
  await leaveField(page);
  const link = await shareLink(page);
  return openElsewhere(browser, link, { settings: { layout: 'trade' }, prepare: tapCells });
}

test('a policy is chosen before the first order, and all that a person does in the tape is in its link', async ({
  page,
  address,
  browser,
  troubles,
}) => {
  await openTape(page, address);
  const plain = await place(page);
  await expect(policy(page, 'none')).toHaveAttribute('aria-pressed', 'true');
  await expectTable(page, 'none');
  await tabTo(page, 'rematch');
  await page.keyboard.press('Enter');
  await expect(book(page)).toContainText('matched again with your orders in it');
  await expectTable(page, 'rematch');
  await tabTo(page, 'consume');
  await page.keyboard.press('Enter');
  await expect(book(page)).toContainText('lots that you take are gone');
  await expectTable(page, 'consume');
  expect(await place(page)).toEqual(plain);

  // What the preview says before the first order is what the ladder and the blotter say after it.
  await page.keyboard.press('t');
  await expect(ticket(page).getByLabel('Quantity', { exact: true })).toBeFocused();
  await page.keyboard.type('300');
  await tabTo(page, 'Join bid');
  await page.keyboard.press('Enter');
  await expect(rest(page)).toContainText(/300 in the book, [\d,]+ ahead/);
  const ahead = /[\d,]+ ahead/.exec(await rest(page).innerText())![0];
  await tabTo(page, /^▲ Buy 300 @/);
  await page.keyboard.press('Enter');
  await expect(order(page, '#1')).toContainText(ahead);
  await expect(
    page
      .getByRole('region', { name: 'Ladder' })
      .getByRole('button', { name: `Own buy 300, ${ahead} (counted)` }),
  ).toBeVisible();
  for (const words of ['L3', 'queue exact', 'impact consume', 'latency none'])
    await expect(badge(page)).toContainText(words);

  // It takes the whole touch and more: those lots are gone, and the page counts them.
  await ticket(page).getByLabel('Type', { exact: true }).selectOption('market');
  await expect(page.getByTestId('preview-fills')).toContainText('300 @');
  const fills = await page.getByTestId('preview-fills').innerText();
  await tabTo(page, /^▲ Buy 300 market/);
  await page.keyboard.press('Enter');
  await expect(order(page, '#2')).toContainText('Filled');
  await expect(order(page, '#2')).toContainText(fills.split(' @ ')[1]!);
  await tabTo(page, 'Order #2, its steps');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Steps of #2' })).toContainText(
    /taken from tape order \d+, gone/,
  );
  await expect(counters(page)).toContainText('taken 300');
  await expect(counters(page)).toContainText('divergence');
  await page.getByRole('slider', { name: 'Position in the run' }).focus();
  await expect(page.getByTestId('moment')).toContainText('Bought');

  // On, a cancel at rest, back before all of it, on again: the same, to the digest.
  await arrive(page, '09:40:30');
  await leaveField(page);
  if ((await page.getByRole('button', { name: 'Cancel #1' }).count()) > 0) {
    await tabTo(page, 'Cancel #1');
    await page.keyboard.press('Enter');
    await expect(order(page, '#1')).toContainText('Canceled');
  }
  const before = await place(page);
  await leaveField(page);
  await page.keyboard.press('Home');
  await expect(order(page, '#1')).toContainText('To come');
  await expect(counters(page)).toContainText('taken 0');
  await goTo(page, before.clock);
  await expect.poll(() => place(page)).toEqual(before);

  const other = await openThere(browser, page);
  await expectVerified(other);
  await pause(other);
  await goTo(other, before.clock);
  await expectDigest(other, before.digest);
  await expect(order(other, '#2')).toContainText('Filled');
  await expect(policy(other, 'consume')).toHaveAttribute('aria-pressed', 'true');
  await other.context().close();
  expect(troubles).toEqual([]);
});

test('another policy later is another run, which is asked about; both are kept', async ({
  page,
  address,
}) => {
  await openTape(page, address);
  await ticket(page).getByLabel('Type', { exact: true }).selectOption('market');
  await page.getByTestId('send').click();
  await expect(order(page, '#1')).toContainText('Filled');
  const before = await place(page);
  const question = page.getByRole('dialog', { name: 'Another policy is another run' });
  await policy(page, 'rematch').click();
  await expect(question).toContainText('One command of yours met the tape under none');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  expect(await place(page)).toEqual(before);
  await expect(policy(page, 'none')).toHaveAttribute('aria-pressed', 'true');

  await policy(page, 'rematch').click();
  await page.getByRole('button', { name: 'Branch: keep both' }).click();
  await expect(page.getByRole('banner')).toContainText('branch at');
  await expect(policy(page, 'rematch')).toHaveAttribute('aria-pressed', 'true');
  await expect(order(page, '#1')).toContainText('Filled');
  await expect(badge(page)).toContainText('impact rematch');
  const after = await place(page);
  expect(after.clock).toBe(before.clock);
  expect(after.digest).not.toBe(before.digest);
  await page.getByRole('tab', { name: 'Open' }).click();
  await expect(page.getByRole('tabpanel').getByText('Opening hour', { exact: true }).first()).toBeVisible({
    timeout: 60_000,
  });
});

const prints: UploadedFile = {
  name: 'ACME_trades.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    `time,price,size\n${Array.from({ length: 400 }, (_, i) => {
      const at = new Date(Date.UTC(2024, 0, 2, 15) + i * 500).toISOString();
      return `${at},${(10 + ((i * 7) % 5) / 100).toFixed(2)},${1 + ((i * 3) % 9)}`;
    }).join('\n')}\n`,
  ),
};

test('a tape without orders says that it estimates, and what it cannot do', async ({ page, address }) => {
  await keepSettings(page, { layout: 'trade' });
  await openDeck(page, address);
  await page.getByRole('tab', { name: 'Open' }).click();
  await chooseFiles(page, [prints]);
  await expect(page.getByRole('banner')).toContainText('ACME_trades');
  await pause(page);
  await expect(policy(page, 'rematch')).toBeDisabled();
  await expect(book(page)).toContainText('No rematch here: the tape names no orders');
  await expect(book(page)).toContainText('No book in this tape');
  await book(page).getByLabel('Place in queue').selectOption({ label: 'Power' });
  await expect(book(page)).toContainText('split by powers');

  // Before the first row's successor, at a price that every fifth print has.
  await leaveField(page);
  await page.keyboard.press('Home');
  await ticket(page).getByLabel('Price', { exact: true }).fill('10.00');
  await ticket(page).getByLabel('Quantity', { exact: true }).fill('20');
  await expect(rest(page)).toContainText('20 in the book, ≈ 0 ahead');
  await page.getByRole('tab', { name: 'Orders' }).click();
  await page.getByTestId('send').click();
  await expect(order(page, '#1')).toContainText('≈ 0 ahead');
  await expect(badge(page)).toContainText('queue power 3');
  await page.getByRole('slider', { name: 'Position in the run' }).press('End');
  await expect(order(page, '#1')).toContainText('Filled');
  await page.getByRole('button', { name: 'Order #1, its steps' }).click();
  await expect(page.getByRole('list', { name: 'Steps of #1' })).toContainText(
    'a trade that history gave to others',
  );

  // After the last row there is nobody to trade with, and the page says so.
  await page.getByRole('button', { name: 'Flatten' }).click();
  await expect(order(page, '#2')).toContainText('Expired');
  await page.getByRole('button', { name: 'Order #2, its steps' }).click();
  await expect(page.getByRole('list', { name: 'Steps of #2' })).toContainText(
    'market order: the other side is empty',
  );
  await expect(page.getByTestId('position')).toContainText('20');
});

test('a day of AMZN: an order where history left room, and its link opened elsewhere', async ({
  page,
  address,
  browser,
  troubles,
}) => {
  skipIf(!existsSync(amzn), `${amzn} is not here`);
  await page.addInitScript(tapCells);
  await keepSettings(page, { layout: 'trade' });
  await openDeck(page, address);
  await page.getByRole('tab', { name: 'Open' }).click();
  await page.locator('input[type=file]').first().setInputFiles(amzn);
  await expect(page.getByRole('banner')).toContainText('AMZN', { timeout: 60_000 });
  await pause(page);
  await arrive(page, '10:15:00');
  await policy(page, 'rematch').click();
  await ticket(page).getByRole('button', { name: 'Join bid' }).click();
  await expect(rest(page)).toContainText(/100 in the book, [\d,]+ ahead/, { timeout: 60_000 });
  const ahead = /[\d,]+ ahead/.exec(await rest(page).innerText())![0];
  await page.getByRole('tab', { name: 'Orders' }).click();
  await page.getByTestId('send').click();
  await expect(order(page, '#1')).toContainText(ahead, { timeout: 60_000 });
  // It eats the book, far up.
  await ticket(page).getByLabel('Type', { exact: true }).selectOption('market');
  await ticket(page).getByLabel('Quantity', { exact: true }).fill('4000');
  await expect(page.getByTestId('preview-fills')).toContainText('4,000 @');
  const average = (await page.getByTestId('preview-fills').innerText()).split(' @ ')[1]!;
  await page.getByTestId('send').click();
  await expect(order(page, '#2')).toContainText(average);
  await arrive(page, '11:45:00');
  await expect(order(page, '#1')).toContainText('Filled');
  await expect(counters(page)).toContainText(/missing [1-9]/);
  const { digest } = await place(page);

  const other = await openThere(browser, page);
  await expect(other.getByRole('dialog', { name: 'Choose the tape of this link' })).toBeVisible({
    timeout: 60_000,
  });
  await other.locator('input[type=file]').first().setInputFiles(amzn);
  await expectVerified(other);
  await pause(other);
  await goTo(other, '11:45:00');
  await expectDigest(other, digest);
  await expect(order(other, '#1')).toContainText('Filled');
  await other.context().close();
  expect(troubles).toEqual([]);
});

for (const { width, height, theme } of [
  { width: 1440, height: 900, theme: 'light' },
  { width: 360, height: 740, theme: 'dark' },
]) {
  test(`anybody can trade in a tape: ${width} px, ${theme}`, async ({ page, address }) => {
    await page.setViewportSize({ width, height });
    await openTape(page, address, { theme });
    const isNarrow = width < 760;
    if (isNarrow) await page.getByRole('tab', { name: 'Ticket' }).click();
    await policy(page, 'consume').click();
    await expect(rest(page)).toContainText('ahead');
    expect(await faults(page)).toEqual([]);
    await page.getByTestId('send').click();
    await expect(counters(page)).toBeVisible();
    if (isNarrow) await expect(book(page)).toContainText('L3 · queue exact · impact consume · latency none');
    await policy(page, 'none').click();
    await expect(page.getByRole('dialog', { name: 'Another policy is another run' })).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    if (isNarrow) await page.getByRole('tab', { name: 'Orders' }).click();
    await page.getByRole('button', { name: 'Order #1, its steps' }).click();
    await expect(page.getByRole('list', { name: 'Steps of #1' })).toContainText('beside the tape’s orders');
    expect(await faults(page)).toEqual([]);
  });
}
