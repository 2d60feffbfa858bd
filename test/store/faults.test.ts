/**
 * Nothing that was saved is lost, whichever operation of the disk is the last one: a session is broken at every one of
 * its operations in turn, the browser starts again, and what had been acknowledged must be there, whole.
 */
import { describe, expect, it } from 'vitest';
import type { RunRecord, RunStart } from '../../src/store/saved-run';
import { Store } from '../../src/store/store';
import { SimulatedBrowser, type Fault } from './simulated-ground';

const tape = (name: string, size: number): { hash: string; manifest: unknown; parquet: Blob } => ({
  hash: name.repeat(8),
  manifest: { name, schema: 'order', rows: String(size) },
  parquet: new Blob([Uint8Array.from({ length: size }, (_, i) => (i * 31 + size) & 255)]),
});
const A = tape('aaaaaaaa', 700);
const B = tape('bbbbbbbb', 90);
const start = (title: string): RunStart => ({
  ...{ title, manifest: { version: 1 }, tape: A.hash, tapeName: 'a', engine: 'e', humanLog: [] },
});
const place = (eventCount: number): RunRecord => ({
  kind: 'place',
  place: {
    ...{
      ns: String(eventCount),
      eventCount,
      reportCount: eventCount,
      digest: 'd',
      speed: 1,
      isPlaying: true,
    },
    ...{ savedMs: 1, view: {} },
  },
});
const command = (from: number): RunRecord => ({ kind: 'commands', from, commands: [{ id: `${from}` }] });

/** What the page was told, and what it had asked for without an answer yet. */
interface Told {
  readonly kept: Set<string>;
  readonly removed: Set<string>;
  /** of each run the last event count that was acknowledged, and those asked for without an answer */
  readonly runs: Map<string, { saved: number; asked: number[]; commands: number; isRemoving: boolean }>;
}

/** One session; an operation that fails is passed over, as the page does, until the tab is gone. */
async function session(browser: SimulatedBrowser, told: Told): Promise<void> {
  const store = new Store(browser.ground());
  const attempt = async (work: () => Promise<void>): Promise<void> => work().catch(() => undefined);
  const keep = (what: typeof A): Promise<void> =>
    attempt(async () => {
      await store.tapes.keep(what);
      told.kept.add(what.hash);
    });
  const begin = async (title: string): Promise<string | null> => {
    const id = await store.runs.begin(start(title)).catch(() => null);
    if (id !== null) told.runs.set(id, { saved: 0, asked: [], commands: 0, isRemoving: false });
    return id;
  };
  const save = (id: string | null, eventCount: number, isClosing = false): Promise<void> =>
    attempt(async () => {
      const run = id === null ? undefined : told.runs.get(id);
      if (id === null || run === undefined) return;
      run.asked.push(eventCount);
      const records = [command(run.commands), place(eventCount)];
      await (isClosing ? store.runs.close(id, records) : store.runs.save(id, records));
      run.saved = eventCount;
      run.asked.length = 0;
      run.commands += 1;
    });
  await attempt(() => store.collect().then(() => undefined));
  await keep(A);
  const first = await begin('first');
  for (const event of [10, 20, 30]) await save(first, event);
  const image = (size: number): Promise<void> =>
    attempt(() => store.runs.keepImage(first ?? 'none', new Blob(['i'.repeat(size)])));
  await image(50);
  await keep(B);
  await image(60);
  await save(first, 40, true);
  await attempt(() => store.runs.resume(first ?? 'none').then(() => undefined));
  await save(first, 50);
  const second = await begin('second');
  await save(second, 5);
  told.removed.add(B.hash);
  await attempt(() => store.tapes.remove(B.hash));
  const leaving = second === null ? undefined : told.runs.get(second);
  if (leaving !== undefined) leaving.isRemoving = true;
  await attempt(() => store.runs.remove(second ?? 'none'));
}

/** The next start: everything that was acknowledged is there, everything that is there is whole. */
async function judge(browser: SimulatedBrowser, told: Told, why: string): Promise<void> {
  const store = new Store(browser.ground());
  await store.collect();
  for (const what of [A, B]) {
    const found = await store.tapes.find(what.hash);
    if (told.kept.has(what.hash) && !told.removed.has(what.hash)) expect(found, why).not.toBeNull();
    if (found !== null) expect(await found.parquet.text(), why).toBe(await what.parquet.text());
  }
  for (const { isMissing } of await store.tapes.list()) expect(isMissing, why).toBe(false);
  const listed = await store.runs.list();
  for (const [id, run] of told.runs) {
    const kept = listed.find((line) => line.id === id)?.run;
    if (run.isRemoving && kept === undefined) continue;
    expect(kept, why).toBeTruthy();
    const at = kept?.place?.eventCount ?? 0;
    expect(at === run.saved || run.asked.includes(at), `${why}: event ${at}, saved ${run.saved}`).toBe(true);
    const log = kept?.humanLog.map(({ id: name }) => Number(name)) ?? [];
    expect(log, why).toEqual(log.map((_, index) => index));
    expect(log.length, why).toBeGreaterThanOrEqual(run.commands);
  }
  for (const { run } of listed) expect(run, why).not.toBeNull();
  const named = [...(await store.tapes.files()), ...(await store.runs.files())].sort();
  expect([...browser.files.keys()].sort(), why).toEqual(named);
}

const nothingTold = (): Told => ({ kept: new Set(), removed: new Set(), runs: new Map() });

async function countOperations(): Promise<number> {
  const browser = new SimulatedBrowser(1);
  const told = nothingTold();
  await session(browser, told);
  await judge(browser, told, 'without a fault');
  expect(told.kept.size).toBe(2);
  return browser.operationCount;
}

describe('a session broken at every operation of the disk', () => {
  for (const fault of ['kill', 'fail', 'full'] as const satisfies Fault[]) {
    it(`loses nothing that was saved: ${fault}`, async () => {
      const count = await countOperations();
      expect(count).toBeGreaterThan(30);
      for (let at = 1; at <= count; at += 1) {
        for (const seed of fault === 'fail' ? [1] : [1, 2, 3]) {
          const browser = new SimulatedBrowser(seed * 1000 + at);
          const told = nothingTold();
          browser.breakAt(at, fault);
          await session(browser, told);
          browser.revive();
          await judge(browser, told, `${fault} at operation ${at}, seed ${seed}`);
          // Faults have stopped: the store must be ready for the next session.
          const store = new Store(browser.ground());
          await store.tapes.keep(B);
          const id = await store.runs.begin(start('after'));
          await store.runs.save(id, [place(7)]);
          expect((await store.runs.read(id)).place?.eventCount).toBe(7);
        }
      }
    });
  }
});
