/**
 * What axe finds serious in a page, one line a rule with the elements that break it; and whether the page is wider
 * than its screen.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** All rules, or contrast alone where only the colours differ from what was looked at before. */
export async function seriousFaults(
  page: Page,
  rules: 'all' | 'contrast' = 'all',
  within?: string,
): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  if (rules === 'contrast') axe.withRules(['color-contrast']);
  if (within !== undefined) axe.include(within);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** The same, and that nothing has to be scrolled sideways. */
export async function faults(page: Page): Promise<string[]> {
  const out = await seriousFaults(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return wide > 0 ? [...out, `${wide} px too wide`] : out;
}
