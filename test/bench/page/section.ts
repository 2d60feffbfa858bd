/**
 * The page in Chromium: how soon a market moves, what travels before it does, what a frame costs at 1000×, how soon a
 * key or a drag is answered, and what memory it takes. Skipped where there is no Chromium.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserServer, Page } from '@playwright/test';
import { chromiumArguments, findChromium } from '../../../tools/browsers.mjs';
import { ensurePage } from '../../../tools/build.mjs';
import type { Context } from '../context';
import { figureOf, limited, quantileOf } from '../figures';
import { FlowRandom } from '../flow/random';
import { buildTape } from '../flow/tape-flow';
import { serveOverLine, type Folders, type Line, type Site } from './link';
import { latencyOf, openCold, waitForEvent, type FirstPicture } from './probes';
import { traceFrames } from './trace';

const FAST_LINE: Line = { waitMs: 40, bytesPerMs: 6250 };
const STEP_NS = 20_000_000;
const ROWS = 1_000_000;
const TRACE_MS = 8000;
const KIB = 1024;
const SCREEN = { width: 1440, height: 900 };
const BUTTON = 'footer button[aria-label=Pause], footer button[aria-label=Play]';
const EVENT = '[data-testid=event]';

const openPage = async (browser: Browser): Promise<Page> =>
  (await browser.newContext({ viewport: SCREEN, reducedMotion: 'no-preference' })).newPage();

async function visitCold(browser: Browser, address: string): Promise<FirstPicture> {
  const page = await openPage(browser);
  const times = await openCold(page, address);
  await page.context().close();
  return times;
}

/** A new browser with nothing kept for every visit, over the fast line and over none. */
async function benchFirstPicture(
  context: Context,
  launch: () => Promise<Browser>,
  sites: Site[],
): Promise<void> {
  const [fast, near] = sites as [Site, Site];
  const overLine: FirstPicture[] = [];
  const atOnce: FirstPicture[] = [];
  for (let round = 0; round < context.options.rounds; round++) {
    for (const [site, times] of [
      [fast, overLine],
      [near, atOnce],
    ] as const) {
      site.forget();
      const browser = await launch();
      times.push(await visitCold(browser, site.url));
      await browser.close();
    }
  }
  const ofAll = (key: keyof FirstPicture, from: FirstPicture[]): number[] => from.map((times) => times[key]);
  context.addFigures(
    figureOf('page', 'first paint', 'ms', ofAll('paintMs', overLine), 'cold, 50 Mbit/s, 40 ms an answer'),
    figureOf('page', 'first picture', 'ms', ofAll('stillMs', overLine), 'the same visits'),
    limited(figureOf('page', 'first moving picture', 'ms', ofAll('movingMs', overLine), 'the same visits'), {
      floor: 3000,
      aim: 1000,
    }),
    figureOf('page', 'first moving picture, no line', 'ms', ofAll('movingMs', atOnce), 'cold, loopback'),
  );
  addWeight(context, fast);
}

/** What the last cold visit asked for until the market moved, as it travels. */
function addWeight(context: Context, site: Site): void {
  const kib = (isCounted: (path: string) => boolean): number[] => [
    [...new Set(site.asked)].filter(isCounted).reduce((sum, path) => sum + site.packedBytes(path), 0) / KIB,
  ];
  const isScript = (path: string): boolean => path.endsWith('.js');
  const isWorker = (path: string): boolean => isScript(path) && path.includes('worker');
  context.addFigures(
    limited(figureOf('page', 'script, all', 'KiB gzip', kib(isScript), 'page and workers'), {
      floor: 200,
      aim: 120,
    }),
    figureOf(
      'page',
      'script of the page alone',
      'KiB gzip',
      kib((path) => isScript(path) && !isWorker(path)),
    ),
    figureOf(
      'page',
      'engine core',
      'KiB gzip',
      kib((path) => path.endsWith('.wasm')),
    ),
    figureOf(
      'page',
      'style',
      'KiB gzip',
      kib((path) => path.endsWith('.css')),
    ),
    figureOf(
      'page',
      'everything, tape included',
      'KiB',
      kib(() => true),
    ),
  );
}

async function play(page: Page, isWanted: boolean): Promise<void> {
  const label = isWanted ? 'Play' : 'Pause';
  const button = page.locator(`footer button[aria-label=${label}]`);
  if ((await button.count()) > 0) await page.keyboard.press(' ');
  await button.waitFor({ state: 'detached' });
}

/** From the start of the run, on its way at the speed that the link asked for. */
async function playFromStart(page: Page): Promise<void> {
  await play(page, false);
  await page.keyboard.press('Home');
  await waitForEvent(page, 0, 1);
  await play(page, true);
  await waitForEvent(page, 1000, Infinity);
}

async function benchFrames(context: Context, browser: Browser, page: Page): Promise<void> {
  const p95: number[] = [];
  const p99: number[] = [];
  const raster: number[] = [];
  const longest: number[] = [];
  const pace: number[] = [];
  const rounds = Math.min(3, context.options.rounds);
  for (let round = 0; round < rounds; round++) {
    await playFromStart(page);
    const frames = await traceFrames(browser, page, () => page.waitForTimeout(TRACE_MS));
    p95.push(quantileOf(frames.workMs, 0.95));
    p99.push(quantileOf(frames.workMs, 0.99));
    raster.push(frames.rasterMs.reduce((sum, ms) => sum + ms, 0) / frames.rasterMs.length);
    longest.push(frames.longestTaskMs);
    pace.push(frames.workMs.length / frames.seconds);
  }
  context.addFigures(
    limited(figureOf('page', 'work a frame at 1000×, p95', 'ms', p95, 'main thread, rasterising apart'), {
      floor: 8,
    }),
    limited(figureOf('page', 'work a frame at 1000×, p99', 'ms', p99), { aim: 4 }),
    limited(figureOf('page', 'longest task at 1000×', 'ms', longest), { floor: 50 }),
    figureOf('page', 'software rasterising a frame', 'ms', raster, 'mean; a graphics card takes it over'),
    figureOf('page', 'frames at 1000×', 'a second', pace),
  );
}

