/**
 * What the tests of live sources share: a gateway with the platform's own network and short waits, states to wait for,
 * and the books of a recording, had by importing it and replaying its rows by hand.
 */
import { expect } from 'vitest';
import { Gateway } from '../../src/worker/gateway';
import type { LiveLook } from '../../src/worker/gateway-protocol';
import { platformNet } from '../../src/worker/live-net';
import { allRows, importTape, seeded, textSource, type ImportedTape } from '../tape/sources';
import { bookText } from './binance-venue';

export const shortWaits = { baseMs: 4, maxMs: 30 };

export function makeGateway(): Gateway {
  const draw = seeded(7);
  return new Gateway(
    platformNet(() => draw(1000) / 1000),
    shortWaits,
  );
}

/** Waits until what the gateway says is so; then what it said. */
export async function until(gateway: Gateway, isSo: (look: LiveLook) => boolean): Promise<LiveLook> {
  let look: LiveLook | null = null;
  await expect
    .poll(
      async () => {
        look = await gateway.look(1000);
        return look !== null && isSo(look);
      },
      { interval: 2, timeout: 30_000 },
    )
    .toBe(true);
  return look!;
}

/** Stops the recording and makes a tape of it, as the page does. */
export async function tapeOf(gateway: Gateway): Promise<ImportedTape & { text: string }> {
  const recorded = await gateway.stopRecording();
  const text = await recorded!.content.text();
  return { ...(await importTape([textSource(recorded!.name, text)])), text };
}

export interface ReplayedBooks {
  /** after each message of the book */
  readonly all: string[];
  /** after each whole book */
  readonly snapshots: string[];
}

const LEVEL_SET = 37;
const CLEAR = 41;
const LAST = 16;

/** Prices come out in cents and sizes in thousandths, whatever steps the tape chose. */
export async function booksOf({ tape, manifest }: ImportedTape): Promise<ReplayedBooks> {
  const [instrument] = manifest.instruments;
  const inCents = Math.round(Number(instrument?.priceUnit) * 100);
  const inThousandths = Math.round(Number(instrument?.lotSize) * 1000);
  const sides = [new Map<number, number>(), new Map<number, number>()] as const;
  const books: ReplayedBooks = { all: [], snapshots: [] };
  let isSnapshot = false;
  for (const row of await allRows(tape)) {
    const levels = sides[Number(row.side) as 0 | 1];
    const price = Number(row.priceUnits) * inCents;
    if (row.kind === CLEAR) levels.clear();
    else if (row.kind === LEVEL_SET && Number(row.lots) === 0) levels.delete(price);
    else if (row.kind === LEVEL_SET) levels.set(price, Number(row.lots) * inThousandths);
    else continue;
    isSnapshot ||= row.kind === CLEAR;
    if ((Number(row.flags) & LAST) === 0) continue;
    const text = bookText(...sides);
    books.all.push(text);
    if (isSnapshot) books.snapshots.push(text);
    isSnapshot = false;
  }
  return books;
}

/** The book in view, in the same form. */
export function viewText({ market }: LiveLook): string {
  const side = (levels: LiveLook['market']['bids']): Map<number, number> =>
    new Map(
      levels.map(({ price, size }) => [Math.round(Number(price) * 100), Math.round(Number(size) * 1000)]),
    );
  return bookText(side(market.bids), side(market.asks));
}
