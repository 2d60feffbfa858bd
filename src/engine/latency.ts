/**
 * Writes the delays of a participant as the records that the core takes: five Delay, then the rows of empirical ones.
 * Knows no distribution but its numbers.
 */
import { DelayKind, DelayLayout as D, DelayRowLayout as R, DelayUse } from '../layout/layout.gen';
import { delayUses, mostDelayNs, type DelaySpec, type LatencySpec } from '../scenario/latency';

interface Numbers {
  readonly kind: number;
  readonly from: string | undefined;
  readonly most: string | undefined;
  readonly scale: number;
  readonly shape: number;
}

function numbersOf(spec: DelaySpec): Numbers {
  if ('constant' in spec)
    return { kind: DelayKind.constant, from: spec.constant, most: undefined, scale: 0, shape: 0 };
  if ('uniform' in spec) {
    const [from, to] = spec.uniform;
    // One more than the range is wide: both ends can be drawn.
    return {
      kind: DelayKind.uniform,
      from,
      most: to,
      scale: Number(BigInt(to) - BigInt(from)) + 1,
      shape: 0,
    };
  }
  if ('exponential' in spec) {
    const { mean, from, most } = spec.exponential;
    return { kind: DelayKind.exponential, from, most, scale: Number(mean), shape: 0 };
  }
  if ('logNormal' in spec) {
    const { median, sigma, from, most } = spec.logNormal;
    return { kind: DelayKind.logNormal, from, most, scale: Number(median), shape: sigma };
  }
  if ('pareto' in spec) {
    const { scale, alpha, from, most } = spec.pareto;
    return { kind: DelayKind.pareto, from, most, scale: Number(scale), shape: alpha };
  }
  return { kind: DelayKind.empirical, from: undefined, most: undefined, scale: 0, shape: 0 };
}

const rowsOf = (spec: DelaySpec | undefined): readonly (readonly [string, number])[] =>
  spec !== undefined && 'empirical' in spec ? spec.empirical : [];

export const delayRowCount = (latency: readonly LatencySpec[]): number =>
  latency.reduce(
    (sum, entry) => sum + delayUses.reduce((rows, use) => rows + rowsOf(entry[use]).length, 0),
    0,
  );

export function writeDelays(view: DataView, at: number, entry: LatencySpec): void {
  let row = at + delayUses.length * D.size;
  new Uint8Array(view.buffer, at, delayUses.length * D.size).fill(0);
  for (const use of delayUses) {
    const spec = entry[use];
    if (spec === undefined) continue;
    const place = at + DelayUse[use] * D.size;
    const { kind, from, most, scale, shape } = numbersOf(spec);
    view.setUint32(place + D.kind, kind, true);
    view.setBigInt64(place + D.fromNs, BigInt(from ?? 0), true);
    view.setBigInt64(place + D.mostNs, BigInt(most ?? mostDelayNs), true);
    view.setFloat64(place + D.scale, scale, true);
    view.setFloat64(place + D.shape, shape, true);
    const rows = rowsOf(spec);
    view.setUint32(place + D.rowCount, rows.length, true);
    let upTo = 0;
    for (const [ns, weight] of rows) {
      upTo += weight;
      view.setBigInt64(row + R.ns, BigInt(ns), true);
      view.setUint32(row + R.upTo, upTo, true);
      row += R.size;
    }
  }
}
