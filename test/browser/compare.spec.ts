/**
 * A run in somebody's tape under every policy and queue model, in the page: a profit that hangs on a model is said in words,
 * the table leaves as a file with its assumptions, each way and each what-if opens as a branch that is what its row said;
 * a person chooses their account and reads its invoice.
 */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { goTo } from './by-keyboard';
import { expectVerified, openElsewhere, shareLink } from './elsewhere';
import { faults } from './faults';
import { openPlaying } from './steer';
import { engineNames, skipWithout, withTab } from './tab';
import { parseCommandLog, parseManifest } from '../../src/scenario';
import { firstPersonId, withPerson } from '../../src/scenario/person';
import { encodeLink } from '../../src/share';
import type { ComparisonJson } from '../../src/worker/comparison-protocol';
import { expect, keepSettings, openDeck, test } from './page';

const ticket = (page: Page): Locator => page.getByRole('region', { name: 'Order ticket' });
const order = (page: Page, name: string): Locator => page.locator(`tr[data-order="${name}"]`);
const row = (page: Page, way: string): Locator => page.locator(`tr[data-way="${way}"]`);

async function openPaused(page: Page, address: string, fragment: string, theme = 'dark'): Promise<void> {
  await keepSettings(page, { layout: 'trade', theme });
  await openDeck(page, address, fragment);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

async function send(page: Page, side: 'Buy' | 'Sell', price: string, lots: string): Promise<void> {
  await ticket(page).getByRole('button', { name: side }).first().click();
  await ticket(page).getByLabel('Quantity', { exact: true }).fill(lots);
  await ticket(page).getByLabel('Price', { exact: true }).fill(price);
  await page.getByTestId('send').click();
}

test('the same run under every policy and queue model, in words, as a file and as branches', async ({
  page,
  address,
  troubles,
}) => {
  await openPaused(page, address, '#v1;tape=tapes/opening/');
  await goTo(page, '09:35:00');
  await send(page, 'Buy', '102.71', '300');
  await expect(order(page, '#1')).toContainText('4,475 ahead');
  await goTo(page, '09:41:12');
  await expect(order(page, '#1')).toContainText('Filled');

  // Filled by history as it was; a model that moves an order by prints alone has it waiting still.
  await page.getByRole('button', { name: 'Compare policies and queue models' }).click();
  await expect(row(page, 'none, exact')).toContainText('as it is', { timeout: 60_000 });
  await expect(page.locator('tr[data-way]')).toHaveCount(13);
  await expect(row(page, 'consume, exact')).toContainText('same result, same fills');
  await expect(row(page, 'none, risk-averse').getByTestId('verdict')).toHaveText(
    '⚠ neither profit nor loss here',
  );
  const dialog = page.getByRole('dialog', { name: 'Every policy and queue model: all orders' });
  await expect(dialog.getByRole('status')).toContainText('the queue model alone decides');
  await dialog.getByText('What each row takes for granted').click();
  await expect(dialog).toContainText('level by level (L2), told from orders');
  expect(await faults(page)).toEqual([]);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(14);
  expect(lines[0]).toContain('assumed_queueModel');
  expect(lines.filter((line) => line.includes('rematch: the tape’s orders are matched again'))).toHaveLength(
    1,
  );

  // A row as a branch is what the row said.
  await page.getByRole('button', { name: 'Open none, risk-averse as a branch' }).click();
  await expect(page.getByRole('banner')).toContainText('branch at');
  await expect(order(page, '#1')).toContainText('New');
  await expect(page.getByTestId('clock')).toContainText('09:41:12');
  await expect(page.getByText('Flat: nothing was traded')).toBeVisible();

  // One order alone, with times since it was sent; and on to a way in which the tape is matched again.
  await page.getByRole('button', { name: 'Order #1, its steps' }).click();
  await page.getByRole('button', { name: 'Compare policies, #1' }).click();
  await expect(row(page, 'none, risk-averse')).toContainText('as it is', { timeout: 60_000 });
  await expect(row(page, 'rematch, exact')).toContainText('+06:09 min');
  await page.getByRole('button', { name: 'Open rematch, exact as a branch' }).click();
  await expect(order(page, '#1')).toContainText('Filled');
  await expect(page.getByTestId('position')).toContainText('300');
  expect(troubles).toEqual([]);
});

test('a what-if opens as a branch that is what its row said, and the run as it was is kept', async ({
  page,
  address,
  browser,
  troubles,
}) => {
  await openPaused(page, address, '#v1;tape=tapes/opening/');
  await goTo(page, '09:35:00');
  await send(page, 'Buy', '102.71', '300');
  await expect(order(page, '#1')).toContainText('4,475 ahead');
  await goTo(page, '09:41:12');
  await expect(order(page, '#1')).toContainText('Filled');

  const steps = page.getByRole('button', { name: 'Order #1, its steps' });
  const whatIf = async (what: string): Promise<Locator> => {
    if ((await steps.getAttribute('aria-expanded')) === 'false') await steps.click();
    await page.getByRole('button', { name: 'What if, #1' }).click();
    const asked = page.locator(`tr[data-what="${what}"]`);
    await expect(asked).toBeVisible({ timeout: 60_000 });
    return asked;
  };
  const half = await whatIf('half');
  await expect(half).toContainText('Half the size: 150');
  await expect(half).toContainText('Filled');
  await half.getByRole('button', { name: 'Open as a branch' }).click();
  await expect(page.getByRole('banner')).toContainText('branch at');
  await expect(page.getByTestId('clock')).toContainText('09:41:12');
  await expect(order(page, '#1')).toContainText('150');
  await expect(page.getByTestId('position')).toHaveText('▲ 150');

  // A branch of the branch, in which the order comes before it came: everything up to now is another course.
  const earlier = await whatIf('earlier');
  await earlier.getByRole('button', { name: 'Open as a branch' }).click();
  await expect(order(page, '#1')).toContainText('09:34:59.950');
  await expect(page.getByTestId('position')).toHaveText('▲ 150');

  // A run like any other: its link verifies, and what it came from is among the kept ones.
  const other = await openElsewhere(browser, await shareLink(page), { settings: { layout: 'trade' } });
  await expectVerified(other);
  await other.context().close();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Open' }).click();
  const kept = page.getByRole('tabpanel').getByText('Opening hour (synthetic)', { exact: true });
  await expect(kept.first()).toBeVisible({ timeout: 60_000 });
  expect(troubles).toEqual([]);
});

/** The thin sample at a venue that charges, with two accounts; paused after five minutes. */
async function venueLink(): Promise<string> {
  const thin = JSON.parse(await readFile('public/samples/thin.json', 'utf8')) as {
    instruments: object[];
  };
  const fees = [
    { name: 'take', role: 'taker', basisPoints: '10' },
    { name: 'levy', account: 91, side: 'sell', perLot: '0.5' },
  ];
  const manifest = parseManifest({
    ...thin,
    instruments: thin.instruments.map((one) => ({ ...one, venue: 'NORTH' })),
    accounts: [1, 7].map((id) => ({ id, cash: '100000000' })),
    venues: [{ name: 'NORTH', account: 90, fees }],
  });
  const start = manifest.span!.startNs;
  const view = { positionNs: start + 300_000_000_000n, speed: 1, loop: null, claim: null } as const;
  const encoded = await encodeLink({ manifest, humanLog: [], view: {}, bookmarks: [], ...view });
  if (!encoded.ok) throw new Error(encoded.message);
  return `#${encoded.fragment}`;
}

test('a person chooses the account that they trade, and its invoice adds up', async ({
  page,
  address,
  troubles,
}) => {
  await openPaused(page, address, await venueLink(), 'light');
  const choice = ticket(page).getByLabel('Account');
  await expect(choice).toHaveValue('1');
  const market = async (side: 'Buy' | 'Sell', lots: string): Promise<void> => {
    await ticket(page).getByRole('button', { name: side }).first().click();
    await ticket(page).getByLabel('Type', { exact: true }).selectOption('market');
    await ticket(page).getByLabel('Quantity', { exact: true }).fill(lots);
    await page.getByTestId('send').click();
  };
  await market('Buy', '200');
  await expect(order(page, '#1')).toContainText('Filled');
  await expect(page.getByTestId('position')).toHaveText('▲ 200');

  await choice.selectOption('7');
  await expect(order(page, '#1')).toHaveCount(0);
  await expect(page.getByText('Flat: nothing was traded')).toBeVisible();
  await market('Sell', '50');
  await expect(order(page, '#2')).toContainText('Filled');
  await expect(page.getByTestId('position')).toHaveText('▼ −50');

  await page.getByRole('button', { name: 'Invoice' }).click();
  const invoice = page.getByRole('dialog', { name: 'Invoice' });
  await expect(invoice.getByLabel('Paid by')).toHaveValue('7');
  await expect(invoice.locator('tr[data-line="levy"]')).toContainText('third party 91');
  await expect(invoice.locator('tr[data-line="levy"]')).toContainText('0.25');
  await expect(invoice.locator('tr[data-line="take"]')).toContainText('venue NORTH');
  await expect(invoice.getByTestId('invoice-zero')).toHaveText('0.00');
  await expect(invoice).toContainText('What one pays another receives');
  expect(await faults(page)).toEqual([]);
  await invoice.getByLabel('Paid by').selectOption({ label: 'account 1' });
  await expect(invoice.locator('tr[data-line="levy"]')).toHaveCount(0);
  await page.keyboard.press('Escape');

  await choice.selectOption('1');
  await expect(order(page, '#1')).toContainText('Filled');
  await expect(order(page, '#2')).toHaveCount(0);
  await expect(page.getByTestId('position')).toHaveText('▲ 200');
  await page.getByRole('button', { name: 'Flatten' }).click();
  await expect(page.getByTestId('position')).toHaveText('0');
  await choice.selectOption('7');
  await expect(page.getByTestId('position')).toHaveText('▼ −50');
  expect(troubles).toEqual([]);
});

/** The bundled tape with the order of the first test in it. */
async function orderLink(): Promise<string> {
  const json = JSON.parse(await readFile('public/tapes/opening/tape.json', 'utf8')) as {
    hash: string;
    instruments: Parameters<typeof withPerson>[1];
  };
  const tape = { hash: json.hash, name: 'Opening hour (synthetic)', url: 'tapes/opening/' };
  const manifest = withPerson(parseManifest({ version: 1, tape }), json.instruments);
  const command = { op: 'new', id: firstPersonId.toString(), side: 'buy', price: '10271', lots: 300 };
  const sent = [{ ...command, account: 1, ts: '1767623700000000000', source: 'person' }];
  const humanLog = parseCommandLog(sent, 'humanLog', 1);
  const place = { positionNs: null, speed: 1, loop: null, claim: null } as const;
  const encoded = await encodeLink({ manifest, humanLog, view: {}, bookmarks: [], ...place });
  if (!encoded.ok) throw new Error(encoded.message);
  return `#${encoded.fragment}`;
}

const firstFill = '1767624069884093694';

for (const engine of engineNames) {
  test(`${engine} has the same comparison`, async ({ address }) => {
    await skipWithout(engine);
    const link = await orderLink();
    await withTab(engine, async (tab) => {
      await openPlaying(tab, address + link);
      const filled = await tab.read(async () => {
        const ask = Reflect.get(globalThis, 'askNewestCell') as (request: unknown) => Promise<unknown>;
        await ask({ type: 'pause' });
        await ask({ type: 'seek', ns: 1_767_624_072_000_000_000n });
        const { rows } = (await ask({ type: 'compare', account: 1 })) as ComparisonJson;
        return rows.map(({ way, orders }) => {
          const { filledLots, firstFillNs } = orders[0]!;
          return `${way.policy} ${way.queueModel} ${way.exponent} ${filledLots} ${String(firstFillNs)}`;
        });
      });
      // As `compare-impact` tells of this order alone; the third power of what is ahead leaves 108 of its lots filled by then.
      const guessed = (policy: string): string[] => [
        `${policy} riskAverse 1000 0 null`,
        ...[1000, 2000].map((exponent) => `${policy} power ${exponent} 300 ${firstFill}`),
        `${policy} power 3000 108 ${firstFill}`,
        `${policy} logarithmic 1000 300 ${firstFill}`,
      ];
      const exact = ['none', 'consume', 'rematch'].map((policy) => `${policy} exact 3000 300 ${firstFill}`);
      expect(filled).toEqual([...exact, ...guessed('none'), ...guessed('consume')]);
      expect(tab.troubles).toEqual([]);
    });
  });
}
