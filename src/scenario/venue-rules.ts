/**
 * Rules of an instrument beyond tick, range and largest order, as the manifest states them (docs/FORMATS.md §8,
 * "Venue rules"). Parsed from untrusted JSON into a JSON value again, so that hashing and links need nothing of their own.
 * Invariant: what is parsed is parsed again to the same.
 */
import { Allocation, Priority } from '../layout/layout.gen';
import type { AllocationName, PriorityName } from '../layout/layout.gen';
import * as shape from './shape';

export interface PriceStep {
  readonly fromUnits: string;
  readonly units: number;
}

/** Absent: the rule does not hold. Prices and money are decimal strings. */
export type VenueRules = Readonly<
  Partial<{
    allocation: AllocationName;
    minShareLots: number;
    fifoPercent: number;
    priority: PriorityName;
    priceSteps: readonly PriceStep[];
    lotStep: number;
    minLots: number;
    bandBasisPoints: number;
    referenceUnits: string;
    collarTicks: number;
    maxValue: string;
  }>
>;

const maxI64 = 2n ** 63n - 1n;
const stepsMost = 16;
/** A market that is regulated refuses prices further than this from the reference. */
const regulatedBand = 1000;
const fields = [
  'regulated',
  'allocation',
  'minShareLots',
  'fifoPercent',
  'priority',
  'priceSteps',
  'lotStep',
  'minLots',
  'bandBasisPoints',
  'referenceUnits',
  'collarTicks',
  'maxValue',
];

function readSteps(json: unknown, path: string, unitsPerTick: number): PriceStep[] {
  let last: bigint | null = null;
  return shape.readArray(json, path, stepsMost).map((entry, index) => {
    const at = `${path}[${index}]`;
    const row = shape.readFields(entry, at, ['fromUnits', 'units']);
    const from = shape.readBigint(
      shape.requireField(row, at, 'fromUnits'),
      `${at}.fromUnits`,
      -maxI64,
      maxI64,
    );
    const units = shape.readInteger(shape.requireField(row, at, 'units'), `${at}.units`, 1, 2 ** 31 - 1);
    if (units % unitsPerTick !== 0) {
      throw shape.outOfRange(
        `${at}.units`,
        `is ${units}, must be a multiple of unitsPerTick, ${unitsPerTick}.`,
      );
    }
    if (last !== null && from <= last)
      throw shape.outOfRange(`${at}.fromUnits`, 'must be above the row before.');
    last = from;
    return { fromUnits: from.toString(), units };
  });
}

export const readPriority = (json: unknown, path: string): PriorityName =>
  shape.readOneOf(json, path, Object.keys(Priority) as PriorityName[]);

/** `unitsPerTick` is the instrument's: every step is a multiple of it. */
export function readVenueRules(json: unknown, path: string, unitsPerTick: number): VenueRules {
  const given = shape.readFields(json, path, fields);
  const isRegulated = shape.readBoolean(given.get('regulated') ?? false, `${path}.regulated`);
  const integer = (name: string, min: number, max: number): Record<string, number> =>
    given.has(name) ? { [name]: shape.readInteger(given.get(name), `${path}.${name}`, min, max) } : {};
  const units = (name: string, min: bigint): Record<string, string> =>
    given.has(name)
      ? { [name]: shape.readBigint(given.get(name), `${path}.${name}`, min, maxI64).toString() }
      : {};
  const names = Object.keys(Allocation) as AllocationName[];
  const by = given.has('allocation')
    ? { allocation: shape.readOneOf(given.get('allocation'), `${path}.allocation`, names) }
    : {};
  const first = given.has('priority')
    ? { priority: readPriority(given.get('priority'), `${path}.priority`) }
    : {};
  if (given.has('fifoPercent') && by.allocation !== 'split') {
    throw shape.wrongShape(`${path}.fifoPercent`, 'needs the allocation "split".');
  }
  return {
    ...(isRegulated ? { bandBasisPoints: regulatedBand } : {}),
    ...by,
    ...integer('minShareLots', 0, 2 ** 31 - 1),
    ...integer('fifoPercent', 0, 100),
    ...first,
    ...(given.has('priceSteps')
      ? { priceSteps: readSteps(given.get('priceSteps'), `${path}.priceSteps`, unitsPerTick) }
      : {}),
    ...integer('lotStep', 1, 2 ** 31 - 1),
    ...integer('minLots', 1, 2 ** 31 - 1),
    ...integer('bandBasisPoints', 1, 10_000),
    ...units('referenceUnits', -maxI64),
    ...integer('collarTicks', 0, 2 ** 30),
    ...units('maxValue', 1n),
  };
}
