/**
 * Table 3 of Cont, Stoikov and Talreja (2010): with a spread of one tick, the probability that the mid price rises first,
 * given the lengths of both queues. Three ways to the same numbers: as printed, by solving the birth–death problem here,
 * and by many short lives of the engine's agent.
 */
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine';
import { ReportKind, ReportLayout } from '../../src/layout/layout.gen';
import { core } from '../sim/core-module';
import { agentOf } from './agent-engine';

/** Rows: bid queue 1 … 5; columns: ask queue 1 … 5. */
const printed = [
  [0.5, 0.336, 0.259, 0.216, 0.188],
  [0.664, 0.5, 0.407, 0.348, 0.307],
  [0.741, 0.593, 0.5, 0.437, 0.391],
  [0.784, 0.652, 0.563, 0.5, 0.452],
  [0.812, 0.693, 0.609, 0.548, 0.5],
];
const [lambda, mu, theta] = [1.85, 0.94, 0.71];
const longest = 5;
const second = 1_000_000_000n;

/** P(the ask queue empties first), queues cut at 40, by Gauss–Seidel sweeps over the harmonic equations. */
function solve(): number[][] {
  const most = 40;
  const h = Array.from({ length: most + 1 }, (_, bid) =>
    Array.from({ length: most + 1 }, (_unused, ask): number => (ask === 0 && bid > 0 ? 1 : 0)),
  );
  for (let sweep = 0, change = 1; change > 1e-10 && sweep < 10_000; sweep += 1) {
    change = 0;
    for (let bid = 1; bid < most; bid += 1) {
      for (let ask = 1; ask < most; ask += 1) {
        const [bidLeaves, askLeaves] = [mu + bid * theta, mu + ask * theta];
        const inflow =
          lambda * (h[bid + 1]![ask]! + h[bid]![ask + 1]!) +
          bidLeaves * h[bid - 1]![ask]! +
          askLeaves * h[bid]![ask - 1]!;
        const next = inflow / (2 * lambda + bidLeaves + askLeaves);
        change = Math.max(change, Math.abs(next - h[bid]![ask]!));
        h[bid]![ask] = next;
      }
    }
  }
  return h.slice(1, longest + 1).map((row) => row.slice(1, longest + 1));
}

/** Where lives begin: mostly far out, because from there they pass through the rest. */
const corners = [1, 2, 3, 4].flatMap((k) => [
  [5, k],
  [k, 5],
]) as [number, number][];
const starts: readonly [number, number][] = [...corners, ...corners.map((): [number, number] => [5, 5])];

const lifeNs = 12n * second;
const livesAnEngine = 4_000;
const engines = 10;

/** Counts of rises and of visits by (bid, ask); each life counts a pair of lengths once. */
class Tally {
  readonly rises = new Float64Array(36);
  readonly visits = new Float64Array(36);
  private readonly seen: number[] = [];
  private life = -1n;
  private bid = 0;
  private ask = 0;
  private isOver = false;

  constructor(private readonly startNs: bigint) {}

  take(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.byteLength; at += ReportLayout.size) {
      if (view.getUint8(at) !== ReportKind.touch) continue;
      const tsNs = view.getBigInt64(at + ReportLayout.tsNs, true);
      const life = (tsNs - this.startNs) / lifeNs;
      if (life !== this.life) this.begin(life);
      const lots = Number(view.getBigUint64(at + ReportLayout.orderId, true));
      if ((view.getUint8(at + 1) & 1) === 0) this.bid = lots;
      else this.ask = lots;
      if (tsNs > this.startNs + life * lifeNs && !this.isOver) this.look();
      else if (tsNs === this.startNs + life * lifeNs) this.note(0);
    }
  }

  private begin(life: bigint): void {
    this.life = life;
    this.isOver = false;
    this.seen.length = 0;
    this.bid = this.ask = 0;
  }

  private look(): void {
    if (this.bid > 0 && this.ask > 0) return this.note(1);
    this.isOver = true;
    for (const place of this.seen) {
      this.visits[place]! += 1;
      if (this.ask === 0) this.rises[place]! += 1;
    }
  }

  /** Orders of the start come one by one: only the last pair of lengths is a place where the life was. */
  private note(keep: 0 | 1): void {
    if (keep === 0) this.seen.length = 0;
    if (this.bid > longest || this.ask > longest || this.bid === 0 || this.ask === 0) return;
    const place = this.bid * 6 + this.ask;
    if (!this.seen.includes(place)) this.seen.push(place);
  }
}

