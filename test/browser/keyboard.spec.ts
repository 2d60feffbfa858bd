/**
 * The whole page without a pointer: a first lesson from opening a sample to a copied link, the order of the focus,
 * dialogs that keep and give back the focus, letters that can be switched off.
 */
import type { Page } from '@playwright/test';
import { expect, keepSettings, openDeck, test } from './page';

const focusName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });

async function pause(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

/** Tab until a control is reached; fails when the page has no such control in its order. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let press = 0; press < 90; press += 1) {
    await page.keyboard.press('Tab');
    const now = await focusName(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
  }
  throw new Error(`Tab does not reach ${String(name)}`);
}

async function readEvent(page: Page): Promise<number> {
  const text = await page.getByTestId('event').innerText();
  return Number(/([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
}

test('a first lesson with no pointer', async ({ page, address, context, troubles }) => {
  await keepSettings(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(address).origin });
  await openDeck(page, address);
  await pause(page);

  // Opens a sample.
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog', { name: 'Samples' })).toBeVisible();
  await tabTo(page, 'Open Opening hour');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('banner')).toContainText('Opening hour');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();

  // Plays and pauses, wherever the focus is.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await pause(page);

  // Steps back and forth: the same place has the same digest.
  const played = await readEvent(page);
  await page.keyboard.press('Home');
  // Everything at the first moment is played at once; what comes after it is played one by one.
  await expect.poll(() => readEvent(page)).toBeLessThan(played / 2);
  const start = await readEvent(page);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readEvent(page)).toBe(start + 1);
  await page.keyboard.press('ArrowRight');
  const at = start + 2;
  await expect.poll(() => readEvent(page)).toBe(at);
  const digest = await page.getByTestId('digest').innerText();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => readEvent(page)).toBe(at - 1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readEvent(page)).toBe(at);
  await expect(page.getByTestId('digest')).toHaveText(digest);

  // Jumps to a time.
  await page.keyboard.press('g');
  await expect(page.getByRole('textbox', { name: 'Time, event number or condition' })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('09:40:00');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('clock')).toHaveText('09:40:00');
  await expect(page.getByRole('status').filter({ hasText: 'At 09:40:00' })).toHaveCount(1);

  // Opens a tab.
  await tabTo(page, 'Time & sales');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Log' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tabpanel').locator('tbody tr').first()).toBeVisible();

  // Copies the link.
  await tabTo(page, 'Share');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeFocused({ timeout: 60_000 });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Copied ✓' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('#v1;');
  await page.keyboard.press('Escape');
  await expect.poll(() => focusName(page)).toBe('Share');
  expect(troubles).toEqual([]);
});

test('the focus goes from header through panels to the transport, and is always to be seen', async ({
  page,
  address,
}) => {
  await keepSettings(page);
  await openDeck(page, address);
  await pause(page);
  const regions: string[] = [];
  const unseen: string[] = [];
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      // A chosen option of a group draws its ring on the label beside it.
      const ringed = element.matches('input[type=radio]') ? (element.nextElementSibling ?? element) : element;
      const style = getComputedStyle(ringed);
      return {
        region: element.closest('header, main, footer')?.tagName ?? 'elsewhere',
        name: element.outerHTML.slice(0, 90),
        isRinged: style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2,
      };
    });
    if (found === null) break;
    if (regions.at(-1) !== found.region) regions.push(found.region);
    if (!found.isRinged) unseen.push(found.name);
  }
  expect(regions.slice(0, 3)).toEqual(['HEADER', 'MAIN', 'FOOTER']);
  expect(unseen).toEqual([]);
});

test('F6 goes from panel to panel, both ways', async ({ page, address }) => {
  await keepSettings(page);
  await openDeck(page, address);
  await pause(page);
  const panel = (): Promise<string> =>
    page.evaluate(
      () => document.activeElement?.closest('.panel, .bar')?.getAttribute('aria-label') ?? 'Header',
    );
  await page.keyboard.press('F6');
  const seen = [await panel()];
  for (let press = 0; press < 3; press += 1) {
    await page.keyboard.press('F6');
    seen.push(await panel());
  }
  expect(seen.slice(0, 3)).toEqual(['Header', 'Ladder', 'Chart']);
  await page.keyboard.press('Shift+F6');
  expect(await panel()).toBe(seen[2]);
});

const DIALOGS = [
  { key: '?', name: 'Help' },
  { key: ',', name: 'Settings' },
  { key: 'i', name: 'Glossary' },
];

test('dialogs keep the focus and give it back', async ({ page, address }) => {
  await keepSettings(page);
  await openDeck(page, address);
  await pause(page);
  await page.getByRole('button', { name: 'Step back' }).focus();
  for (const { key, name } of DIALOGS) {
    await page.keyboard.press(key);
    const dialog = page.getByRole('dialog', { name });
    await expect(dialog).toBeVisible();
    // Past the last control the browser's own bar may have its turn, then the dialog again; never the page.
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press('Tab');
      const isOutside = await page.evaluate(() => {
        const element = document.activeElement;
        return element !== document.body && element?.closest('dialog') === null;
      });
      expect(isOutside).toBe(false);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: 'Step back' })).toBeFocused();
  }
});

test('letters can be switched off; Space and arrows stay', async ({ page, address }) => {
  await keepSettings(page, { letters: 'off' });
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  for (const key of ['g', 'i', ',', '?']) await page.keyboard.press(key);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
