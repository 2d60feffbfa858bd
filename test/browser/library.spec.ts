/**
 * The library as a person uses it: a tape with faults is found in the calendar, its faulty rows shown in SQL, repaired,
 * cut, given terms; it does not leave for others while its licence does not allow it; one that vanished is named and
 * comes back by its hash. Axe finds nothing serious in it.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { chooseFiles } from './fixture';
import { expect, openDeck, test } from './page';

/** The query engine is 18 MB: a slow machine takes its time. */
const slow = { timeout: 90_000 };
const NAME = 'faulty';

/** Prints of two symbols on two days in May 2024: one without size, one far off, one id twice. */
function faultyTrades(): { name: string; mimeType: string; buffer: Buffer } {
  const dayNs = 86_400_000_000_000n;
  const startNs = 1_715_000_400_000_000_000n;
  const rows = Array.from({ length: 60 }, (_, i) => ({
    type: 'trade',
    ts: String(startNs + (i < 40 ? 0n : dayNs) + BigInt(i) * 1_000_000_000n),
    symbol: i % 4 === 0 ? 'OTHER' : 'ACME',
    price: i === 21 ? '250.00' : `100.${10 + (i % 7)}`,
    size: i === 10 ? '0' : '5',
    id: i === 33 ? 31 : i + 1,
  }));
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return { name: `${NAME}.ndjson`, mimeType: 'application/x-ndjson', buffer: Buffer.from(text) };
}

const library = (page: Page): Locator => page.getByRole('dialog', { name: 'Library' });
const details = (page: Page, name: string): Locator =>
  library(page).getByRole('region', { name: `Tape ${name}`, exact: true });

async function openLibrary(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Library…' }).click();
  await expect(page.getByTestId('library-facts')).toBeVisible();
}
async function openFaulty(page: Page, address: string): Promise<string> {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Choose file…' })).toBeVisible();
  await chooseFiles(page, [faultyTrades()]);
  const kept = page.getByRole('list').getByRole('button', { name: /tape$/ }).first();
  await expect(kept).toBeVisible();
  return ((await kept.locator('span').first().textContent()) ?? '').trim();
}

test('faults are shown in SQL, repaired as a step, and the tape stays', async ({ page, address }) => {
  const name = await openFaulty(page, address);
  await openLibrary(page);
  const tape = details(page, name);
  for (const rule of ['zeroLots', 'outlier', 'repeated']) {
    await expect(
      tape
        .getByRole('row', { name: new RegExp(`^${rule}`) })
        .getByRole('cell')
        .nth(1),
    ).toHaveText('1');
  }
  const day = library(page).getByRole('button', { name: '2024-05-07: about 30 messages in 1 tape' });
  await expect(day).toBeVisible();
  await tape.getByRole('checkbox', { name: /rows of zeroLots/ }).check();
  await tape.getByRole('checkbox', { name: /rows of repeated/ }).check();
  await tape.getByRole('button', { name: 'Make repaired tape' }).click();
  const repaired = details(page, `${name} (repaired)`);
  await expect(repaired).toContainText('zeroLots: dropped 1 row, the first is row 10 of the parent');
  await expect(
    repaired
      .getByRole('row', { name: /^zeroLots/ })
      .getByRole('cell')
      .nth(1),
  ).toHaveText('0');
  await repaired.getByRole('button', { name, exact: true }).click();
  await tape.getByRole('button', { name: 'Show the rows of zeroLots in SQL' }).click();
  await expect(library(page)).toBeHidden();
  await expect(page.getByTestId('sql-facts')).toContainText('1 row', slow);
  await expect(page.getByLabel('SQL statement')).toHaveValue(/lots = 0/);
});

