/**
 * What a price means in money: class of an instrument, currency, multiplier, expiry, ticks by price. Data alone, read
 * strictly from JSON as docs/FORMATS.md §5 says, with defaults filled in. Invariant: two JSON texts that mean the same
 * terms are read as the same object, because the terms are a part of a tape's identity.
 */
import {
  joinPath,
  outOfRange,
  readArray,
  readBigint,
  readFields,
  readInteger,
  readOneOf,
  readPattern,
  readText,
  requireField,
} from './shape';

export interface TickStep {
  /** from this price on, in price units */
  readonly fromUnits: string;
  readonly unitsPerTick: number;
}
interface AnyTerms {
  /** what prices are in */
  readonly currency: string;
  /** worth of one unit of quantity, per 1 of price */
  readonly multiplier: string;
  readonly tickTable?: readonly TickStep[];
}
export interface EquityTerms extends AnyTerms {
  readonly class: 'equity';
}
export interface PairTerms extends AnyTerms {
  readonly class: 'crypto' | 'fx';
  /** what is bought and sold */
  readonly base: string;
}
export interface FutureTerms extends AnyTerms {
  readonly class: 'future';
  readonly underlying: string;
  readonly payoff: 'linear' | 'inverse';
  /** absent: perpetual */
  readonly expiryNs?: string;
  /** what an inverse one settles in */
  readonly base?: string;
}
export interface OptionTerms extends AnyTerms {
  readonly class: 'option';
  readonly underlying: string;
  readonly expiryNs: string;
  readonly strike: string;
  readonly right: 'call' | 'put';
  readonly exercise: 'american' | 'european';
}
export type InstrumentTerms = EquityTerms | PairTerms | FutureTerms | OptionTerms;
export type InstrumentClass = InstrumentTerms['class'];

/** Fields of each class, those that may be absent with a `?`: reader, document and form go by it. */
export const termFields: Readonly<Record<InstrumentClass, readonly string[]>> = {
  equity: ['currency', 'multiplier?', 'tickTable?'],
  crypto: ['currency', 'base', 'multiplier?', 'tickTable?'],
  fx: ['currency', 'base', 'multiplier?', 'tickTable?'],
  future: ['currency', 'multiplier', 'underlying', 'expiryNs?', 'payoff?', 'base?', 'tickTable?'],
  option: ['currency', 'multiplier', 'underlying', 'expiryNs', 'strike', 'right', 'exercise?', 'tickTable?'],
};
export const instrumentClasses = Object.keys(termFields) as InstrumentClass[];

const CURRENCY = /^[A-Z0-9]{2,12}$/;
const DECIMAL = /^(0|[1-9][0-9]{0,17})(\.[0-9]{0,17}[1-9])?$/;
const STEPS_MAX = 64;
const I64_MAX = 2n ** 63n - 1n;

function readCurrency(value: unknown, path: string): string {
  return readPattern(value, path, CURRENCY, '2 to 12 capital letters or digits');
}

function readDecimal(value: unknown, path: string): string {
  const text = readPattern(value, path, DECIMAL, 'a decimal as text in its shortest form, like "0.25"');
  if (text === '0') throw outOfRange(path, 'must be above 0.');
  return text;
}

function readTickTable(value: unknown, path: string): readonly TickStep[] {
  let before = -1n;
  const steps = readArray(value, path, STEPS_MAX).map((json, index): TickStep => {
    const at = `${path}[${index}]`;
    const step = readFields(json, at, ['fromUnits', 'unitsPerTick']);
    const from = readBigint(requireField(step, at, 'fromUnits'), `${at}.fromUnits`, 0n, I64_MAX);
    if (index === 0 && from !== 0n) throw outOfRange(`${at}.fromUnits`, 'the first step must begin at 0.');
    if (from <= before) throw outOfRange(`${at}.fromUnits`, 'must be above the step before it.');
    before = from;
    const unitsPerTick = requireField(step, at, 'unitsPerTick');
    return {
      fromUnits: String(from),
      unitsPerTick: readInteger(unitsPerTick, `${at}.unitsPerTick`, 1, 0xffff_ffff),
    };
  });
  if (steps.length === 0) throw outOfRange(path, 'must have a step, or be absent.');
  return steps;
}

/** Refuses with E-SCENARIO-01 … -05 and the path of the field. */
export function parseInstrumentTerms(json: unknown, path: string): InstrumentTerms {
  const every = [...new Set(Object.values(termFields).flat())].map((name) => name.replace('?', ''));
  const asked = readFields(json, path, ['class', ...every]);
  const kind = readOneOf(requireField(asked, path, 'class'), joinPath(path, 'class'), instrumentClasses);
  const own = termFields[kind].map((name) => name.replace('?', ''));
  const fields = readFields(json, path, ['class', ...own]);
  const need = (name: string): unknown => requireField(fields, path, name);
  const at = (name: string): string => joinPath(path, name);
  const table = fields.get('tickTable');
  const shared: AnyTerms = {
    currency: readCurrency(need('currency'), at('currency')),
    multiplier:
      fields.get('multiplier') === undefined && !own.includes('underlying')
        ? '1'
        : readDecimal(need('multiplier'), at('multiplier')),
    ...(table === undefined ? {} : { tickTable: readTickTable(table, at('tickTable')) }),
  };
  const underlying = (): string => readPattern(need('underlying'), at('underlying'), /^.{1,64}$/, 'a name');
  const expiryNs = (): string => String(readBigint(need('expiryNs'), at('expiryNs'), 0n, I64_MAX));
  switch (kind) {
    case 'equity':
      return { class: kind, ...shared };
    case 'crypto':
    case 'fx':
      return { class: kind, ...shared, base: readCurrency(need('base'), at('base')) };
    case 'future': {
      const payoff = readOneOf(fields.get('payoff') ?? 'linear', at('payoff'), ['linear', 'inverse']);
      const hasBase = payoff === 'inverse' || fields.has('base');
      return {
        ...{ class: kind, ...shared, underlying: underlying(), payoff },
        ...(fields.has('expiryNs') ? { expiryNs: expiryNs() } : {}),
        ...(hasBase ? { base: readCurrency(need('base'), at('base')) } : {}),
      };
    }
    case 'option':
      return {
        ...{ class: kind, ...shared, underlying: underlying(), expiryNs: expiryNs() },
        strike: readDecimal(readText(need('strike'), at('strike'), 40), at('strike')),
        right: readOneOf(need('right'), at('right'), ['call', 'put']),
        exercise: readOneOf(fields.get('exercise') ?? 'american', at('exercise'), ['american', 'european']),
      };
  }
}

/** Price units that orders step by at a price. */
export function tickUnitsAt(
  terms: InstrumentTerms | undefined,
  unitsPerTick: number,
  priceUnits: bigint,
): number {
  let found = unitsPerTick;
  for (const step of terms?.tickTable ?? []) {
    if (priceUnits >= BigInt(step.fromUnits)) found = step.unitsPerTick;
  }
  return found;
}
