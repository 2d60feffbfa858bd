/**
 * What the agent's flow is made of, counted from outside: rates of limit orders by distance, of market orders, of cancels
 * by distance, with another trader in the same book all the while. Expected counts come from the parameters and from a
 * book kept here from the reports alone.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine';
import { decodeReports } from '../../src/engine/reports';
import { agentOf, createWorld, orderOf, playWorld, second } from './agent-engine';

const endNs = 1_500n * second;
const agent = agentOf({ id: 1, endNs, tail: { k: 1.92, alpha: 0.52, depth: 12 } });
const lambda = (distance: number): number => agent.limits[distance - 1] ?? 1.92 / distance ** 0.52;
const theta = (distance: number): number => agent.cancels[Math.min(distance, agent.cancels.length) - 1]!;
const isAgents = (id: bigint): boolean => id >> 32n === 1n;

/** Somebody else: takes, and rests orders within the spread that later leave. */
const others = Array.from({ length: 1_120 }, (_, index) => {
  const tsNs = BigInt(index + 1) * 1_333_333_333n;
  const side = index % 2;
  if (index % 3 === 0) return orderOf({ tsNs, orderId: BigInt(index + 1), side, lots: 1 + (index % 4) });
  return orderOf({
    tsNs,
    orderId: BigInt(index + 1),
    side,
    lots: 2,
    tif: index % 3 === 1 ? 1 : 0,
    priceUnits: BigInt(9_999 + (index % 3) - side),
  });
});

interface Resting {
  readonly side: number;
  readonly price: number;
  lots: number;
}

/** Counts events and adds up exposure: how long how many of the agent's orders were how far from the opposite touch. */
class Observer {
  readonly orders = new Map<bigint, Resting>();
  readonly limits = new Float64Array(64);
  readonly cancels = new Float64Array(64);
  readonly exposure = new Float64Array(64);
  markets = 0;
  private lastNs = 0n;
  private best = [0, 0];

  distanceOf(side: number, price: number): number {
    return Math.abs(this.best[1 - side]! - price);
  }

  private look(): void {
    const prices = [0, 1].map((side) =>
      [...this.orders.values()].filter((o) => o.side === side).map((o) => o.price),
    );
    if (prices[0]!.length > 0) this.best[0] = Math.max(...prices[0]!);
    if (prices[1]!.length > 0) this.best[1] = Math.min(...prices[1]!);
  }

  private passTo(tsNs: bigint): void {
    const seconds = Number(tsNs - this.lastNs) / 1e9;
    if (seconds === 0) return;
    for (const [id, { side, price }] of this.orders) {
      if (isAgents(id)) this.exposure[this.distanceOf(side, price)]! += seconds;
    }
    this.lastNs = tsNs;
  }

  take(report: Readonly<Record<string, unknown>>): void {
    const { kind } = report;
    if (kind === 'touch') return this.look();
    const tsNs = BigInt(String(report['ts']));
    this.passTo(tsNs);
    const side = report['side'] === 'sell' ? 1 : 0;
    const price = Number(report['price']);
    if (kind === 'accepted') {
      const id = BigInt(String(report['id']));
      if (isAgents(id) && tsNs > 0n) {
        if (price === 0) this.markets += 1;
        else this.limits[this.distanceOf(side, price)]! += 1;
      }
      if (price !== 0) this.orders.set(id, { side, price, lots: Number(report['lots']) });
    } else if (kind === 'fill') {
      for (const [name, leaves] of [
        ['makerId', 'makerLeaves'],
        ['takerId', 'takerLeaves'],
      ] as const) {
        if (Number(report[leaves]) === 0) this.orders.delete(BigInt(String(report[name])));
      }
    } else if (kind === 'cancelled') {
      const id = BigInt(String(report['id']));
      if (isAgents(id) && report['reason'] === 'requested') this.cancels[this.distanceOf(side, price)]! += 1;
      this.orders.delete(id);
    }
  }
}

describe('the flow of a cst agent beside another trader', () => {
  let observer: Observer;
  let engine: Engine;

  beforeAll(() => {
    observer = new Observer();
    engine = createWorld({ agents: [agent], commands: others, seed: 5n }, { pending: 4_096 });
    for (let untilNs = 0n; untilNs <= endNs; untilNs += 50n * second) {
      for (const report of decodeReports(playWorld(engine, untilNs))) observer.take(report);
    }
  });

  const seconds = Number(endNs) / 1e9;
  /** Within five standard deviations of a Poisson count. */
  const expectCount = (count: number, expected: number, what: string): void => {
    expect(Math.abs(count - expected), `${what}: ${count}, expected ${expected.toFixed(0)}`).toBeLessThan(
      5 * Math.sqrt(expected),
    );
  };

  it('sends limit orders at λ(i) a side and second, at every distance', () => {
    for (let distance = 1; distance <= 12; distance += 1) {
      expectCount(observer.limits[distance]!, 2 * lambda(distance) * seconds, `distance ${distance}`);
    }
    expect(observer.limits[0]! + observer.limits.slice(13).reduce((sum, count) => sum + count, 0)).toBe(0);
  });

  it('sends market orders at μ a side and second', () => {
    expectCount(observer.markets, 2 * agent.market * seconds, 'markets');
  });

  it('cancels each of its own orders at θ(i), wherever the touch was moved', () => {
    for (let distance = 1; distance <= 12; distance += 1) {
      expectCount(
        observer.cancels[distance]!,
        theta(distance) * observer.exposure[distance]!,
        `distance ${distance}`,
      );
    }
  });

  it('leaves everybody else’s orders alone, and a valid book', () => {
    expect(engine.validate()).toBeNull();
    expect([...observer.orders.keys()].filter((id) => !isAgents(id)).length).toBeGreaterThan(0);
    const resting = engine.orders(0).map(({ orderId }) => orderId);
    expect(resting.sort()).toEqual([...observer.orders.keys()].sort());
  });
});
