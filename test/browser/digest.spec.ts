/**
 * One run, one digest: every engine shows what Node pinned in `test/golden`, at the end and at twenty moments, played
 * in one go, at 1× and then as fast as it can, and sent to and fro by the transport of the page.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPinned, type PinnedRun } from '../golden/pinned';
import { expect, test } from './page';
import { expectPlace, goToTime, isPlaying, openPlaying, setPlaying, setSpeed, shownEvents } from './steer';
import { engineNames, skipIf, skipWithout, withTab, type Tab } from './tab';

const amznZip = fileURLToPath(
  new URL('../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip', import.meta.url),
);
/** Events after the start that have to be seen at 1× before the speed changes: some seconds of either tape. */
const EVENTS_AT_1X = 150;

async function toStart(tab: Tab, { tape, start }: PinnedRun): Promise<void> {
  await tab.press('Home');
  await expectPlace(tab, tape, start, 'at the start');
}

async function playToEnd(tab: Tab, { tape, end }: PinnedRun, how: string): Promise<void> {
  await setSpeed(tab, 'Max');
  if ((await shownEvents(tab)) < end.events && !(await isPlaying(tab))) await tab.press(' ');
  await expectPlace(tab, tape, end, how);
  await expect.poll(() => isPlaying(tab)).toBe(false);
}

async function playInOneGo(tab: Tab, pinned: PinnedRun): Promise<void> {
  await setPlaying(tab, false);
  await toStart(tab, pinned);
  await playToEnd(tab, pinned, 'in one go');
}

async function playSlowThenFast(tab: Tab, pinned: PinnedRun): Promise<void> {
  await toStart(tab, pinned);
  await setSpeed(tab, '1×');
  await setPlaying(tab, true);
  await expect
    .poll(() => shownEvents(tab), { timeout: 60_000 })
    .toBeGreaterThan(pinned.start.events + EVENTS_AT_1X);
  await playToEnd(tab, pinned, 'at 1×, then at max');
}

async function seekAround(tab: Tab, pinned: PinnedRun): Promise<void> {
  await setSpeed(tab, '10×');
  for (const [index, { time, ...place }] of pinned.moments.entries()) {
    await goToTime(tab, time);
    await expectPlace(tab, pinned.tape, place, `at ${time}, after ${index} seeks`);
    if (index % 5 !== 4) continue;
    await setPlaying(tab, true);
    await expect.poll(() => shownEvents(tab)).toBeGreaterThan(place.events);
    await setPlaying(tab, false);
  }
  await playToEnd(tab, pinned, 'after twenty seeks');
}

async function proveRun(tab: Tab, pinned: PinnedRun): Promise<void> {
  await test.step('in one go', () => playInOneGo(tab, pinned));
  await test.step('at 1×, then at max', () => playSlowThenFast(tab, pinned));
  await test.step('twenty seeks in between', () => seekAround(tab, pinned));
  expect(tab.troubles).toEqual([]);
}

for (const engine of engineNames) {
  test(`${engine} gives the digests of Node for the bundled tape`, async ({ address }) => {
    await skipWithout(engine);
    await withTab(engine, async (tab) => {
      await openPlaying(tab, `${address}#v1;tape=tapes/opening/`);
      await proveRun(tab, readPinned('digests.json'));
    });
  });

  test(`${engine} imports AMZN and gives the digests of Node`, async ({ address }) => {
    skipIf(!existsSync(amznZip), `${amznZip} is not here`);
    await skipWithout(engine);
    await withTab(engine, async (tab) => {
      await openPlaying(tab, address);
      await tab.upload(amznZip);
      const pinned = readPinned('digests-amzn.json');
      const rows = (): Promise<string> =>
        tab.read(() => document.querySelector('[data-testid=event]')?.textContent ?? '');
      await expect
        .poll(rows, { timeout: 60_000 })
        .toContain(`of ${pinned.end.events.toLocaleString('en-US')}`);
      await expect.poll(() => isPlaying(tab)).toBe(true);
      await proveRun(tab, pinned);
    });
  });
}
