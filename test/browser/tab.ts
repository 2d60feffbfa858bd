/**
 * One way to drive a tab of any engine: Chromium and WebKit by Playwright, a stock Firefox by WebDriver BiDi, which
 * Playwright cannot. A browser that is not there skips its tests and says why; `TAPEDECK_FIREFOX` and
 * `TAPEDECK_CHROMIUM` name one. WebKit is Playwright's own, where somebody installed it.
 */
import { existsSync } from 'node:fs';
import { chromium, test, webkit, type Page } from '@playwright/test';
import puppeteer, { type KeyInput, type Page as FirefoxPage } from 'puppeteer-core';
import { chromiumArguments, findChromium, findFirefox } from '../../tools/browsers.mjs';
import { drawSeldom } from './draw-seldom';

export type EngineName = 'Chromium' | 'Firefox' | 'WebKit';
export const engineNames: readonly EngineName[] = ['Chromium', 'Firefox', 'WebKit'];

export interface Tab {
  goto(url: string): Promise<void>;
  /** runs in every document before its own scripts; call it before `goto` */
  prepare(inPage: () => void): Promise<void>;
  /** runs in the page and answers plain data */
  read<R>(inPage: () => R | Promise<R>): Promise<R>;
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** hands a file to the page's first file field */
  upload(path: string): Promise<void>;
  /** goes to an empty page; what that cuts off is no trouble of the page that was left */
  leave(): Promise<void>;
  /** console errors and uncaught errors so far */
  readonly troubles: readonly string[];
}

const SIZE = { width: 1440, height: 900 };

const noBrowser: Readonly<Record<EngineName, string>> = {
  Chromium: 'no Chromium found: install one or name it with TAPEDECK_CHROMIUM',
  Firefox: 'no Firefox found: install one or name it with TAPEDECK_FIREFOX',
  WebKit: 'no WebKit found: Playwright installs one where its packages are allowed',
};

async function programOf(name: EngineName): Promise<string | null> {
  if (name === 'Chromium') return findChromium();
  if (name === 'Firefox') return findFirefox();
  const own = webkit.executablePath();
  return existsSync(own) ? own : null;
}

/** Skips the running test and says why. */
export function skipIf(isMissing: boolean, reason: string): void {
  if (isMissing) process.stdout.write(`skipped: ${reason}\n`);
  test.skip(isMissing, reason);
}

/** Skips the running test where this engine is not. */
export async function skipWithout(name: EngineName): Promise<void> {
  skipIf((await programOf(name)) === null, noBrowser[name]);
}

/** A message of the console, as both drivers tell it. */
interface Message {
  type(): string;
  text(): string;
}

const keepErrors =
  (troubles: string[]) =>
  (message: Message): void => {
    if (message.type() === 'error') troubles.push(message.text());
  };

function playwrightTab(page: Page): Tab {
  const troubles: string[] = [];
  page.on('pageerror', (error) => void troubles.push(String(error)));
  page.on('console', keepErrors(troubles));
  return {
    goto: async (url) => void (await page.goto(url)),
    prepare: async (inPage) => void (await page.addInitScript(inPage)),
    read: (inPage) => page.evaluate(inPage),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    upload: (path) => page.locator('input[type=file]').first().setInputFiles(path),
    leave: async () => {
      await page.goto('about:blank');
      troubles.length = 0;
    },
    troubles,
  };
}

function firefoxTab(page: FirefoxPage): Tab {
  const troubles: string[] = [];
  page.on('pageerror', (error) => void troubles.push(String(error)));
  page.on('console', keepErrors(troubles));
  return {
    goto: async (url) => void (await page.goto(url)),
    prepare: async (inPage) => void (await page.evaluateOnNewDocument(inPage)),
    read: async (inPage) => await page.evaluate(inPage),
    press: (key) => page.keyboard.press(key as KeyInput),
    type: (text) => page.keyboard.type(text),
    upload: async (path) => {
      const field = await page.waitForSelector('input[type=file]');
      if (field === null) throw new Error('the page has no file field');
      await field.uploadFile(path);
    },
    leave: async () => {
      await page.goto('about:blank');
      troubles.length = 0;
    },
    troubles,
  };
}

/** Starts the browser, hands a tab to `use`, closes the browser. */
export async function withTab<T>(name: EngineName, use: (tab: Tab) => Promise<T>): Promise<T> {
  const executablePath = await programOf(name);
  if (executablePath === null) throw new Error(noBrowser[name]);
  if (name === 'Firefox') {
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
    try {
      const page = await browser.newPage();
      await page.setViewport(SIZE);
      await page.evaluateOnNewDocument(drawSeldom);
      return await use(firefoxTab(page));
    } finally {
      await browser.close();
    }
  }
  const args = name === 'Chromium' ? chromiumArguments : [];
  const browser = await (name === 'Chromium' ? chromium : webkit).launch({ executablePath, args });
  try {
    const page = await browser.newPage({ viewport: SIZE });
    await page.addInitScript(drawSeldom);
    return await use(playwrightTab(page));
  } finally {
    await browser.close();
  }
}
