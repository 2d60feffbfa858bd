/**
 * The built page keeps its own rules: the policy stands first in the head, nothing breaks it, nothing fails to
 * load, and nothing is asked of another host. It plays with the policy in the page alone and with the policy as a
 * header too, which then holds for workers and frames loaded by address as well.
 */
import { readFileSync } from 'node:fs';
import { expect, openDeck, servePage, test } from './page';

test('the policy stands first in the head and is the one of _headers', async () => {
  const html = readFileSync(new URL('../../dist/index.html', import.meta.url), 'utf8');
  const first = (/<head>\s*(<[^>]+>)/.exec(html)?.[1] ?? '').replaceAll('&#39;', "'");
  expect(first).toContain('http-equiv="Content-Security-Policy"');
  const headers = readFileSync(new URL('../../dist/_headers', import.meta.url), 'utf8');
  const policy = /Content-Security-Policy: (.*?); frame-ancestors/.exec(headers)?.[1] ?? 'none written';
  expect(first).toContain(policy);
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|\*/);
  expect(html).toContain('<meta name="referrer" content="no-referrer">');
});

test('the page loads without a violation, an error or a failed request', async ({
  page,
  address,
  troubles,
}) => {
  await openDeck(page, address);
  await page.waitForLoadState('networkidle');
  expect(troubles).toEqual([]);
});

test('the page plays where the host sends the headers of _headers', async ({ page, troubles }) => {
  const { url, close } = await servePage({ hasHeaders: true });
  try {
    const answer = await page.goto(url);
    expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
    const playing = page.getByRole('button', { name: 'Pause' });
    await expect(playing).toBeVisible();
    const event = page.getByTestId('event');
    const before = await event.textContent();
    await expect(event).not.toHaveText(before ?? '');
    expect(troubles).toEqual([]);
  } finally {
    await close();
  }
});

test('the page asks nothing of another host', async ({ page, address }) => {
  const origin = new URL(address).origin;
  const foreign: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) foreign.push(url.href);
  });
  await openDeck(page, address);
  await page.waitForLoadState('networkidle');
  expect(foreign).toEqual([]);
});

test('the policy stops what it is there to stop', async ({ page, address }) => {
  await openDeck(page, address);
  const stopped = await page.evaluate(async () => {
    const directiveOf = (attempt: () => void): Promise<string> =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        });
        attempt();
      });
    const add = (name: 'script' | 'style', text: string): void => {
      const element = document.createElement(name);
      element.textContent = text;
      document.head.append(element);
    };
    return [
      await directiveOf(() => void fetch('https://elsewhere.invalid/').catch(() => undefined)),
      await directiveOf(() => add('script', 'globalThis.wasRun = true')),
      await directiveOf(() => add('style', 'body { display: none }')),
    ];
  });
  expect(stopped).toEqual(['connect-src', 'script-src-elem', 'style-src-elem']);
  expect(await page.evaluate(() => Reflect.has(globalThis, 'wasRun'))).toBe(false);
});
