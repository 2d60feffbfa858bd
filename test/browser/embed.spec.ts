/**
 * The page inside a page of another origin: with its own origin, with an opaque one, and on a host that cannot serve an
 * opaque one. And the same digests with and without cross-origin isolation.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from '@playwright/test';
import { expect, keepSettings, openDeck, servePage, test } from './page';
import { playPair } from './fixture';

/** A page of somebody else: another origin, one frame. */
async function serveHost(frame: string): Promise<{ url: string; close: () => void }> {
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!doctype html><html lang="en"><title>Lesson</title><h1>Lesson</h1>${frame}</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

async function embedIn(
  page: Page,
  src: string,
  sandbox: string,
): Promise<{ frame: Frame; close: () => void }> {
  const host = await serveHost(
    `<iframe title="run" src="${src.replaceAll('&', '&amp;')}" width="820" height="460" sandbox="${sandbox}"></iframe>`,
  );
  await page.goto(host.url);
  const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
  if (frame === null || frame === undefined) throw new Error('there is no frame');
  return { frame, close: host.close };
}

const QUERY = '?embed=1&panels=ladder,chart,trades&theme=light';

async function expectPlaying(frame: Frame): Promise<void> {
  const clock = frame.getByTestId('clock');
  await expect(frame.getByRole('button', { name: 'Pause' })).toBeVisible();
  const before = await clock.innerText();
  await expect(clock).not.toHaveText(before);
  await expect(frame.getByRole('table', { name: 'Order book by price' }).locator('td.p').nth(2)).toHaveText(
    /\d/,
  );
}

test('a page of another origin embeds a run with the panels it names', async ({
  page,
  address,
  troubles,
}) => {
  const { frame, close } = await embedIn(page, address + QUERY, 'allow-scripts allow-same-origin');
  await expectPlaying(frame);
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(frame.getByRole('tab')).toHaveText(['Time & sales']);
  await expect(frame.getByRole('region', { name: 'Touch and spread' })).toHaveCount(0);
  await expect(frame.getByRole('region', { name: 'First visit' })).toHaveCount(0);
  await expect(frame.getByRole('region', { name: 'Options of the address' })).toHaveCount(0);
  expect(await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
    0,
  );
  expect(await frame.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(
    0,
  );
  expect(troubles).toEqual([]);
  close();
});

test('without controls it still can be paused, and unknown options are said', async ({ page, address }) => {
  const query = '?embed=1&panels=chart,pie&controls=0&speed=9';
  const { frame, close } = await embedIn(page, address + query, 'allow-scripts allow-same-origin');
  await frame.getByRole('banner').getByRole('button', { name: 'Pause' }).click();
  await expect(frame.getByRole('banner').getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(frame.getByRole('contentinfo')).toHaveCount(0);
  const warnings = frame.getByRole('region', { name: 'Options of the address' });
  await expect(warnings).toContainText('panels=pie is not known');
  await expect(warnings).toContainText('speed is not known');
  close();
});

test('an opaque origin plays, where the host lets its files be loaded', async ({ page }) => {
  const server = await servePage({ headers: { 'Access-Control-Allow-Origin': '*' } });
  const { frame, close } = await embedIn(page, server.url + QUERY, 'allow-scripts');
  expect(await frame.evaluate(() => self.origin)).toBe('null');
  await expectPlaying(frame);
  // There is no storage: a choice holds until the frame is closed, and nothing complains.
  await frame.getByTestId('zone').click();
  await expect(frame.getByTestId('zone')).toHaveText('UTC');
  close();
  await server.close();
});

test('an opaque origin on a plain host says what is missing instead of staying empty', async ({
  page,
  address,
}) => {
  const { frame, close } = await embedIn(page, address + QUERY, 'allow-scripts');
  await expect(frame.getByRole('alert')).toContainText('E-PAGE-02');
  await expect(frame.getByRole('alert')).toContainText('allow-same-origin');
  close();
});

test('Share writes the lines, and their address opens', async ({ page, address }) => {
  await keepSettings(page);
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByText('Embed in a page of yours').click({ timeout: 60_000 });
  await page.getByRole('checkbox', { name: 'touch' }).uncheck();
  const lines = await page.getByRole('textbox', { name: 'Lines to paste' }).inputValue();
  const src = (/src="([^"]+)"/.exec(lines)?.[1] ?? '').replaceAll('&amp;', '&');
  expect(src).toContain('?embed=1&panels=chart,ladder,trades#v1;');
  await page.goto('about:blank');
  await page.goto(src);
  await expect(page.locator('[data-verdict=verified]')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('link', { name: 'Tapedeck' })).toHaveAttribute('href', /\/#v1;/);
});

test('the digest is the same with cross-origin isolation and without', async ({ page, address }) => {
  const isolated = await servePage({
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  });
  const found: { isIsolated: boolean; digest: string }[] = [];
  for (const url of [address, isolated.url]) {
    await openDeck(page, url);
    await expect(page.getByRole('button', { name: 'Choose file…' })).toBeVisible();
    await playPair(page);
    await page.getByRole('slider', { name: 'Position in the run' }).press('End');
    await expect(page.getByTestId('event')).toHaveText(/([\d,]+) of \1/);
    found.push({
      isIsolated: await page.evaluate(() => crossOriginIsolated),
      digest: await page.getByTestId('digest').innerText(),
    });
  }
  expect(found.map(({ isIsolated }) => isIsolated)).toEqual([false, true]);
  expect(found[1]?.digest).toBe(found[0]?.digest);
  expect(found[0]?.digest).toMatch(/^[0-9a-f]{16}$/);
  await isolated.close();
});
