/**
 * Ways of somebody without a pointer: to a control with Tab, to a moment with G.
 */
import type { Page } from '@playwright/test';
import { expect } from './page';

const focusName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
    const label = isField ? element.labels?.[0]?.textContent : null;
    return element?.getAttribute('aria-label') ?? label?.trim() ?? element?.textContent?.trim() ?? '';
  });

export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let press = 0; press < 120; press += 1) {
    const now = await focusName(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(name)}`);
}

/** Away from every field, so that single keys are the page's. */
export const leaveField = (page: Page): Promise<void> =>
  page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });

/** To a moment of the page's clock; the run arrives there. */
export async function goTo(page: Page, time: string): Promise<void> {
  await leaveField(page);
  await page.keyboard.press('g');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type(time);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByTestId('clock')).toContainText(time.slice(0, 8));
}
