/**
 * What charts do to rows before they draw them, against naive scans: no high, no low and no lot is lost, nothing later
 * than the present appears, and a window never leaves the run.
 */
import { describe, expect, it } from 'vitest';
import { candleAt, candlesOf, intervalFor, INTERVALS_S } from '../../src/ui/charts/candles';
import { GRID_COLUMNS, HeatGrid, ticksARow } from '../../src/ui/charts/heat-grid';
import { AHEAD, panTime, windowOf, zoomTime, type Aim } from '../../src/ui/charts/time-window';
import { TouchColumns } from '../../src/ui/charts/touch-columns';
import { TradeCells } from '../../src/ui/charts/trade-cells';
import { BarTrail } from '../../src/ui/state/bar-trail';
import { Pictures } from '../../src/ui/state/pictures';
import type { BarColumns, DepthRow, Frame } from '../../src/worker/protocol';
import { makeRandom } from '../sim/synthetic-tape';

interface Print {
  sinceNs: number;
  units: number;
  lots: number;
}

function barsOf(prints: readonly Print[]): BarColumns {
  const rows: number[][] = [];
  for (const { sinceNs, units, lots } of prints) {
    const second = Math.floor(sinceNs / 1e9);
    let bar = rows.at(-1);
    if (bar?.[0] !== second) rows.push((bar = [second, units, units, units, units, 0]));
    bar[2] = Math.max(bar[2]!, units);
    bar[3] = Math.min(bar[3]!, units);
    bar[4] = units;
    bar[5]! += lots;
  }
  const column = (place: number): Float64Array<ArrayBuffer> =>
    Float64Array.from(rows, (row) => row[place] ?? 0);
  return {
    second: column(0),
    openUnits: column(1),
    highUnits: column(2),
    lowUnits: column(3),
    closeUnits: column(4),
    lots: column(5),
    boughtLots: column(6),
    soldLots: column(6),
  };
}

function randomPrints(seed: number, count: number): Print[] {
  const random = makeRandom(seed);
  let sinceNs = 0;
  let units = 10_000;
  return Array.from({ length: count }, () => {
    sinceNs += random(3) === 0 ? random(20_000_000_000) : random(1_000_000_000);
    units += random(41) - 20;
    return { sinceNs, units, lots: 1 + random(900) };
  });
}

describe('candles', () => {
  it('hold every print of their interval, at every interval and every plot', () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const prints = randomPrints(seed, 700);
      const trail = new BarTrail();
      trail.take(barsOf(prints));
      const random = makeRandom(seed + 100);
      const endS = Math.floor(prints.at(-1)!.sinceNs / 1e9);
      const zoneS = [0, -18_000, 19_800][seed % 3]!;
      const chosen = seed % 2 === 0 ? null : INTERVALS_S[random(INTERVALS_S.length)]!;
      const fromS = random(endS);
      const toS = fromS + random(endS - fromS + 1);
      const intervalS = intervalFor(chosen, (toS - fromS + 1) * 1e9, 50 + random(2000));
      expect(intervalS).toBeGreaterThanOrEqual(chosen ?? 0);
      const candles = candlesOf(trail, intervalS, zoneS, fromS, toS);
      const seen = new Set<number>();
      for (const { sinceNs } of prints) {
        const second = Math.floor(sinceNs / 1e9);
        if (second >= fromS && second <= toS) expect(candleAt(candles, second)).toBeGreaterThanOrEqual(0);
      }
      candles.second.forEach((begin, index) => {
        expect((((begin + zoneS) % intervalS) + intervalS) % intervalS).toBe(0);
        const inside = prints.filter(
          ({ sinceNs }) => sinceNs >= begin * 1e9 && sinceNs < (begin + intervalS) * 1e9,
        );
        const units = inside.map((print) => print.units);
        expect([candles.open[index], candles.close[index]]).toEqual([units[0], units.at(-1)]);
        expect([candles.high[index], candles.low[index]]).toEqual([Math.max(...units), Math.min(...units)]);
        expect(candles.lots[index]).toBe(inside.reduce((sum, { lots }) => sum + lots, 0));
        expect(seen.has(begin)).toBe(false);
        seen.add(begin);
      });
    }
  });

  it('go on where a bar went on, and grow beyond what was set aside', () => {
    const prints = randomPrints(4, 6_000);
    const whole = barsOf(prints);
    const trail = new BarTrail();
    const random = makeRandom(4);
    for (let at = 0; at < whole.second.length;) {
      const end = Math.min(whole.second.length, at + 1 + random(400));
      const part = Object.fromEntries(
        Object.entries(whole).map(([name, column]) => [
          name,
          (column as Float64Array).slice(Math.max(0, at - 1), end),
        ]),
      ) as unknown as BarColumns;
      trail.take(part);
      at = end;
    }
    expect(trail.count).toBe(whole.second.length);
    expect([...trail.closeUnits.subarray(0, trail.count)]).toEqual([...whole.closeUnits]);
  });
});

