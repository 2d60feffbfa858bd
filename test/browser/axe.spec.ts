/**
 * Anybody can use the page: no serious or critical violation that axe finds, in both themes, on a desk and on a
 * phone; and nothing is cut off at 360 px.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, openDeck, test } from './page';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
];

for (const colorScheme of ['dark', 'light'] as const) {
  for (const viewport of SIZES) {
    test(`axe finds nothing serious: ${colorScheme}, ${viewport.width} px`, async ({ page, address }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openDeck(page, address);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
      expect(serious).toEqual([]);
    });
  }
}

test('nothing is wider than a phone', async ({ page, address }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openDeck(page, address);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
