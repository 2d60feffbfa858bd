/**
 * How long the messages of accounts take, as the manifest states it (docs/FORMATS.md §8, "Latency"). Parsed from
 * untrusted JSON into a JSON value again. Invariant: what is parsed is parsed again to the same.
 */
import { DelayUse, type DelayUseName } from '../layout/layout.gen';
import type { VenueSpec } from './venues';
import * as shape from './shape';

/** Times are ns as decimal text. */
export type DelaySpec =
  | { readonly constant: string }
  | { readonly uniform: readonly [from: string, to: string] }
  | { readonly exponential: { readonly mean: string; readonly from?: string; readonly most?: string } }
  | {
      readonly logNormal: {
        readonly median: string;
        readonly sigma: number;
        readonly from?: string;
        readonly most?: string;
      };
    }
  | {
      readonly pareto: {
        readonly scale: string;
        readonly alpha: number;
        readonly from?: string;
        readonly most?: string;
      };
    }
  /** delays that were measured, each with a weight */
  | { readonly empirical: readonly (readonly [ns: string, weight: number])[] };

export type LatencySpec = Readonly<Partial<Record<DelayUseName, DelaySpec>>> & {
  readonly account: number;
  /** one of the manifest's; absent: every venue, and instruments that are listed nowhere */
  readonly venue?: string;
};

/** No delay is longer: eleven and a half days. */
export const mostDelayNs = 10n ** 15n;
export const latencyLimits = { entries: 1024, rows: 4096, weight: 1_000_000 } as const;
export const delayUses = Object.keys(DelayUse) as DelayUseName[];
const kinds = ['constant', 'uniform', 'exponential', 'logNormal', 'pareto', 'empirical'] as const;

const readNs = (value: unknown, path: string, least = 0n): string =>
  shape.readBigint(value, path, least, mostDelayNs).toString();

function readParts(
  json: unknown,
  path: string,
  scale: string,
  shapeOf: string | null,
): Record<string, string | number> {
  const names = [scale, ...(shapeOf === null ? [] : [shapeOf]), 'from', 'most'];
  const fields = shape.readFields(json, path, names);
  const times = [scale, 'from', 'most'].filter((name) => name === scale || fields.has(name));
  const read = Object.fromEntries(
    times.map((name) => [name, readNs(shape.requireField(fields, path, name), `${path}.${name}`)]),
  );
  if (BigInt(read['from'] ?? 0) > BigInt(read['most'] ?? mostDelayNs))
    throw shape.outOfRange(
      `${path}.from`,
      `is above ${read['most'] === undefined ? 'the longest delay' : 'most'}.`,
    );
  if (shapeOf === null) return read;
  const factor = shape.requireField(fields, path, shapeOf);
  return { ...read, [shapeOf]: shape.readNumber(factor, `${path}.${shapeOf}`, 0.01, 100) };
}

function readUniform(json: unknown, path: string): [string, string] {
  const ends = shape.readArray(json, path, 2);
  if (ends.length !== 2) throw shape.wrongShape(path, 'must be a list of two times.');
  const from = readNs(ends[0], `${path}[0]`);
  return [from, readNs(ends[1], `${path}[1]`, BigInt(from))];
}

function readEmpirical(json: unknown, path: string): [string, number][] {
  const rows = shape.readArray(json, path, latencyLimits.rows);
  if (rows.length === 0) throw shape.wrongShape(path, 'must have a row.');
  return rows.map((row, index) => {
    const at = `${path}[${index}]`;
    const [ns, weight, ...more] = shape.readArray(row, at, 2);
    if (more.length > 0 || weight === undefined) throw shape.wrongShape(at, 'must be a time and a weight.');
    return [readNs(ns, `${at}[0]`), shape.readInteger(weight, `${at}[1]`, 1, latencyLimits.weight)];
  });
}

function readDelay(json: unknown, path: string): DelaySpec {
  const fields = shape.readFields(json, path, kinds);
  const [entry, ...others] = [...fields];
  if (entry === undefined || others.length > 0) {
    throw shape.wrongShape(path, `must have exactly one of: ${kinds.join(', ')}.`);
  }
  const [kind, value] = entry;
  const at = `${path}.${kind}`;
  switch (kind as (typeof kinds)[number]) {
    case 'constant':
      return { constant: readNs(value, at) };
    case 'uniform':
      return { uniform: readUniform(value, at) };
    case 'exponential':
      return { exponential: readParts(value, at, 'mean', null) as { mean: string } };
    case 'logNormal':
      return { logNormal: readParts(value, at, 'median', 'sigma') as { median: string; sigma: number } };
    case 'pareto':
      return { pareto: readParts(value, at, 'scale', 'alpha') as { scale: string; alpha: number } };
    case 'empirical':
      return { empirical: readEmpirical(value, at) };
  }
}

export function readLatency(json: unknown, venues: readonly VenueSpec[]): LatencySpec[] {
  const seen = new Set<string>();
  return shape.readArray(json, 'latency', latencyLimits.entries).map((entry, index) => {
    const path = `latency[${index}]`;
    const fields = shape.readFields(entry, path, ['account', 'venue', ...delayUses]);
    const account = shape.readInteger(
      shape.requireField(fields, path, 'account'),
      `${path}.account`,
      1,
      2 ** 20 - 1,
    );
    const names = venues.map(({ name }) => name);
    const venue = fields.has('venue')
      ? { venue: shape.readOneOf(fields.get('venue'), `${path}.venue`, names) }
      : {};
    const key = `${account} ${venue.venue ?? ''}`;
    if (seen.has(key)) throw shape.outOfRange(path, 'this account and venue are there twice.');
    seen.add(key);
    const uses = delayUses.filter((use) => fields.has(use));
    const delays = uses.map((use) => [use, readDelay(fields.get(use), `${path}.${use}`)] as const);
    return { account, ...venue, ...Object.fromEntries(delays) };
  });
}