const nobody = (): Promise<null> => Promise.resolve(null);
const pictures = (): Pictures => new Pictures(nobody, () => Promise.resolve());

describe('touch by pixel column', () => {
  it('keeps every high and low of each column, fed in pieces or at once', () => {
    const random = makeRandom(21);
    for (let turn = 0; turn < 8; turn += 1) {
      const all = pictures();
      const columns = new TouchColumns();
      const columnNs = 1 + random(5_000);
      const rows: { at: number; bid: number; ask: number }[] = [];
      let at = 0;
      for (let i = 0; i < 1500; i += 1) {
        at += 1 + random(3_000);
        const row = {
          at,
          bid: random(9) === 0 ? NaN : random(100),
          ask: random(9) === 0 ? NaN : 100 + random(100),
        };
        rows.push(row);
        all.trail.touches.push(row.at, row.bid, row.ask);
        if (random(30) === 0) columns.sync(all, null, columnNs, Math.max(0, at - columnNs * 900), at);
      }
      columns.sync(all, null, columnNs, Math.max(0, at - columnNs * 900), at);
      for (let column = columns.first; column <= columns.last; column += 1) {
        const inForce = rows.filter((row) => row.at < column * columnNs).at(-1);
        const inside = rows.filter((row) => Math.floor(row.at / columnNs) === column);
        const bids = [...(inForce ? [inForce] : []), ...inside]
          .map((row) => row.bid)
          .filter((x) => !Number.isNaN(x));
        const place = columns.place(column);
        const told = [columns.bids.low[place], columns.bids.high[place]];
        expect(told).toEqual(bids.length === 0 ? [NaN, NaN] : [Math.min(...bids), Math.max(...bids)]);
      }
    }
  });
});

describe('trades as dots', () => {
  it('lose no lot and no extreme, however many share a dot', () => {
    const random = makeRandom(33);
    const all = pictures();
    const cells = new TradeCells();
    let lots = 0;
    const units: number[] = [];
    for (let i = 0, at = 0; i < 4000; i += 1) {
      at += random(1000);
      const price = 500 + random(60);
      const size = 1 + random(50);
      lots += size;
      units.push(price);
      all.trail.trades.push(at, price, size, random(3) - 1, 0, i + 1);
      if (random(100) === 0) cells.sync(all, null, 7_000, 8);
    }
    cells.sync(all, null, 7_000, 8);
    expect(cells.count).toBeLessThan(4000);
    expect(cells.lots.subarray(0, cells.count).reduce((sum, size) => sum + size, 0)).toBe(lots);
    expect(cells.range(0, Infinity)).toEqual({ low: Math.min(...units), high: Math.max(...units) });
  });
});

const level = (units: number, lots: number): DepthRow => ({
  priceUnits: BigInt(units),
  totalLots: BigInt(lots),
  orderCount: 1,
});

