/**
 * The tests that run in browsers, against the built page served from a sub-path (`test/browser/page.ts`).
 * Build the page first: `npm run build`.
 */
import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './tools/browsers.mjs';

const executablePath = await findChromium();

export default defineConfig({
  testDir: 'test/browser',
  testMatch: '*.spec.ts',
  outputDir: 'build/test/browser',
  forbidOnly: process.env.CI !== undefined,
  // A browser that a busy machine starved gets a second try; what fails twice has failed.
  retries: process.env.CI === undefined ? 0 : 1,
  // One more than a small machine has processors: a third of a test is waiting.
  workers: 3,
  // Tests of one file share nothing, so that no long file is left over at the end; those that do say “serial”.
  fullyParallel: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    // Only the offline tests want one: it fetches the whole page once more for every context.
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
    trace: 'on-first-retry',
    launchOptions: { args: chromiumArguments, ...(executablePath === null ? {} : { executablePath }) },
  },
});
