/**
 * A LOBSTER pair of our own making for the browser tests: a small two-level book that quotes, trades and cancels for
 * two minutes. Written from a list of orders, so that message and order-book file agree on every row.
 */
import { expect, type Page } from '@playwright/test';

export interface UploadedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

interface Order {
  readonly id: number;
  readonly side: 1 | -1;
  readonly price: number;
  size: number;
}

const LEVELS = 2;
const OPEN_S = 34_200;
const BASE = 1_000_000;
const TICK = 100;

/** Shown levels of one side as `price,size` pairs, best first. */
function shownSide(orders: readonly Order[], side: 1 | -1): [number, number][] {
  const sums = new Map<number, number>();
  for (const order of orders) {
    if (order.side === side) sums.set(order.price, (sums.get(order.price) ?? 0) + order.size);
  }
  const levels = [...sums].sort(([first], [second]) => (second - first) * side).slice(0, LEVELS);
  const absent = side === 1 ? -9_999_999_999 : 9_999_999_999;
  while (levels.length < LEVELS) levels.push([absent, 0]);
  return levels;
}

function bookRow(orders: readonly Order[]): string {
  const asks = shownSide(orders, -1);
  const bids = shownSide(orders, 1);
  return asks.map((ask, index) => [...ask, ...(bids[index] ?? [0, 0])].join(',')).join(',');
}

/** The two CSV files; `seed` changes sizes, so two seeds are two tapes. */
export function lobsterPair(seed = 1): UploadedFile[] {
  const orders: Order[] = [];
  const messages: string[] = [];
  const book: string[] = [];
  let nextId = 1;
  const say = (type: number, order: Order, size: number): void => {
    const time = (OPEN_S + messages.length * 0.2).toFixed(9);
    messages.push([time, type, order.id, size, order.price, order.side].join(','));
    book.push(bookRow(orders));
  };
  const add = (side: 1 | -1, ticks: number, size: number): void => {
    const order: Order = { id: nextId, side, price: BASE - side * ticks * TICK, size };
    nextId += 1;
    orders.push(order);
    say(1, order, size);
  };
  const take = (side: 1 | -1): void => {
    const best = orders
      .filter((order) => order.side === side)
      .sort((first, second) => (second.price - first.price) * side || first.id - second.id)[0];
    if (best === undefined) return;
    orders.splice(orders.indexOf(best), 1);
    say(4, best, best.size);
  };
  for (let round = 0; round < 150; round += 1) {
    add(1, 1 + (round % 2), 10 + ((round * 7 + seed) % 50));
    add(-1, 1 + ((round + 1) % 2), 10 + ((round * 11 + seed) % 40));
    if (round > 5) take(round % 3 === 0 ? 1 : -1);
    if (round > 8) take(round % 3 === 0 ? -1 : 1);
  }
  const file = (kind: string, lines: readonly string[]): UploadedFile => ({
    name: `ACME_2024-01-02_34200000_57600000_${kind}_${LEVELS}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(`${lines.join('\n')}\n`),
  });
  return [file('message', messages), file('orderbook', book)];
}

/** Last row of the order-book file: what the ladder must show at the end. */
export function lastTouch(seed = 1): { readonly bid: string; readonly ask: string } {
  const rows = lobsterPair(seed)[1]?.buffer.toString().trim().split('\n') ?? [];
  const [ask = 0, , bid = 0] = (rows.at(-1) ?? '').split(',').map(Number);
  const text = (price: number): string => (price / 10_000).toFixed(2);
  return { bid: text(bid), ask: text(ask) };
}

/** Hands files to the page as a person does with “Choose file…”. */
export async function chooseFiles(page: Page, files: readonly UploadedFile[]): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(files.map((file) => ({ ...file })));
}

/** Hands the pair over and waits until it is the pair that plays, no longer the sample that was there before. */
export async function playPair(page: Page): Promise<void> {
  await chooseFiles(page, lobsterPair());
  await expect(page.getByRole('banner')).toContainText('ACME 2024-01-02 level 2');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
}
