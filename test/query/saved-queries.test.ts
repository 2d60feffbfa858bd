/**
 * Saved queries against plain TypeScript: the reports of a run on the bundled tape, read by loops that know no SQL, and
 * published figures of a real day (AMZN, 2012-06-21), which is skipped where its file is absent.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { importFiles } from '../../src/tape/import';
import { savedQueries } from '../../src/ui/queries/saved-queries';
import { isAbsent, realData } from '../cli/real-data';
import { openDeskRun, type DeskRun } from './desk';

const sqlOf = (id: string): string => savedQueries.find((saved) => saved.id === id)!.sql;

interface Touch {
  readonly n: number;
  readonly ns: bigint;
  readonly bid: number;
  readonly bidLots: number;
  readonly ask: number;
  readonly askLots: number;
}
interface Print {
  readonly n: number;
  readonly ns: bigint;
  readonly price: number;
  readonly lots: number;
  /** 1 buy, -1 sell, 0 nobody */
  readonly sign: number;
  readonly kind: string;
}

/** Both as the journal has them: no arithmetic of SQL is used but exact integers. */
async function readMarket(run: DeskRun): Promise<{ touches: Touch[]; prints: Print[]; nowNs: bigint }> {
  const touch = await run.ask('SELECT n, tsNs, bidUnits, bidLots, askUnits, askLots FROM touch ORDER BY n');
  const trades = await run.ask('SELECT n, tsNs, priceUnits, lots, aggressor, kind FROM trades ORDER BY n');
  const touches = touch.rows.map(([n, ns, bid, bidLots, ask, askLots]) => ({
    ...{ n: Number(n), ns: BigInt(ns!), bid: Number(bid ?? NaN), bidLots: Number(bidLots) },
    ...{ ask: Number(ask ?? NaN), askLots: Number(askLots) },
  }));
  const prints = trades.rows.map(([n, ns, price, lots, aggressor, kind]) => ({
    ...{ n: Number(n), ns: BigInt(ns!), price: Number(price), lots: Number(lots), kind: kind! },
    sign: aggressor === 'buy' ? 1 : aggressor === 'sell' ? -1 : 0,
  }));
  return { touches, prints, nowNs: touch.clock.nowNs };
}

const midOf = ({ bid, ask }: Touch): number => (bid + ask) / 2;
const isTwoSided = (touch: Touch): boolean => touch.bidLots > 0 && touch.askLots > 0;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const cross = sum(x.map((value, i) => (value - mx) * (y[i]! - my)));
  const square = (values: readonly number[], m: number): number => sum(values.map((v) => (v - m) ** 2));
  return cross / Math.sqrt(square(x, mx) * square(y, my));
}

function slope(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  return sum(x.map((v, i) => (v - mx) * (y[i]! - my))) / sum(x.map((v) => (v - mx) ** 2));
}

/** The last mid of rows of which `isBefore` is true: they come first. */
function midWhere(touches: readonly Touch[], isBefore: (touch: Touch) => boolean): number {
  let [low, high] = [0, touches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(touches[middle]!)) low = middle + 1;
    else high = middle;
  }
  let at = low - 1;
  while (at >= 0 && !isTwoSided(touches[at]!)) at -= 1;
  return at < 0 ? NaN : midOf(touches[at]!);
}
const midAt = (touches: readonly Touch[], ns: bigint): number => midWhere(touches, (touch) => touch.ns <= ns);
const midBefore = (touches: readonly Touch[], n: number): number => midWhere(touches, (touch) => touch.n < n);

const tenSeconds = 10_000_000_000n;
/** Groups in order of first appearance, by a step of time. */
function groupsBy<T>(items: readonly T[], key: (item: T) => bigint): Map<bigint, T[]> {
  const groups = new Map<bigint, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

const numbersOf = (rows: readonly (string | null)[][], column: number): number[] =>
  rows.map((row) => (row[column] === null ? NaN : Number(row[column])));

function close(found: readonly number[], expected: readonly number[], digits = 6): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => {
    if (Number.isNaN(expected[i]!)) expect(value).toBeNaN();
    else
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(
        10 ** -digits * (1 + Math.abs(expected[i]!)),
      );
  });
}

