/**
 * The life of a run: tabs that are killed at twenty seeded moments lose nothing that was saved and says what it lost;
 * a tab that is closed comes back by itself; a killed engine comes back at its event; two tabs never write one run.
 */
import type { Page } from '@playwright/test';
import { readPinned } from '../golden/pinned';
import type { WholeResult } from '../../src/worker/protocol';
import { leaveField } from './by-keyboard';
import { expect, openDeck, test } from './page';
import { tapCells } from './steer';

const KILLS = 20;
/** Each with a tab that dies as often as the other: together `KILLS` times. */
const SEEDS = [20_261_121, 20_261_122];

const numberIn = (text: string): number =>
  Number(/event ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
const eventOf = async (page: Page): Promise<number> => numberIn(await page.getByTestId('event').innerText());
const savedOf = async (page: Page): Promise<number> => numberIn(await page.getByTestId('saved').innerText());
const banner = (page: Page, name: string) => page.getByRole('region', { name });

function makeRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const isGone = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await isGone;
  await page.close();
}

/** The bundled tape, whose digests are pinned. */
async function openPlaying(page: Page, address: string): Promise<void> {
  await openDeck(page, address, '#v1;tape=tapes/opening/');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
}

/** Five times the pace of the tape: some seconds go by, so that a death meets a save at every distance. */
async function playFaster(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('5×');
  await leaveField(page);
}

/** Plays on, acts or not, and dies a number of events later. What the page said was saved. */
async function liveAndDie(page: Page, random: (below: number) => number): Promise<number> {
  const start = await eventOf(page);
  await playFaster(page);
  await page.keyboard.press(' ');
  const wanted = start + 20 + random(1500);
  await expect.poll(() => eventOf(page), { intervals: [20] }).toBeGreaterThan(wanted);
  const act = random(4);
  if (act === 1) await page.keyboard.press(' ');
  if (act === 2) await page.keyboard.press('ArrowRight');
  if (act > 0 && random(2) === 0) await expect.poll(() => savedOf(page)).toBeGreaterThan(start);
  const saved = await savedOf(page);
  await crash(page);
  return Number.isNaN(saved) ? 0 : saved;
}

// As little to paint as there can be with all panels in view: this test is about what lies on the disk.
test.use({ viewport: { width: 1200, height: 560 } });

for (const seed of SEEDS) {
  const kills = KILLS / SEEDS.length;
  test(`a tab killed ${kills} times loses nothing that was saved, seed ${seed}`, async ({
    context,
    address,
  }) => {
    // A safety net for a hang: twenty page loads on a machine that does much else.
    test.setTimeout(450_000);
    // Without samples nothing else is computed and painted below the question.
    await context.route('**/samples/index.json', (route) => route.fulfill({ json: [] }));
    const random = makeRandom(seed);
    let page = await context.newPage();
    await openPlaying(page, address);
    await expect.poll(() => savedOf(page)).toBeGreaterThan(0);
    await page.keyboard.press(' ');
    let saved = await savedOf(page);
    await crash(page);
    for (let kill = 1; kill <= kills; kill += 1) {
      page = await context.newPage();
      await openDeck(page, address);
      const offer = banner(page, 'Recovered run');
      await expect(offer, `kill ${kill}`).toContainText('not saved');
      const recovered = numberIn(await offer.innerText());
      expect(recovered, `kill ${kill}, seed ${seed}`).toBeGreaterThanOrEqual(saved);
      await offer.getByRole('button', { name: 'Continue' }).click();
      await expect(banner(page, 'Run came back')).toContainText('the digest is the saved one');
      await expect.poll(() => eventOf(page)).toBe(recovered);
      if (kill < kills) saved = await liveAndDie(page, random);
    }
    await page.getByRole('slider', { name: 'Position in the run' }).press('End');
    await expect(page.getByTestId('digest')).toHaveText(readPinned('digests.json').end.digest);
  });
}

test('a tab that is closed comes back at the very event, by itself', async ({ context, address }) => {
  const first = await context.newPage();
  await first.addInitScript(tapCells);
  await openPlaying(first, address);
  await expect.poll(() => savedOf(first)).toBeGreaterThan(0);
  await first.keyboard.press(' ');
  await expect(first.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  // The page may draw a while after the run stood still.
  const { eventCount: event, digest } = await first.evaluate(async () => {
    const ask = Reflect.get(globalThis, 'askNewestCell') as (request: unknown) => Promise<WholeResult>;
    return (await ask({ type: 'result', scope: 'now' })).result;
  });
  await expect.poll(() => eventOf(first)).toBe(event);
  await first.close({ runBeforeUnload: true });
  const second = await context.newPage();
  await openDeck(second, address);
  await expect.poll(() => eventOf(second)).toBe(event);
  await expect(second.getByTestId('digest')).toHaveText(digest);
  await expect(banner(second, 'Recovered run')).toBeHidden();
});

test('an engine that is killed comes back at its event; the third time within a minute the page asks', async ({
  page,
  address,
}) => {
  await page.addInitScript(() => {
    const Native = globalThis.Worker;
    const cells: Worker[] = [];
    Reflect.set(globalThis, 'cells', cells);
    globalThis.Worker = class extends Native {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        if (options?.name === 'tapedeck-cell') cells.push(this);
      }
    };
  });
  const kill = (): Promise<void> =>
    page.evaluate(() => {
      const cell = (Reflect.get(globalThis, 'cells') as Worker[]).at(-1);
      cell?.terminate();
      cell?.dispatchEvent(new ErrorEvent('error', { message: 'killed by the test' }));
    });
  await openPlaying(page, address);
  for (let loss = 1; loss <= 2; loss += 1) {
    const before = await eventOf(page);
    await kill();
    await expect(banner(page, 'Engine restarted')).toContainText('replayed from');
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await expect.poll(() => eventOf(page)).toBeGreaterThan(before);
  }
  await kill();
  const card = banner(page, 'Engine lost');
  await expect(card).toContainText('E-CELL-01');
  const download = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Save report' }).click();
  const report = await (await download).createReadStream();
  let text = '';
  for await (const piece of report) text += String(piece);
  expect(JSON.parse(text)).toMatchObject({ format: 'tapedeck-run', view: { fault: 'E-CELL-01' } });
  await card.getByRole('button', { name: 'Start again' }).click();
  await expect(banner(page, 'Engine restarted')).toContainText('replayed from');
  await page.getByRole('slider', { name: 'Position in the run' }).press('End');
  await expect(page.getByTestId('digest')).toHaveText(readPinned('digests.json').end.digest);
});

test('the second tab of a run saves nothing until it takes over', async ({ context, address }) => {
  const first = await context.newPage();
  await openPlaying(first, address);
  await expect.poll(() => savedOf(first)).toBeGreaterThan(0);
  const second = await context.newPage();
  await openDeck(second, address);
  const elsewhere = banner(second, 'Open in another tab');
  await expect(elsewhere).toContainText('nothing done here is saved');
  await expect(second.getByTestId('saved')).toHaveText('not saved');
  await elsewhere.getByRole('button', { name: 'Take over' }).click();
  await expect(elsewhere).toBeHidden();
  await expect(banner(first, 'Open in another tab')).toBeVisible();
  await expect(first.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect.poll(() => savedOf(second)).toBeGreaterThan(0);
  await second.getByRole('slider', { name: 'Position in the run' }).press('End');
  await expect.poll(() => savedOf(second)).toBe(readPinned('digests.json').end.events);
});
