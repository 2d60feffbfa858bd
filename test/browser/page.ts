/**
 * What every browser test starts from: the built page on a plain static server, below a sub-path, on a host
 * that sends no headers of its own. `watched` opens the page and remembers everything that went wrong in it:
 * console errors, uncaught errors, failed requests, violations of the content security policy.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test as base, type Page } from '@playwright/test';
import { startServer } from '../../tools/serve.mjs';
import { drawSeldom } from './draw-seldom';

export { expect };

export const PREFIX = '/sub/path/';
const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/**
 * Serves the built page below `PREFIX` at a free port; with the headers of `_headers`, with others that a host may be
 * configured to send, or with none of its own.
 */
export async function servePage({
  hasHeaders = false,
  headers = {},
}: { hasHeaders?: boolean; headers?: Record<string, string> } = {}): Promise<{
  url: string;
  close: () => Promise<void>;
}> {
  if (!existsSync(join(dist, 'index.html'))) throw new Error('dist/ is missing: run `npm run build` first');
  return startServer({ folder: dist, prefix: PREFIX, hasHeaders, headers });
}

/** Collects what goes wrong in a page. Attach it before the page is opened. */
export async function watch(page: Page): Promise<readonly string[]> {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A request that the page itself gave up (a tape replaced while it loads) is no failure.
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') troubles.push(`request failed: ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`status ${response.status()}: ${response.url()}`);
  });
  await page.exposeFunction('tellViolation', (text: string) => troubles.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const tell = Reflect.get(globalThis, 'tellViolation') as (text: string) => Promise<void>;
      void tell(`${event.violatedDirective} blocked ${event.blockedURI}`);
    });
  });
  return troubles;
}

interface Fixtures {
  /** Whether pages draw as often as the screen shows; otherwise seldom, see `drawSeldom`. */
  isFluent: boolean;
  /** The page, watched, not yet opened: `await page.goto(address)`. */
  troubles: readonly string[];
}

interface WorkerFixtures {
  /** Address of the built page. */
  address: string;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  address: [
    // Playwright reads a fixture's dependencies off its first parameter, which must be a pattern.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await servePage();
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],
  isFluent: [false, { option: true }],
  context: async ({ context, isFluent }, use) => {
    if (!isFluent) await context.addInitScript(drawSeldom);
    await use(context);
  },
  troubles: async ({ page }, use) => {
    await use(await watch(page));
  },
});

/** Opens the page and waits until it shows something to work with. */
export async function openDeck(page: Page, address: string, fragment = ''): Promise<void> {
  await page.goto(address + fragment);
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.getByRole('button').first()).toBeVisible();
}

/** Keeps choices for the page before it is opened, and leaves the offer of the tour out. */
export async function keepSettings(page: Page, settings: Record<string, string> = {}): Promise<void> {
  await page.addInitScript((text) => {
    try {
      localStorage.setItem('tapedeck.tour', '"offered"');
      if (localStorage.getItem('tapedeck.settings') === null) localStorage.setItem('tapedeck.settings', text);
    } catch {
      // A sandboxed frame has no storage.
    }
  }, JSON.stringify(settings));
}