describe('on the bundled tape', () => {
  let run: DeskRun;
  let touches: Touch[];
  let prints: Print[];
  let nowNs: bigint;
  let unit: number;

  beforeAll(async () => {
    const folder = new URL('../../public/tapes/', import.meta.url);
    const [name] = readdirSync(folder);
    const manifest = JSON.parse(readFileSync(new URL(`${name}/tape.json`, folder), 'utf8')) as {
      hash: string;
    };
    const parquet = new Blob([readFileSync(new URL(`${name}/rows.parquet`, folder))]);
    run = await openDeskRun({ hash: manifest.hash, manifest, parquet });
    // Eleven minutes: three windows of five.
    await run.cell.call({ type: 'seek', ns: run.info.startNs + 660_000_000_000n });
    unit = Number(run.info.instruments[0]!.priceUnit);
    ({ touches, prints, nowNs } = await readMarket(run));
  }, 120_000);
  afterAll(() => run.cell.close());

  const ask = async (id: string): Promise<(string | null)[][]> => (await run.ask(sqlOf(id))).rows;
  const twoSided = (): Touch[] => touches.filter(isTwoSided);

  it('spread: weighted by the time that each stood', async () => {
    const minutes = new Map<bigint, [number, number]>();
    touches.forEach((touch, i) => {
      if (!isTwoSided(touch)) return;
      const stood = Number((touches[i + 1]?.ns ?? nowNs) - touch.ns);
      const [weighted, time] = minutes.get(touch.ns / 60_000_000_000n) ?? [0, 0];
      minutes.set(touch.ns / 60_000_000_000n, [
        weighted + (touch.ask - touch.bid) * unit * stood,
        time + stood,
      ]);
    });
    close(
      numbersOf(await ask('spread'), 1),
      [...minutes.values()].map(([w, t]) => w / t),
    );
  });

  it('order-flow imbalance: every change of the touch by the rule of the paper', async () => {
    const flow = new Map<bigint, number>();
    const last = new Map<bigint, number>();
    const all = twoSided();
    all.forEach((now, i) => {
      const step = now.ns / tenSeconds;
      const before = all[i - 1];
      last.set(step, midOf(now) * unit);
      let e = 0;
      if (before !== undefined) {
        if (now.bid >= before.bid) e += now.bidLots;
        if (now.bid <= before.bid) e -= before.bidLots;
        if (now.ask <= before.ask) e -= now.askLots;
        if (now.ask >= before.ask) e += before.askLots;
      }
      flow.set(step, (flow.get(step) ?? 0) + e);
    });
    const rows = await ask('ofi');
    expect(numbersOf(rows, 1)).toEqual([...flow.values()]);
    const mids = [...last.values()];
    close(
      numbersOf(rows, 2),
      mids.map((mid, i) => (i === 0 ? NaN : mid - mids[i - 1]!)),
    );
  });

  it('Kyle’s λ: least squares, here over five minutes', async () => {
    const mids = [...groupsBy(twoSided(), ({ ns }) => ns / tenSeconds)].map(
      ([step, group]) => [step, midOf(group.at(-1)!) * unit] as const,
    );
    const signed = new Map<bigint, number>();
    for (const { ns, lots, sign } of prints)
      signed.set(ns / tenSeconds, (signed.get(ns / tenSeconds) ?? 0) + sign * lots);
    const points = mids
      .slice(1)
      .map(([step, mid], i) => ({ step, dm: mid - mids[i]![1], q: signed.get(step) ?? 0 }));
    const windows = groupsBy(points, ({ step }) => step / 30n);
    const expected = [...windows.values()].map((own) =>
      slope(
        own.map(({ q }) => q),
        own.map(({ dm }) => dm),
      ),
    );
    close(numbersOf((await run.ask(sqlOf('kyle').replace('30 MINUTE', '5 MINUTE'))).rows, 1), expected);
  });

  it('VPIN: buckets filled lot by lot', async () => {
    const size = Math.floor(sum(prints.map(({ lots }) => lots)) / 50);
    const buckets: number[] = [];
    let [filled, imbalance] = [0, 0];
    for (const { lots, sign } of prints)
      for (let lot = 0; lot < lots; lot += 1) {
        imbalance += sign;
        filled += 1;
        if (filled < size) continue;
        buckets.push(Math.abs(imbalance) / size);
        [filled, imbalance] = [0, 0];
      }
    const own = buckets.slice(0, 50);
    const rows = await ask('vpin');
    close(numbersOf(rows, 2), own);
    close(
      numbersOf(rows, 1),
      own.map((_, i) => mean(own.slice(Math.max(0, i - 9), i + 1))),
    );
  });

  it('effective and realised spread: each print with the middle before and ten seconds later', async () => {
    const known = prints.filter(
      ({ sign, ns, n }) => sign !== 0 && ns + tenSeconds <= nowNs && !Number.isNaN(midBefore(touches, n)),
    );
    const paid = known.map(({ n, ns, price, lots, sign }) => {
      const [mid0, mid1] = [midBefore(touches, n), midAt(touches, ns + tenSeconds)];
      return {
        ns,
        lots,
        effective: 2 * sign * (price - mid0) * unit,
        realised: 2 * sign * (price - mid1) * unit,
      };
    });
    const groups = [...groupsBy(paid, ({ ns }) => ns / 300_000_000_000n).values()];
    const weighted = (own: typeof paid, of: (one: (typeof paid)[0]) => number): number =>
      sum(own.map((one) => of(one) * one.lots)) / sum(own.map(({ lots }) => lots));
    const rows = await ask('effective');
    close(
      numbersOf(rows, 1),
      groups.map((own) => weighted(own, (one) => one.effective)),
    );
    close(
      numbersOf(rows, 2),
      groups.map((own) => weighted(own, (one) => one.realised)),
    );
    close(
      numbersOf(rows, 3),
      numbersOf(rows, 1).map((value, i) => value - Number(rows[i]![2])),
    );
  });

  it('Roll’s spread: covariance of price changes of neighbours', async () => {
    const changes = prints
      .slice(1)
      .map(({ ns, price }, i) => ({ ns, dp: (price - prints[i]!.price) * unit }));
    const pairs = changes.slice(1).map(({ ns, dp }, i) => ({ ns, dp, dp0: changes[i]!.dp }));
    const expected = [...groupsBy(pairs, ({ ns }) => ns / 300_000_000_000n).values()].map((own) => {
      const [a, b] = [mean(own.map(({ dp }) => dp)), mean(own.map(({ dp0 }) => dp0))];
      const covariance = sum(own.map(({ dp, dp0 }) => (dp - a) * (dp0 - b))) / (own.length - 1);
      return covariance < 0 ? 2 * Math.sqrt(-covariance) : NaN;
    });
    close(numbersOf(await ask('roll'), 1), expected);
  });

  it('volatility signature: the last mid of every step', async () => {
    const expected = [1, 2, 5, 10, 20, 30, 60, 120, 300].map((seconds) => {
      const logs = [
        ...groupsBy(twoSided(), ({ ns }) => ns / (BigInt(seconds) * 1_000_000_000n)).values(),
      ].map((group) => Math.log(midOf(group.at(-1)!)));
      return 1e4 * Math.sqrt(sum(logs.slice(1).map((x, i) => (x - logs[i]!) ** 2)));
    });
    close(numbersOf(await ask('signature'), 1), expected, 9);
  });

  it('signs: prints of one moment and side are one order', async () => {
    const seen = new Set<string>();
    const signs = prints.flatMap(({ ns, sign }) => {
      const key = `${ns} ${sign}`;
      if (sign === 0 || seen.has(key)) return [];
      seen.add(key);
      return [sign];
    });
    const expected = Array.from({ length: 20 }, (_, i) =>
      correlation(signs.slice(0, -i - 1), signs.slice(i + 1)),
    );
    close(numbersOf(await ask('signs'), 1), expected);
  });

  it('Amihud: absolute return over turnover, minute by minute', async () => {
    const lot = Number(run.info.instruments[0]!.lotSize);
    const minutes = [...groupsBy(prints, ({ ns }) => ns / 60_000_000_000n).values()];
    const expected = minutes.map((own, i) => {
      const before = minutes[i - 1]?.at(-1)?.price ?? NaN;
      const turnover = sum(own.map(({ price, lots }) => price * unit * lots * lot));
      return (1e6 * Math.abs(Math.log(own.at(-1)!.price / before))) / turnover;
    });
    close(numbersOf(await ask('amihud'), 1), expected);
  });

  it('fill probability: a queue for every price, order by order', async () => {
    const { rows } = await run.ask(`SELECT n, event AS what, side, id, priceUnits, lots FROM orders
      UNION ALL SELECT n, kind, NULL, makerId, priceUnits, lots FROM trades ORDER BY n`);
    const queued = new Map<string, number>();
    const live = new Map<string, { level: string; ahead: number; isBest: boolean; n: number }>();
    const filled = new Map<string, boolean>();
    let at = 0;
    let best: Touch | undefined;
    for (const [place, what, side, id, price, lots] of rows) {
      while (touches[at] !== undefined && touches[at]!.n < Number(place)) {
        const next = touches[at]!;
        best = {
          ...next,
          bid: next.bidLots > 0 ? next.bid : (best?.bid ?? NaN),
          ask: next.askLots > 0 ? next.ask : (best?.ask ?? NaN),
        };
        at += 1;
      }
      if (what === 'accepted') {
        const level = `${side} ${price}`;
        const isBest = Number(price) === (side === 'buy' ? best?.bid : best?.ask);
        live.set(id!, { level, ahead: queued.get(level) ?? 0, isBest, n: Number(place) });
        queued.set(level, (queued.get(level) ?? 0) + Number(lots));
        continue;
      }
      const isFill = what === 'displayed' || what === 'fill';
      const own = live.get(id!);
      if (own === undefined || !(isFill || what === 'cancelled' || what === 'reduced')) continue;
      queued.set(own.level, queued.get(own.level)! - Number(lots));
      filled.set(id!, (filled.get(id!) ?? false) || isFill);
    }
    const ended = [...live]
      .filter(([id, { isBest }]) => isBest && filled.has(id))
      .sort(([, a], [, b]) => a.ahead - b.ahead || a.n - b.n);
    const expected: number[][] = [];
    for (let fifth = 0, from = 0; fifth < 5; fifth += 1) {
      const size = Math.floor(ended.length / 5) + (fifth < ended.length % 5 ? 1 : 0);
      const own = ended.slice(from, from + size);
      from += size;
      expected.push([
        (100 * own.filter(([id]) => filled.get(id)).length) / size,
        own[0]![1].ahead,
        own.at(-1)![1].ahead,
        size,
      ]);
    }
    const found = (await ask('queue')).map((row) => row.slice(1, 5).map(Number));
    close(found.flat(), expected.flat());
  });
});

