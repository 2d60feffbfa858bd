/**
 * What a person does with transport and keyboard, for any engine's tab; and what the run is at, from two sides: what
 * the page shows, and what the page's own cell answers when it is asked for the result so far.
 */
import { expect } from '@playwright/test';
import type { WholeResult } from '../../src/worker/protocol';
import type { PinnedPlace } from '../golden/pinned';
import type { Tab } from './tab';

export interface AskedPlace extends PinnedPlace {
  readonly tape: string | null;
}

/** Gives each cell that the page starts a second line: calls of the page get even ids, ours odd ones. In the page. */
export function tapCells(): void {
  const Native = globalThis.Worker;
  function TappedWorker(url: string | URL, options?: WorkerOptions): Worker {
    const worker = new Native(url, options);
    if (options?.name !== 'tapedeck-cell') return worker;
    const post = worker.postMessage.bind(worker);
    const listen = worker.addEventListener.bind(worker) as Worker['addEventListener'];
    let newestId = 0;
    worker.postMessage = (message: { id?: number }) => {
      if (message.id === undefined) return post(message);
      newestId = Math.max(newestId, message.id * 2);
      post({ ...message, id: message.id * 2 });
    };
    worker.addEventListener = (type: string, listener: (event: Event) => void) => {
      listen(type, (event) => {
        const data: unknown = event instanceof MessageEvent ? event.data : null;
        const id: unknown = Reflect.get(Object(data), 'id');
        if (typeof id !== 'number') return listener(event);
        if (id % 2 === 0) listener(new MessageEvent(type, { data: { ...Object(data), id: id / 2 } }));
      });
    };
    const ask = (request: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        newestId += newestId % 2 === 0 ? 1 : 2;
        const id = newestId;
        listen('message', ({ data }) => {
          if (data.id !== id || data.kind === 'progress') return;
          if (data.kind === 'result') resolve(data.value);
          else reject(new Error(JSON.stringify(data)));
        });
        post({ kind: 'call', id, request });
      });
    Reflect.set(globalThis, 'askNewestCell', ask);
    return worker;
  }
  Reflect.set(globalThis, 'Worker', TappedWorker);
}

/** Opens the page and waits until the run in it plays. */
export async function openPlaying(tab: Tab, address: string): Promise<void> {
  await tab.prepare(tapCells);
  await tab.goto(address);
  // A cold browser on a busy machine takes its time to compile.
  await expect.poll(() => isPlaying(tab), { timeout: 60_000 }).toBe(true);
}

export const isPlaying = (tab: Tab): Promise<boolean> =>
  tab.read(() => document.querySelector('footer button[aria-label=Pause]') !== null);

export async function setPlaying(tab: Tab, wanted: boolean): Promise<void> {
  if ((await isPlaying(tab)) !== wanted) await tab.press(' ');
  await expect.poll(() => isPlaying(tab)).toBe(wanted);
}

/** How many events the page shows as played. */
export const shownEvents = (tab: Tab): Promise<number> =>
  tab.read(() => {
    const text = document.querySelector('[data-testid=event]')?.textContent ?? '';
    return Number(/event ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
  });

export const shownDigest = (tab: Tab): Promise<string> =>
  tab.read(() => document.querySelector('[data-testid=digest]')?.textContent ?? '');

export const shownVerdict = (tab: Tab): Promise<string | null> =>
  tab.read(() => document.querySelector('[data-verdict]')?.getAttribute('data-verdict') ?? null);

const shownSpeed = (tab: Tab): Promise<string> =>
  tab.read(() => {
    const label = [...document.querySelectorAll('dt')].find(({ textContent }) => textContent === 'Speed');
    return label?.nextElementSibling?.textContent?.split(' · ')[0] ?? '';
  });

/** With the keys of the transport, from the slowest speed up. */
export async function setSpeed(tab: Tab, text: string): Promise<void> {
  for (let press = 0; press < 16; press += 1) await tab.press('[');
  await expect.poll(() => shownSpeed(tab)).toBe('0.1×');
  for (let press = 0; press < 16; press += 1) {
    const before = await shownSpeed(tab);
    if (before === text) return;
    await tab.press(']');
    await expect.poll(() => shownSpeed(tab), { intervals: [20] }).not.toBe(before);
  }
  throw new Error(`the keys do not reach the speed ${text}`);
}

/** With G and the field of the dialog that it opens. */
export async function goToTime(tab: Tab, time: string): Promise<void> {
  await tab.press('g');
  const isFieldFocused = (): Promise<boolean> => tab.read(() => document.activeElement?.id === 'jump-text');
  await expect.poll(isFieldFocused, { intervals: [20] }).toBe(true);
  await tab.type(time);
  await tab.press('Enter');
  await expect.poll(isFieldFocused, { intervals: [20] }).toBe(false);
}

/** The result so far, from the cell behind the page. */
async function askCell(tab: Tab): Promise<AskedPlace> {
  const { result } = await tab.read(() => {
    const ask = Reflect.get(globalThis, 'askNewestCell') as (request: unknown) => Promise<WholeResult>;
    return ask({ type: 'result', scope: 'now' });
  });
  const { tape, eventCount, reportCount, digest, stateDigest } = result;
  return { tape, events: eventCount, reports: reportCount, digest, stateDigest };
}

/** Waits until the page shows this place, then asks the cell whether that is the whole truth. */
export async function expectPlace(tab: Tab, tape: string, place: PinnedPlace, where: string): Promise<void> {
  const { events, reports, digest, stateDigest } = place;
  const shown = async (): Promise<unknown> => [await shownEvents(tab), await shownDigest(tab)];
  await expect.poll(shown, { message: where, timeout: 60_000, intervals: [50] }).toEqual([events, digest]);
  expect(await askCell(tab), where).toEqual({ tape, events, reports, digest, stateDigest });
}
