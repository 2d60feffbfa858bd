/**
 * A run that one browser shares and another opens, which has never seen the page: a context with an empty disk. The
 * verdict there is that of a run computed anew.
 */
import type { Browser, Page } from '@playwright/test';
import { drawSeldom } from './draw-seldom';
import { expect, keepSettings } from './page';

/** Times of a machine that does much else: another run is computed whole before the words come. */
const slow = { timeout: 60_000 };

interface Visit {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly settings?: Record<string, string>;
  /** runs in the page before its own scripts */
  readonly prepare?: () => void;
}

/** Opens Share and leaves it open. */
export async function shareLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#v1;/, slow);
  return field.inputValue();
}

/** Close its context when it has served. */
export async function openElsewhere(browser: Browser, link: string, visit: Visit = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: visit.viewport ?? { width: 1440, height: 900 } });
  await context.addInitScript(drawSeldom);
  if (visit.prepare !== undefined) await context.addInitScript(visit.prepare);
  const other = await context.newPage();
  if (visit.settings !== undefined) await keepSettings(other, visit.settings);
  await other.goto(link);
  return other;
}

export async function expectVerified(page: Page): Promise<void> {
  await expect(page.locator('[data-verdict]')).toHaveAttribute('data-verdict', 'verified', slow);
}
