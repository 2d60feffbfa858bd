/**
 * `npm run screenshots`: the pictures of the README, taken from the built page: dark, light, and a phone. Always the
 * same tape at the same nanosecond, so that a picture changes only when the page does. Chromium by Playwright.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumArguments, ensureChromium } from './browsers.mjs';
import { ensurePage } from './build.mjs';
import { startServer } from './serve.mjs';
import { root, say } from './setup.mjs';

const FOLDER = 'docs/images';
const LIMIT_BYTES = 400_000;
/** A place with a fast market, a moved price and a past to see. */
const PLACE = { tape: 'tapes/opening/', time: '09:51:20', speed: 10 };
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const shots = [
  { file: 'page-dark.png', colorScheme: 'dark', viewport: DESK },
  { file: 'page-light.png', colorScheme: 'light', viewport: DESK },
  { file: 'phone.png', colorScheme: 'dark', viewport: PHONE, isMobile: true, hasTouch: true },
];

/** Pauses the run, goes to the place, and waits until the page stands still there. */
async function goToPlace(page) {
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Play' }).waitFor();
  // What the link said and what is offered to newcomers stand above the page: the picture is of the page.
  const notices = page.getByRole('button', { name: 'Dismiss' });
  while ((await notices.count()) > 0) await notices.first().click();
  const event = page.getByTestId('event');
  const before = await event.textContent();
  await page.keyboard.press('g');
  await page.getByRole('dialog').getByRole('textbox').first().fill(PLACE.time);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForFunction(
    ([id, text]) => document.querySelector(`[data-testid=${id}]`)?.textContent !== text,
    ['event', before],
  );
  // The message rate behind the scrubber comes last; then two frames for what was asked for last.
  await page.waitForLoadState('networkidle');
  await page.evaluate(
    () =>
      new Promise((shown) => {
        let frames = 0;
        let last = '';
        const look = () => {
          const text = document.body.innerText;
          frames = text === last ? frames + 1 : 0;
          last = text;
          if (frames >= 60) shown();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  await page.mouse.move(0, 0);
}

async function take(browser, url, { file, ...options }) {
  const context = await browser.newContext({ ...options, deviceScaleFactor: 1, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${url}#v1;tape=${PLACE.tape};speed=${PLACE.speed}`);
  await goToPlace(page);
  const path = join(root, FOLDER, file);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  await context.close();
  const { size } = statSync(path);
  say(`${FOLDER}/${file}: ${Math.round(size / 1000)} kB`);
  if (size > LIMIT_BYTES) throw new Error(`${file} is larger than ${LIMIT_BYTES / 1000} kB.`);
}

try {
  await ensurePage();
  const executablePath = await ensureChromium();
  if (executablePath === null) throw new Error('No Chromium was found: name one with TAPEDECK_CHROMIUM.');
  mkdirSync(join(root, FOLDER), { recursive: true });
  const { chromium } = await import('@playwright/test');
  const server = await startServer({ folder: join(root, 'dist') });
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    for (const shot of shots) await take(browser, server.url, shot);
  } finally {
    await browser.close();
    await server.close();
  }
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