test('a part and terms make other tapes, each with its parent', async ({ page, address }) => {
  const name = await openFaulty(page, address);
  await openLibrary(page);
  const tape = details(page, name);
  await tape.getByText('Cut a part out…').click();
  await tape.getByLabel('Instrument', { exact: true }).selectOption('OTHER');
  await tape.getByLabel('Name', { exact: true }).fill('other alone');
  await tape.getByRole('button', { name: 'Cut', exact: true }).click();
  const part = details(page, 'other alone');
  await expect(part).toContainText('15 rows');
  await part.getByRole('button', { name: 'State terms of OTHER' }).click();
  const form = part.getByRole('form', { name: 'Terms of OTHER' });
  await form.getByLabel('Class of OTHER').selectOption('future');
  await form.getByLabel('Currency of prices').fill('USD');
  await form.getByLabel('Underlying').fill('OIL');
  await form.getByRole('button', { name: 'State terms' }).click();
  await expect(form.getByRole('status')).toContainText('multiplier');
  await form.getByLabel('Multiplier').fill('50');
  await form.getByRole('button', { name: 'State terms' }).click();
  await expect(part.getByRole('row', { name: /^OTHER/ })).toContainText('0.5 USD');
  await expect(part).toContainText('terms stated by hand: OTHER');
  await expect(part.getByRole('button', { name: 'other alone', exact: true })).toBeVisible();
});

test('a tape that may not be passed on travels by its hash', async ({ page, address }) => {
  const name = await openFaulty(page, address);
  await openLibrary(page);
  await details(page, name).getByRole('button', { name: 'Export or share…' }).click();
  const rights = page.getByRole('dialog', { name: 'Export or share this tape' });
  await expect(rights.getByTestId('redistribution')).toHaveText('not allowed: not to be passed on');
  await rights.getByLabel('To pass on to others').check();
  await expect(rights.getByRole('button', { name: /^Save/ })).toHaveCount(0);
  await rights.getByRole('button', { name: 'Copy link with its hash' }).click();
  await expect(rights.getByLabel('Link with the hash')).toHaveValue(/#v1;.*;h=[0-9a-f]{64};/);
  await rights.getByText('Its licence allows it after all…').click();
  await rights.getByRole('textbox', { name: 'Licence' }).fill('CC-BY-4.0');
  await rights.getByLabel(/it allows me to pass the data on/).check();
  await rights.getByRole('button', { name: 'State these rights' }).click();
  await expect(rights.getByTestId('redistribution')).toHaveText('allowed: may be passed on');
  await expect(rights.getByTestId('licence')).toHaveText('CC-BY-4.0');
  const files: string[] = [];
  page.on('download', (download) => files.push(download.suggestedFilename()));
  await rights.getByRole('button', { name: 'Save tape.json and rows.parquet' }).click();
  await expect.poll(() => files.sort()).toEqual(['rows.parquet', 'tape.json']);
  await expect(details(page, name)).toContainText('rights stated by hand: “CC-BY-4.0”');
});

test('a tape that vanished is named and comes back by its hash', async ({ page, address }) => {
  const name = await openFaulty(page, address);
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('tapedeck');
    await folder.removeEntry('tapes', { recursive: true });
  });
  await openLibrary(page);
  const tape = details(page, name);
  await expect(tape).toContainText('The browser cleared this tape away');
  const field = tape.locator('input[type=file]');
  const other = {
    ...faultyTrades(),
    buffer: Buffer.from(faultyTrades().buffer.toString().replace('250.00', '251.00')),
  };
  await field.setInputFiles(other);
  await expect(library(page)).toContainText('That is another tape');
  await field.setInputFiles(faultyTrades());
  await expect(tape.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
});

test('axe finds nothing serious in the library, in both themes, wide and on a phone', async ({
  page,
  address,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const name = await openFaulty(page, address);
  await openLibrary(page);
  const tape = details(page, name);
  await tape.getByText('Cut a part out…').click();
  await tape.getByRole('button', { name: 'State terms of ACME' }).click();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
      const wider = await library(page).evaluate((dialog) =>
        dialog.scrollWidth <= dialog.clientWidth
          ? []
          : [...dialog.querySelectorAll('*')]
              .filter((part) => part.getBoundingClientRect().right > dialog.getBoundingClientRect().right)
              .map((part) => `${part.tagName} ${part.className}`),
      );
      expect(wider).toEqual([]);
      await page.screenshot({ path: `build/test/library-${colorScheme}-${width}.png` });
    }
  }
});
