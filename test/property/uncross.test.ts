/**
 * Ten thousand random books, spread over kinds of venues: price, lots, surplus, deciding rule and every fill of the auction
 * are those of the brute force in `test/model/uncross.ts`, which tries every tick. A failure prints its seed.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { checkEngine, createEngine, fillWindow, runToEnd } from '../contract/core-matcher';
import { configOf } from '../contract/matcher';
import { commandKinds, flagBits, ranks, sessionStates, tifs } from '../model/codes';
import { ModelEngine } from '../model/model-engine';
import { toObject } from '../model/report-object';
import type { ModelCallRules, ModelCommand, ReportObject } from '../model/types';
import { isSoak, seed } from './check';

const books = isSoak ? 200_000 : 10_000;
const booksAtOnce = 50;

/** Rule lists of the rulebooks in src/scenario/rulebooks, and more thresholds than they have. */
const venues: readonly (ModelCallRules | undefined)[] = [
  undefined,
  {
    uncrossRules: ['maxVolume', 'minSurplus', 'surplusSide', 'nearestSettlement'],
    iteratesStops: 1,
  },
  { uncrossRules: ['maxVolume', 'minSurplus', 'surplusSide', 'reference'], enteredOnly: 1 },
  { uncrossRules: ['maxVolume', 'minSurplus', 'unexecuted', 'nearestMid'], thresholdPoints: 200 },
  { uncrossRules: ['maxVolume', 'minSurplus', 'middle'], byShares: 1 },
];

/** Mulberry32: enough for a test, and the same everywhere. */
function draws(from: number): (most: number) => number {
  let state = from >>> 0;
  return (most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) % most;
  };
}

const blank = {
  side: 0,
  tif: 0,
  flags: 0,
  displayShift: 0,
  account: 0,
  orderId: 0n,
  priceUnits: 0n,
  lots: 0,
};

/** One book as commands: a quote and a last price now and then, then a call, orders, the auction, and everything off. */
function bookOf(draw: (most: number) => number, instrument: number, number: number): ModelCommand[] {
  const head = { tsNs: BigInt(number), instrument, rank: ranks.person };
  let id = 0n;
  const commands: ModelCommand[] = [];
  const put = (part: Partial<ModelCommand> & { kind: number }): void => {
    commands.push({ ...blank, ...head, ...part });
  };
  const order = (
    side: number,
    price: number | null,
    lots: number,
    more: Partial<ModelCommand> = {},
  ): void => {
    id += 1n;
    const priceUnits = BigInt(price ?? 0);
    const flags = price === null ? flagBits.market : 0;
    put({ kind: commandKinds.new, orderId: id, side, priceUnits, lots, flags, ...more });
  };
  const session = (state: number): void => put({ kind: commandKinds.session, lots: state });
  put({ kind: commandKinds.venueRule, side: 1, priceUnits: BigInt(90 + draw(21)) });
  if (draw(2) === 0) {
    const bid = 92 + draw(14);
    order(0, bid, 5);
    order(1, bid + 1 + draw(3), 5);
    if (draw(2) === 0) order(draw(2), null, 1 + draw(3), { tif: tifs.IOC });
  }
  if (draw(3) === 0) {
    // A stop, as its part and its order.
    const side = draw(2);
    const trigger = {
      kind: commandKinds.terms,
      side: 1,
      tif: 2,
      priceUnits: BigInt(94 + draw(13)),
      orderId: id + 1n,
    };
    put(trigger);
    order(side, null, 1 + draw(6));
  }
  session(sessionStates.openingCall);
  for (let left = 2 + draw(14); left > 0; left--) {
    const side = draw(2);
    const lots = 1 + draw(12);
    const away = draw(9) - 2;
    const price = 100 + (side === 0 ? away : -away);
    const kind = draw(12);
    if (kind === 0) order(side, null, lots, { tif: tifs.ATO });
    else if (kind === 1) order(side, null, lots);
    else order(side, price, lots, kind === 2 ? { displayShift: 2 } : kind === 3 ? { tif: tifs.ATO } : {});
  }
  session(sessionStates.continuous);
  put({ kind: commandKinds.symbolChange, rank: ranks.corporate });
  return commands;
}

it('the auction is that of brute force on ten thousand books', { timeout: 120_000 }, () => {
  const config = configOf(
    {},
    { reports: ['accepted', 'rejected', 'fill', 'cancelled', 'session', 'auction'] },
  );
  const instruments = venues.map((callRules) => ({
    ...config.instruments[0]!,
    ...(callRules === undefined ? {} : { callRules }),
  }));
  const core = createEngine({ ...config, instruments }, { windowRows: 4_096, blocks: 65_536 });
  const model = new ModelEngine({ ...config, instruments });
  const draw = draws(seed);
  let count = 0;
  let auctions = 0;
  for (let number = 1; number <= books; number += booksAtOnce) {
    const commands: ModelCommand[] = [];
    for (let book = number; book < number + booksAtOnce; book++) {
      commands.push(...bookOf(draw, book % venues.length, book));
    }
    fillWindow(core, commands, false);
    const got = runToEnd(core, BigInt(number + booksAtOnce)).flatMap((bytes) => [...decodeReports(bytes, 0)]);
    const wanted = commands.flatMap((command) => model.apply(command)).map((report) => toObject(report, 0));
    model.reports.length = 0;
    const strip = (reports: readonly ReportObject[]): ReportObject[] =>
      reports.map((one) => ({ ...one, n: 0 }));
    const [left, right] = [strip(got as unknown as ReportObject[]), strip(wanted)];
    if (!isDeepStrictEqual(left, right)) {
      const at = right.findIndex((report, index) => !isDeepStrictEqual(report, left[index]));
      const around = (list: readonly ReportObject[]): ReportObject[] =>
        list.slice(Math.max(0, at - 12), at + 3);
      expect(around(left), `seed ${seed}, book ${String(right[at]?.['ts'])}`).toEqual(around(right));
    }
    checkEngine(core);
    count += booksAtOnce;
    auctions += right.filter(({ kind }) => kind === 'auction').length;
  }
  expect(count).toBe(books);
  expect(auctions).toBeGreaterThan(books / 2);
});