async function benchPause(context: Context, page: Page, count: number): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    await playFromStart(page);
    const what = { type: 'keydown', selector: BUTTON, attribute: 'aria-label' };
    times.push(await latencyOf(page, what, () => page.keyboard.press(' ')));
  }
  context.addFigures(
    figureOf(
      'page',
      'pause at 1000×, median',
      'ms',
      [quantileOf(times, 0.5)],
      `${count} times, key to frame`,
    ),
    limited(figureOf('page', 'pause at 1000×, p95', 'ms', [quantileOf(times, 0.95)]), {
      floor: 100,
      aim: 33,
    }),
  );
}

async function benchDrag(context: Context, page: Page, count: number): Promise<void> {
  await play(page, false);
  const box = await page.locator('footer [role=slider]').boundingBox();
  if (box === null) return context.skip('page', 'the scrubber is not on the screen');
  const random = new FlowRandom(7);
  const halfway = Math.floor(box.width / 2);
  let side = 0;
  // Left and right in turn, so that no place is the one before.
  const x = (): number => box.x + 2 + (side = halfway - side) + random.below(halfway - 4);
  const y = box.y + box.height / 2;
  await page.mouse.move(x(), y);
  await page.mouse.down();
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const what = { type: 'pointermove', selector: EVENT, attribute: null };
    times.push(await latencyOf(page, what, () => page.mouse.move(x(), y)));
  }
  await page.mouse.up();
  context.addFigures(
    figureOf('page', 'seek by dragging, median', 'ms', [quantileOf(times, 0.5)], `${count} random places`),
    limited(figureOf('page', 'seek by dragging, p99', 'ms', [quantileOf(times, 0.99)], 'pointer to frame'), {
      floor: 100,
      aim: 16,
    }),
  );
}

/** Own memory of the browser's renderer processes; only Linux says it. */
function rendererMib(browserPid: number): number | null {
  if (!existsSync('/proc')) return null;
  const own = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  let kib = 0;
  for (const pid of own) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.includes('--type=renderer') || !isBelow(Number(pid), browserPid)) continue;
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      kib += Number(/^Private_Dirty:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // The process ended while it was looked at.
    }
  }
  return kib === 0 ? null : kib / KIB;
}

function isBelow(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1;) {
    if (at === ancestor) return true;
    const stat = readFileSync(`/proc/${at}/stat`, 'utf8');
    at = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  }
  return false;
}

async function benchMemory(context: Context, page: Page, browserPid: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  context.addFigures(
    figureOf(
      'page',
      'heap of the page',
      'MiB',
      [usedSize / KIB / KIB],
      'main thread, after all of the above',
    ),
  );
  const mib = rendererMib(browserPid);
  if (mib !== null)
    context.addFigures(
      figureOf('page', 'memory of the renderer', 'MiB', [mib], 'private; workers, engine, tape'),
    );
}

async function writeTape(context: Context, rows: number): Promise<string> {
  const folder = join(context.scratch, 'page-tape');
  mkdirSync(folder, { recursive: true });
  const { manifest, parquet } = await buildTape(rows, 31, STEP_NS);
  writeFileSync(join(folder, 'tape.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'rows.parquet'), parquet);
  return folder;
}

/** All that is measured in one page that plays: in a browser whose process is known, for its memory. */
async function benchPlaying(context: Context, server: BrowserServer, url: string): Promise<void> {
  try {
    const { chromium } = await import('@playwright/test');
    const browser = await chromium.connect(server.wsEndpoint());
    const page = await openPage(browser);
    await page.goto(`${url}#v1;tape=bench/;speed=1000`);
    await page.locator('footer button[aria-label=Pause]').waitFor({ timeout: 60_000 });
    const count = context.options.isQuick ? 10 : 40;
    await benchFrames(context, browser, page);
    await benchPause(context, page, count);
    await benchDrag(context, page, count * 5);
    await benchMemory(context, page, server.process().pid ?? 0);
  } finally {
    await server.close();
  }
}

export async function benchPage(context: Context): Promise<void> {
  const executablePath = await findChromium();
  if (executablePath === null) return context.skip('page', 'no Chromium; name one with TAPEDECK_CHROMIUM');
  await ensurePage();
  const { chromium } = await import('@playwright/test');
  const rows = context.options.isQuick ? ROWS / 10 : ROWS;
  context.say(`page: a tape of ${rows} rows`);
  const folders: Folders = { '/': join(context.root, 'dist'), '/bench/': await writeTape(context, rows) };
  const sites = [await serveOverLine(folders, FAST_LINE), await serveOverLine(folders, null)];
  const options = { executablePath, args: chromiumArguments };
  try {
    context.say('page: cold visits');
    await benchFirstPicture(context, () => chromium.launch(options), sites);
    context.say('page: frames, pauses, drags at 1000×');
    await benchPlaying(context, await chromium.launchServer(options), (sites[1] as Site).url);
  } finally {
    for (const site of sites) await site.close();
  }
}