describe('the grid of depth', () => {
  it('shows in each cell the largest size that rested there, in snapshots or between them', () => {
    const random = makeRandom(55);
    const all = pictures();
    const grid = new HeatGrid();
    const shape = { columnNs: 1000, baseUnits: -0.5, rowUnits: 4, rows: 25 };
    const snapshots: { at: number; levels: [number, number][] }[] = [];
    for (let i = 0, at = 0; i < 300; i += 1) {
      at += 1 + random(4_000);
      const bids = Array.from({ length: random(12) }, () => [random(50), 1 + random(99)] as [number, number]);
      const asks = Array.from(
        { length: random(12) },
        () => [50 + random(60), 1 + random(99)] as [number, number],
      );
      const frame = { bids: bids.map((x) => level(...x)), asks: asks.map((x) => level(...x)) };
      all.depth.take(frame as unknown as Frame, at, 0);
      snapshots.push({ at, levels: [...bids, ...asks] });
      if (random(20) === 0) grid.sync(all, null, shape, 0, at);
    }
    const nowNs = snapshots.at(-1)!.at + 2_500;
    grid.sync(all, null, shape, 0, nowNs);
    expect(grid.last).toBe(Math.floor(nowNs / 1000));
    for (let column = 0; column <= grid.last; column += 1) {
      const before = snapshots.filter(({ at }) => at < column * 1000).at(-1);
      const inside = snapshots.filter(({ at }) => Math.floor(at / 1000) === column);
      const expected = new Float32Array(25);
      for (const { levels } of [...(before ? [before] : []), ...inside]) {
        for (const [units, lots] of levels) {
          const row = Math.floor((units + 0.5) / 4);
          if (row < 25) expected[row] = Math.max(expected[row]!, lots);
        }
      }
      expect([...grid.lots.subarray(grid.at(column), grid.at(column) + 25)]).toEqual([...expected]);
    }
    expect(grid.last).toBeLessThan(GRID_COLUMNS);
  });

  it('has rows of whole ticks, high enough to be seen', () => {
    for (const tickPx of [12, 2, 1.9, 0.7, 0.2, 0.013]) {
      const ticks = ticksARow(tickPx, 2);
      expect(ticks * tickPx).toBeGreaterThanOrEqual(2 - 1e-9);
      expect(Number.isInteger(ticks)).toBe(true);
    }
  });
});

describe('the window of time', () => {
  it('stays inside the run whatever is done to it', () => {
    const random = makeRandom(77);
    const part = (): number => random(1000) / 1000;
    let aim: Aim = { spanNs: 120e9, endNs: null, range: null };
    let nowNs = 10e9;
    for (let turn = 0; turn < 3000; turn += 1) {
      const what = random(4);
      if (what === 0) nowNs = Math.max(0, nowNs + random(200) * 1e9 - 60e9);
      else if (what === 1) aim = zoomTime(aim, nowNs, 0.5 + part() * 1.5, random(2) === 0 ? null : part());
      else aim = panTime(aim, nowNs, part() * 4 - 2);
      if (what === 0) continue;
      const { fromNs, spanNs } = windowOf(aim, nowNs);
      expect(spanNs).toBeGreaterThan(0);
      expect(fromNs).toBeGreaterThanOrEqual(-spanNs * AHEAD - 1);
      expect(fromNs + spanNs).toBeLessThanOrEqual(Math.max(nowNs, spanNs) + spanNs * AHEAD + 1);
    }
  });

  it('keeps the moment under the pointer where it is', () => {
    const aim: Aim = { spanNs: 60e9, endNs: 300e9, range: null };
    const before = windowOf(aim, 900e9);
    const after = windowOf(zoomTime(aim, 900e9, 0.5, 0.25), 900e9);
    expect(after.fromNs + after.spanNs * 0.25).toBeCloseTo(before.fromNs + before.spanNs * 0.25, 0);
    expect(after.spanNs).toBe(30e9);
  });
});