const file = 'lobster/LOBSTER_SampleFile_AMZN_2012-06-21_1.zip';

describe.skipIf(isAbsent(file))('a whole real day', () => {
  let run: DeskRun;
  beforeAll(async () => {
    const zip = new Uint8Array(readFileSync(realData(file)));
    const { manifest, parquet } = await importFiles([sourceFromBytes(file.split('/')[1]!, zip)]);
    run = await openDeskRun({ hash: manifest.hash, manifest, parquet: new Blob([...parquet] as BlobPart[]) });
    await run.cell.call({ type: 'seek', ns: run.info.endNs });
  }, 120_000);
  afterAll(() => run.cell.close());

  it('has the trade-sign autocorrelation, R², clustering and hidden share that were measured elsewhere', async () => {
    // That measurement left hidden executions out.
    const displayed = sqlOf('signs').replace('FROM trades WHERE', "FROM trades WHERE kind = 'displayed' AND");
    const signs = numbersOf((await run.ask(displayed)).rows, 1);
    close(
      [1, 5, 10, 20].map((lag) => signs[lag - 1]!),
      [0.621, 0.218, 0.079, 0.049],
      2,
    );
    const r2 = numbersOf((await run.ask(sqlOf('ofi-fit'))).rows, 1);
    close([mean(r2)], [0.525], 2);
    const sizes = (await run.ask(sqlOf('clustering'))).rows;
    const of = (lag: string, column: number): number => Number(sizes.find(([own]) => own === lag)?.[column]);
    close([of('1', 1), of('1', 2), of('10', 2), of('50', 2)], [0.025, 0.154, 0.043, 0.024], 2);
    const hidden = (await run.ask(sqlOf('hidden'))).rows.find(([kind]) => kind === 'hidden');
    close([Number(hidden?.[3])], [24.4], 2);
  });
});