function playLives(seed: bigint, tally: Tally): void {
  const agents = Array.from({ length: livesAnEngine }, (_, life) => {
    const [bids, asks] = starts[life % starts.length]!;
    const startNs = BigInt(life) * lifeNs;
    return agentOf({
      id: life + 1,
      startNs,
      endNs: startNs + lifeNs - 2n,
      limits: [lambda],
      tail: { k: 0, alpha: 0, depth: 1 },
      market: mu,
      cancels: [theta],
      start: { bid: 100, ask: 101, bids: [bids], asks: [asks] },
    });
  });
  const engine = Engine.create(core, {
    instruments: [
      {
        symbol: 'T',
        priceUnit: '1',
        unitsPerTick: 1,
        lotSize: '1',
        maxLots: 1_000,
        minTick: 1,
        maxTick: 200,
        selfTrade: 'none',
        mode: 'matched',
      },
    ],
    reports: ['touch'],
    agents,
    seed,
    capacities: {
      pending: 4 * livesAnEngine,
      agentOrders: 64,
      orders: 256,
      windowTicks: 4096,
      windowRows: 1,
    },
  });
  engine.setWindow(0, 2, true);
  for (let life = 0; life < livesAnEngine; life += 1) {
    for (const side of [0, 1]) engine.push(sweepAt(BigInt(life + 1) * lifeNs - 1n, side, life));
  }
  const end = BigInt(livesAnEngine) * lifeNs;
  for (;;) {
    const reason = engine.run(end, 1_000_000);
    tally.take(engine.readReports());
    expect(engine.fault).toBeNull();
    if (reason === 1) break;
  }
  expect(engine.liveOrders).toBe(0);
  expect(engine.validate()).toBeNull();
}

/** Ends a life: a market order that takes all there is. */
const sweepAt = (tsNs: bigint, side: number, life: number) => ({
  tsNs,
  orderId: BigInt(1_000_000 + life * 2 + side),
  priceUnits: 0n,
  lots: 1_000,
  kind: 1,
  side,
  tif: 0,
  flags: 1,
  instrument: 0,
  rank: 3,
  displayShift: 0,
  account: 0,
});

describe('Table 3', () => {
  it('is what the birth–death equations give', () => {
    const solved = solve();
    printed.forEach((row, bid) =>
      row.forEach((value, ask) =>
        expect(solved[bid]![ask]!, `${bid + 1},${ask + 1}`).toBeCloseTo(value, 2.6),
      ),
    );
  });

  it('is reproduced by the agent within 0.01', () => {
    const tally = new Tally(0n);
    for (let seed = 1n; seed <= BigInt(engines); seed += 1n) playLives(seed, tally);
    const at = (bid: number, ask: number): number => bid * 6 + ask;
    const off: string[] = [];
    for (let bid = 1; bid <= longest; bid += 1) {
      for (let ask = 1; ask <= longest; ask += 1) {
        // Buying and selling are mirror images, so both of a pair count for both; the diagonal stands alone.
        const [own, mirror] = [at(bid, ask), at(ask, bid)];
        const isDiagonal = bid === ask;
        const visits = tally.visits[own]! + (isDiagonal ? 0 : tally.visits[mirror]!);
        const rises = tally.rises[own]! + (isDiagonal ? 0 : tally.visits[mirror]! - tally.rises[mirror]!);
        const found = rises / visits;
        if (Math.abs(found - printed[bid - 1]![ask - 1]!) > 0.01) off.push(`${bid},${ask}: ${found}`);
      }
    }
    expect(off).toEqual([]);
  });
});
