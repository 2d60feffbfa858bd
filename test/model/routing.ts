/**
 * One instrument on several venues: how a new order is split, and which prices nobody may trade through. All displayed prices
 * of all venues in one list, sorted. Written from the formats document; never imports src.
 */
import { flagBits, tifs } from './codes';
import { levelLots } from './book';
import { newRefusal } from './commands';
import type { CommandPlace } from './commands';
import { isTrading } from './states';
import type { ModelCommand } from './types';

export interface Child {
  index: number;
  lots: number;
  price: bigint;
}

interface Display {
  index: number;
  price: bigint;
  lots: number;
}

/** What a venue displays that an aggressor of a side could trade with now, best first. */
function displayed(place: CommandPlace, side: number): Display[] {
  if (!isTrading(place.session)) return [];
  const all = place.book.side(1 - side).map((level) => ({
    index: place.instrument,
    price: level.price,
    lots: levelLots(level),
  }));
  const beyond = all.findIndex(({ price }) => place.guard?.isAllowed(price, side) === false);
  return beyond < 0 ? all : all.slice(0, beyond);
}

const isBetter = (side: number, a: bigint, b: bigint): boolean => (side === 0 ? a < b : a > b);

/** Whether another venue displays a better price. */
export function isThrough(others: readonly CommandPlace[], side: number, price: bigint): boolean {
  return others.some((other) => {
    const [best] = displayed(other, side);
    return best !== undefined && isBetter(side, best.price, price);
  });
}

/** The parts of an order that go elsewhere or come first; what they leave stays at home. Null: it is not split. */
export function splitOf(
  home: CommandPlace,
  others: readonly CommandPlace[],
  command: ModelCommand,
  hasTerms: boolean,
): Child[] | null {
  const { side, tif, flags, orderId, lots } = command;
  const isMarket = (flags & flagBits.market) !== 0;
  if (hasTerms || tif > tifs.IOC || (flags & ~flagBits.market) !== 0) return null;
  if (orderId >= 2n ** 64n - 2n ** 48n || !isTrading(home.session) || newRefusal(home, command) !== 0)
    return null;
  const isWithin = ({ price }: Display): boolean => isMarket || !isBetter(side, command.priceUnits, price);
  const own = displayed(home, side).filter(isWithin);
  const elsewhere = others.flatMap((other) => displayed(other, side).filter(isWithin));
  let sum = 0;
  const isWorse = own.some(({ price, lots: here }) => {
    const isTaken = sum < lots;
    sum += here;
    return isTaken && elsewhere.some((other) => isBetter(side, other.price, price));
  });
  if (!isWorse && (sum >= lots || elsewhere.length === 0)) return null;
  const rank = (one: Display): number => (one.index === home.instrument ? -1 : one.index);
  const all = [...own, ...elsewhere].sort((a, b) =>
    a.price === b.price ? rank(a) - rank(b) : isBetter(side, a.price, b.price) ? -1 : 1,
  );
  return childrenOf(all, lots, home.instrument);
}

/** Consecutive prices of one venue are one child; the last ones of the order's own venue are no child. */
function childrenOf(all: readonly Display[], lots: number, home: number): Child[] {
  const children: Child[] = [];
  let left = lots;
  for (const { index, price, lots: there } of all) {
    const take = Math.min(left, there);
    if (take === 0) break;
    left -= take;
    const last = children.at(-1);
    if (last?.index === index) Object.assign(last, { price, lots: last.lots + take });
    else children.push({ index, price, lots: take });
  }
  if (children.at(-1)?.index === home) children.pop();
  return children.slice(0, 255);
}
