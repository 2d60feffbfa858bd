/**
 * Finds the browsers that the tests drive: Chromium by Playwright, Firefox by WebDriver BiDi. Installs a
 * Chromium where none is found; Firefox is used where it is there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { say } from './setup.mjs';

const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const FIREFOX = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** What keeps a test browser quiet: no first-run pages, no background requests. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {string | null} */
function firstOf(wanted, places) {
  if (wanted) return existsSync(wanted) ? wanted : null;
  return places.find((path) => existsSync(path)) ?? null;
}

/** Firefox's program, or null. `TAPEDECK_FIREFOX` names another one. */
export function findFirefox() {
  return firstOf(process.env.TAPEDECK_FIREFOX, FIREFOX);
}

/** Chromium's program, or null. `TAPEDECK_CHROMIUM` names another one; last comes Playwright's own. */
export async function findChromium() {
  const found = firstOf(process.env.TAPEDECK_CHROMIUM, CHROMIUM);
  if (found !== null || process.env.TAPEDECK_CHROMIUM) return found;
  const { chromium } = await import('@playwright/test');
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

/** Chromium's program; installs one where none is found. Null where that fails too. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found !== null || process.env.TAPEDECK_CHROMIUM) return found;
  say('No Chromium found: installing one for the tests …');
  const quiet = { stdio: ['ignore', 2, 2], timeout: 300_000 };
  spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], quiet);
  const own = await findChromium();
  if (own !== null) return own;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const lock = ['-o', 'DPkg::Lock::Timeout=300'];
    const options = { ...quiet, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', [...lock, 'update'], options);
    spawnSync('apt-get', [...lock, 'install', '-y', '--no-install-recommends', 'chromium'], options);
  }
  return findChromium();
}
