/**
 * Bars and volume at price against a naive recount of all prints of a run: at every place, by whatever route it was
 * reached, and bit by bit as a reader with a cursor gets them.
 */
import { describe, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { parseManifest } from '../../src/scenario/manifest';
import {
  portablePlace,
  takeUp,
  Bars,
  Run,
  VolumeProfile,
  type BarColumns,
  type ProfileColumns,
} from '../../src/sim';
import { core } from './core-module';
import { makeRandom, syntheticTape } from './synthetic-tape';

const unitsPerTick = 100;

interface NaivePrint {
  ns: bigint;
  units: number;
  lots: number;
  /** side of the aggressor */
  side: string;
}

interface Opened {
  run: Run;
  bars: Bars;
  profile: VolumeProfile;
}

async function open(seed: number, rows: number): Promise<Opened> {
  const tape = syntheticTape(seed, rows, 500);
  const manifest = parseManifest({ version: 1, tape: { hash: tape.hash, name: 'synthetic' } });
  const bars = new Bars();
  const profile = new VolumeProfile([unitsPerTick]);
  const run = await Run.open(core, manifest, tape, [], {
    sinks: [bars, profile],
    checkpointEvents: 700,
  });
  return { run, bars, profile };
}

/** From the reports in words, in another run. */
async function allPrints(seed: number, rows: number): Promise<NaivePrint[]> {
  const { run } = await open(seed, rows);
  const { reports } = await run.advance(run.endNs, Infinity);
  const prints: NaivePrint[] = [];
  for (const report of decodeReports(reports)) {
    if (report.kind !== 'trade' && report.kind !== 'fill') continue;
    const resting = String(report['side']);
    const taker = resting === 'buy' ? 'sell' : 'buy';
    prints.push({
      ns: BigInt(report['ts']!),
      units: Number(report['price']),
      lots: Number(report['lots']),
      side: report.kind === 'fill' ? resting : taker,
    });
  }
  return prints;
}

function naiveBars(prints: readonly NaivePrint[], untilNs: bigint): number[][] {
  const bars: number[][] = [];
  for (const { ns, units, lots, side } of prints) {
    if (ns > untilNs) break;
    const second = Number(ns / 1_000_000_000n);
    let bar = bars.at(-1);
    if (bar?.[0] !== second) {
      bar = [second, units, units, units, units, 0, 0, 0];
      bars.push(bar);
    }
    bar[2] = Math.max(bar[2]!, units);
    bar[3] = Math.min(bar[3]!, units);
    bar[4] = units;
    bar[5]! += lots;
    bar[side === 'buy' ? 6 : 7]! += lots;
  }
  return bars;
}

const rowsOf = (columns: BarColumns): number[][] =>
  [...columns.second].map((second, i) => [
    second,
    columns.openUnits[i]!,
    columns.highUnits[i]!,
    columns.lowUnits[i]!,
    columns.closeUnits[i]!,
    columns.lots[i]!,
    columns.boughtLots[i]!,
    columns.soldLots[i]!,
  ]);

function naiveProfile(prints: readonly NaivePrint[], untilNs: bigint): Map<number, number[]> {
  const tally = new Map<number, number[]>();
  for (const { ns, units, lots, side } of prints) {
    if (ns > untilNs) break;
    const tick = Math.floor(units / unitsPerTick) * unitsPerTick;
    const entry = tally.get(tick) ?? [0, 0];
    entry[side === 'buy' ? 0 : 1]! += lots;
    tally.set(tick, entry);
  }
  return tally;
}

function addTo(tally: Map<number, number[]>, columns: ProfileColumns): void {
  columns.priceUnits.forEach((units, i) => tally.set(units, [columns.boughtLots[i]!, columns.soldLots[i]!]));
}

const sorted = (tally: Map<number, number[]>): [number, number[]][] => [...tally].sort(([a], [b]) => a - b);

describe('bars and volume at price', () => {
  it('are a recount of all prints, wherever one goes and in whatever order', async () => {
    const prints = await allPrints(3, 12_000);
    expect(prints.length).toBeGreaterThan(500);
    const { run, bars, profile } = await open(3, 12_000);
    const random = makeRandom(17);
    const length = Number(run.endNs - run.startNs);
    const places = [length, ...Array.from({ length: 25 }, () => random(length)), length];
    for (const place of places) {
      const ns = run.startNs + BigInt(place);
      await run.seek(ns);
      expect(rowsOf(bars.of(0).columnsFrom(1))).toEqual(naiveBars(prints, ns));
      const tally = new Map<number, number[]>();
      addTo(tally, profile.changedSince(0, 0));
      expect(sorted(tally)).toEqual(sorted(naiveProfile(prints, ns)));
    }
  });

  it('come back with a checkpoint that left its run', async () => {
    const prints = await allPrints(3, 12_000);
    const { run } = await open(3, 12_000);
    const ns = (run.startNs + run.endNs) / 2n;
    await run.seek(ns);
    const other = await open(3, 12_000);
    await takeUp(other.run, { eventCount: run.eventCount, ns: run.nowNs }, portablePlace(run));
    expect(rowsOf(other.bars.of(0).columnsFrom(1))).toEqual(naiveBars(prints, ns));
    const tally = new Map<number, number[]>();
    addTo(tally, other.profile.changedSince(0, 0));
    expect(sorted(tally)).toEqual(sorted(naiveProfile(prints, ns)));
    await other.run.seek(run.endNs);
    expect(rowsOf(other.bars.of(0).columnsFrom(1))).toEqual(naiveBars(prints, run.endNs));
  });

  it('reach a reader with a cursor whole, and only what changed', async () => {
    const prints = await allPrints(8, 9_000);
    const { run, bars, profile } = await open(8, 9_000);
    const got: number[][] = [];
    const tally = new Map<number, number[]>();
    let barFrom = 1;
    let revision = 0;
    while ((await run.playTo(run.endNs, 137)) === 'budget') {
      const fresh = rowsOf(bars.of(0).columnsFrom(barFrom));
      if (fresh.length > 0) got.splice(barFrom - 1, Infinity, ...fresh);
      barFrom = Math.max(1, bars.of(0).count);
      addTo(tally, profile.changedSince(0, revision));
      revision = profile.revision;
    }
    got.splice(barFrom - 1, Infinity, ...rowsOf(bars.of(0).columnsFrom(barFrom)));
    addTo(tally, profile.changedSince(0, revision));
    expect(got).toEqual(naiveBars(prints, run.endNs));
    expect(sorted(tally)).toEqual(sorted(naiveProfile(prints, run.endNs)));
    expect(profile.changedSince(0, profile.revision).priceUnits).toHaveLength(0);
  });
});
