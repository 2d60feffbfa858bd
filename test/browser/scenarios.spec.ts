/**
 * The scenario library in every engine: each link opens, its run is computed again there, and comes to the digest that
 * Node pinned. In one of them somebody finds a scenario, opens it by keyboard and answers a question.
 */
import { readFileSync } from 'node:fs';
import type { ScenarioEntry } from '../../src/cli/scenario-entry';
import { expect, openDeck, test } from './page';
import { shownVerdict } from './steer';
import { engineNames, skipWithout, withTab } from './tab';

const library = JSON.parse(readFileSync('public/scenarios/index.json', 'utf8')) as ScenarioEntry[];

for (const engine of engineNames) {
  test(`${engine} comes to the digest of every scenario`, async ({ address }) => {
    await skipWithout(engine);
    test.setTimeout(240_000);
    await withTab(engine, async (tab) => {
      for (const { name, link } of library) {
        await tab.goto(address + link);
        await expect
          .poll(() => shownVerdict(tab), { timeout: 60_000, message: name, intervals: [100] })
          .toBe('verified');
        expect(tab.troubles, name).toEqual([]);
        await tab.leave();
      }
    });
  });
}

test('a scenario is found, opened and answered by keyboard', async ({ page, address, troubles }) => {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('s');
  const gallery = page.getByRole('dialog', { name: 'Samples' });
  await gallery.getByRole('button', { name: 'Scenarios' }).press('Enter');
  await expect(gallery.getByRole('listitem')).toHaveCount(library.length);
  await gallery.getByRole('link', { name: 'Open Iceberg hunt' }).press('Enter');
  await expect(page.getByRole('banner')).toContainText('Iceberg hunt');
  const lesson = page.getByRole('tabpanel', { name: 'Lesson' });
  await expect(lesson).toContainText('Find an iceberg by what it does');
  const refill = lesson.getByRole('group', { name: 'After each refill the iceberg stands …' });
  await refill.getByRole('radio', { name: 'first in its level' }).press('Space');
  await expect(refill).toContainText('not quite');
  await expect(lesson).toContainText('A refill loses priority');
  await refill.getByRole('radio', { name: 'first in its level' }).press('ArrowDown');
  await expect(refill).not.toContainText('not quite');
  expect(troubles).toEqual([]);
});
