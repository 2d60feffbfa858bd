/**
 * Profit and loss of trades in an instrument with terms, exactly: decimals and fractions of bigints, rounded once and
 * only where a fraction has no end. The formulas stand in docs/FORMATS.md §5. Knows no account, fee or book.
 */
import type { InstrumentTerms } from './instrument-terms';

export interface Contract {
  readonly priceUnit: string;
  readonly lotSize: string;
  readonly terms: InstrumentTerms;
}
export interface PlainTrade {
  readonly side: 'buy' | 'sell';
  readonly priceUnits: bigint;
  readonly lots: bigint;
}
export interface Money {
  /** decimal text, shortest form */
  readonly amount: string;
  readonly currency: string;
}

const DECIMALS_MAX = 12n;

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

function fractionOf(decimal: string): Fraction {
  const [whole = '0', part = ''] = decimal.split('.');
  return { over: BigInt(whole + part), under: 10n ** BigInt(part.length) };
}
const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});

/** Half away from zero at twelve decimals; what ends before is exact. */
function textOf({ over, under }: Fraction): string {
  const isNegative = over < 0n !== under < 0n && over !== 0n;
  const [top, bottom] = [over < 0n ? -over : over, under < 0n ? -under : under];
  const scaled = (top * 10n ** DECIMALS_MAX * 2n + bottom) / (bottom * 2n);
  const digits = String(scaled).padStart(Number(DECIMALS_MAX) + 1, '0');
  const whole = digits.slice(0, -Number(DECIMALS_MAX));
  const part = digits.slice(-Number(DECIMALS_MAX)).replace(/0+$/, '');
  const text = part === '' ? whole : `${whole}.${part}`;
  return isNegative && text !== '0' ? `-${text}` : text;
}

/**
 * What the trades earned, marked at `markUnits`. An inverse contract needs prices above 0: a price of 0 has no inverse
 * and is refused as a programmer's error.
 */
export function profitOf(
  { priceUnit, lotSize, terms }: Contract,
  trades: readonly PlainTrade[],
  markUnits: bigint,
): Money {
  const isInverse = terms.class === 'future' && terms.payoff === 'inverse';
  const unit = fractionOf(priceUnit);
  const worth = times(fractionOf(lotSize), fractionOf(terms.multiplier));
  let sum: Fraction = { over: 0n, under: 1n };
  for (const { side, priceUnits, lots } of trades) {
    const signed = side === 'buy' ? lots : -lots;
    if (isInverse && (priceUnits <= 0n || markUnits <= 0n))
      throw new RangeError('an inverse contract needs prices above 0');
    const move: Fraction = isInverse
      ? { over: (markUnits - priceUnits) * unit.under, under: priceUnits * markUnits * unit.over }
      : times({ over: markUnits - priceUnits, under: 1n }, unit);
    sum = plus(sum, { over: signed * move.over, under: move.under });
  }
  const currency = isInverse ? (terms.base ?? terms.currency) : terms.currency;
  return { amount: textOf(times(sum, worth)), currency };
}

/**
 * Price units at which an option or future is settled when its underlying stands at `underlying` (a decimal), rounded
 * half up to the contract's price unit.
 */
export function settlementUnits({ priceUnit, terms }: Contract, underlying: string): bigint {
  const spot = fractionOf(underlying);
  let value = spot;
  if (terms.class === 'option') {
    const strike = fractionOf(terms.strike);
    const gain = plus(spot, { over: -strike.over, under: strike.under });
    value = terms.right === 'call' ? gain : { over: -gain.over, under: gain.under };
    if (value.over < 0n) return 0n;
  }
  const unit = fractionOf(priceUnit);
  const [over, under] = [value.over * unit.under, value.under * unit.over];
  return (2n * over + under) / (2n * under);
}
