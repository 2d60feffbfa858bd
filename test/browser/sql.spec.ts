/**
 * The SQL tab as a person uses it: nothing of it loads before it is opened; every saved query answers; a heavy query is
 * stopped and the next one works; rows leave as a file; nothing breaks the policy and axe finds nothing serious.
 */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { savedQueries } from '../../src/ui/queries/saved-queries';
import { playPair } from './fixture';
import { expect, openDeck, test } from './page';

/** The query engine is 18 MB: a slow machine takes its time. */
const slow = { timeout: 90_000 };

const run = (page: Page): Promise<void> => page.getByRole('button', { name: 'Run query' }).click(slow);
const editor = (page: Page) => page.getByLabel('SQL statement');
const facts = (page: Page) => page.getByTestId('sql-facts');

async function openSql(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'SQL' }).click();
  await expect(page.getByLabel('Table', { exact: true })).toBeVisible(slow);
}

async function goToEnd(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.locator('#jump-text').fill('09:40:00');
  await page.locator('#jump-text').press('Enter');
  await expect(page.locator('#jump-text')).not.toBeVisible();
  await expect(page.getByTestId('event')).toContainText(/event (\d{3}) of \1/);
}

async function ask(page: Page, sql: string): Promise<void> {
  await editor(page).fill(sql);
  await editor(page).press('Control+Enter');
  await expect(facts(page)).toBeVisible(slow);
}

test('saved queries, picture, export, stop', async ({ page, address, troubles }) => {
  test.setTimeout(300_000);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await openDeck(page, address);
  await playPair(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await goToEnd(page);
  expect(loaded.filter((url) => /duckdb|query|Sql/.test(url))).toEqual([]);
  await openSql(page);

  for (const { id, view } of savedQueries) {
    await page.getByLabel('Saved and earlier queries').selectOption(id);
    await run(page);
    await expect(facts(page), id).toContainText(/as of 09:3\d:\d\d\.\d{3}/, slow);
    if (view === 'table') await expect(page.getByTestId('sql-rows')).toBeVisible();
    // The pair of files is short and has no cancelled order, so some queries find nothing.
    else
      await expect(
        page.getByTestId('sql-chart').locator('canvas').or(page.getByText('No rows, so nothing to draw.')),
      ).toBeVisible();
  }
  const { violations } = await new AxeBuilder({ page }).include('[role=tabpanel]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`)).toEqual(
    [],
  );

  await ask(page, 'SELECT n, price, lots FROM trades ORDER BY n');
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  const rows = Number(
    /([\d,]+) rows/.exec((await facts(page).textContent()) ?? '')?.[1]?.replaceAll(',', ''),
  );
  expect(rows).toBeGreaterThan(200);
  // Only some rows are in the page, the others come as they are scrolled to.
  expect(await page.getByTestId('sql-rows').locator('tbody tr').count()).toBeLessThanOrEqual(202);
  await page.getByRole('region', { name: 'Result' }).evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
  await expect(page.locator(`tr[aria-rowindex="${rows + 1}"]`)).toBeVisible();
  await page.getByText('Export', { exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const csv = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\n');
  expect(csv.filter((line) => !line.startsWith('#'))).toHaveLength(rows + 1);
  expect(csv[0]).toBe('# source: Tapedeck');

  // A join of everything with everything never pauses: its worker has to go.
  await editor(page).fill(
    'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range % 7 = b.range % 5',
  );
  await run(page);
  await expect(page.getByText('Running…')).toBeVisible(slow);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Run query' })).toBeVisible(slow);
  await ask(page, 'SELECT count(*) AS trades FROM trades');
  await expect(page.getByTestId('sql-rows')).toContainText(`${rows}`);

  await editor(page).fill('SELECT nothing_here FROM trades');
  await run(page);
  await expect(page.getByRole('group', { name: 'Error E-SQL-02' })).toContainText('Line 1, column 8', slow);
  expect(troubles).toEqual([]);
});

test('suggestions by keyboard, a million rows, a result replayed, history kept', async ({
  page,
  address,
  troubles,
}) => {
  test.setTimeout(300_000);
  await openDeck(page, address);
  await playPair(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await goToEnd(page);
  await openSql(page);
  const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
  await editor(page).fill('SELECT count(*) FROM ');
  await editor(page).press('Control+Space');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(options.first()).toBeInViewport();
  await editor(page).pressSequentially('trad');
  await editor(page).press('ArrowDown');
  await expect(editor(page)).toHaveAttribute('aria-activedescendant', /option-0$/);
  const { violations } = await new AxeBuilder({ page }).include('[role=tabpanel]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await editor(page).press('Enter');
  await expect(editor(page)).toHaveValue('SELECT count(*) FROM trades');
  await expect(options).toHaveCount(0);

  await ask(page, 'SELECT range AS i FROM range(1000000)');
  await expect(facts(page)).toContainText('1,000,000 rows', slow);
  await page.getByRole('region', { name: 'Result' }).evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
  await expect(page.locator('tr[aria-rowindex="1000001"]')).toContainText('999999');

  await ask(page, 'SELECT n, tsNs, price, lots, aggressor FROM trades ORDER BY n');
  await expect(page.getByTestId('sql-rows')).toContainText('aggressor', slow);
  await page.getByText('Export', { exact: true }).click();
  await page.getByRole('button', { name: 'Replay as a tape' }).click();
  await expect(page.getByRole('banner')).toContainText('Query of', slow);
  await page.reload();
  await openSql(page);
  await expect(page.getByRole('option', { name: /^SELECT n, tsNs, price, lots/ })).toBeAttached();
  expect(troubles).toEqual([]);
});
