/**
 * Nothing is cut off on any usual screen, in any layout, with any type size; fingers find their targets on a phone, and
 * the back of a room can read what a presenter shows.
 */
import type { Page } from '@playwright/test';
import { expect, keepSettings, openDeck, test } from './page';

const SCREENS = [
  { width: 360, height: 740, settings: {} },
  { width: 768, height: 1024, settings: {} },
  { width: 1280, height: 720, settings: {} },
  { width: 1280, height: 720, settings: { type: 'presenter' } },
  { width: 1440, height: 900, settings: { layout: 'researcher', numbers: 'space', zone: 'local' } },
  { width: 1440, height: 900, settings: { type: 'larger' } },
  { width: 1920, height: 1080, settings: { layout: 'teacher' } },
  { width: 1920, height: 1080, settings: { type: 'presenter', layout: 'researcher' } },
];

/** Controls that stand in part outside the window or outside a bar that does not scroll; and the page's own overflow. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const out: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) out.push(`page ${root.scrollWidth} of ${innerWidth}`);
    for (const bar of document.querySelectorAll('header, footer, .head')) {
      if (bar.scrollWidth > bar.clientWidth + 1)
        out.push(`${bar.className} ${bar.scrollWidth} of ${bar.clientWidth}`);
    }
    for (const control of document.querySelectorAll(
      'header button, header select, footer button, footer select',
    )) {
      const { left, right, top, bottom } = control.getBoundingClientRect();
      if (right === left) continue;
      if (left < 0 || right > innerWidth + 0.5 || top < 0 || bottom > innerHeight + 0.5)
        out.push(control.outerHTML.slice(0, 80));
    }
    return out;
  });

test('on a phone the transport is whole in sight under any number of banners', async ({ page, address }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openDeck(page, address);
  // Two more of the bars that a link, a recovery or an offer put below the header.
  await page.evaluate(() => {
    for (let i = 0; i < 2; i += 1) {
      const bar = document.createElement('section');
      bar.className = 'bar';
      bar.style.height = '48px';
      document.querySelector('.top')?.append(bar);
    }
  });
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(740);
  for (const top of [0, 10_000]) {
    await page.evaluate((to) => scrollTo(0, to), top);
    const box = await page.getByRole('contentinfo').boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThanOrEqual(740);
  }
});

for (const { width, height, settings } of SCREENS) {
  test(`nothing is cut off: ${width} × ${height} ${JSON.stringify(settings)}`, async ({ page, address }) => {
    await page.setViewportSize({ width, height });
    await keepSettings(page, settings);
    await openDeck(page, address);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    expect(await cutOff(page)).toEqual([]);
    if (width < 760) {
      for (const control of await page
        .locator('header button, footer button, footer select, [role=tab]')
        .all()) {
        const box = await control.boundingBox();
        if (box === null || (await control.getAttribute('data-testid')) === 'zone') continue;
        expect(box.height, await control.innerText()).toBeGreaterThanOrEqual(40);
      }
    }
    if (settings.type !== 'presenter') return;
    const small = await page.evaluate(() => {
      const scale = Number(getComputedStyle(document.documentElement).getPropertyValue('--scale'));
      const found: string[] = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
        const element = node.parentElement;
        if (element === null || node.textContent?.trim() === '') continue;
        if (!element.checkVisibility() || element.closest('.visually-hidden, option') !== null) continue;
        const px = Number.parseFloat(getComputedStyle(element).fontSize) * scale;
        if (px < 19.9) found.push(`${px.toFixed(1)} px: ${node.textContent?.trim().slice(0, 30)}`);
      }
      return found;
    });
    expect(small).toEqual([]);
  });
}

test('the layout menu moves the panels and is remembered', async ({ page, address }) => {
  await keepSettings(page);
  await openDeck(page, address);
  const ladder = page.getByRole('region', { name: 'Ladder' });
  await expect(ladder).toBeVisible();
  await page.getByRole('combobox', { name: 'Layout' }).selectOption('Researcher');
  await expect(ladder).toBeHidden();
  await expect(page.getByRole('tab', { name: 'Ladder' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Layout' })).toHaveValue('researcher');
  await expect(page.getByRole('tab', { name: 'Ladder' })).toBeVisible();
});
