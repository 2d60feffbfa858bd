/**
 * Decimal text to integers, exactly: `units` × 10^−`scale`, without trailing zeros and never coarser than 1.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const FORM = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$/;
const DIGITS_MAX = 60;

const PLAIN_LENGTH_MAX = 15;
const ZERO = 48;
const POINT = 46;

/** What `parseDecimal` makes of `12`, `12.50` or `0.5`, with numbers as long as they are exact; undefined: ask it. */
function plainDecimal(text: string): Decimal | undefined {
  const { length } = text;
  if (length === 0 || length > PLAIN_LENGTH_MAX) return undefined;
  let units = 0;
  let point = -1;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) units = units * 10 + digit;
    else if (code === POINT && point < 0) point = at;
    else return undefined;
  }
  const isZeroFirst = text.charCodeAt(0) === ZERO && length > 1 && point !== 1;
  if (isZeroFirst || point === 0 || point === length - 1) return undefined;
  if (units === 0) return { units: 0n, scale: 0 };
  let scale = point < 0 ? 0 : length - 1 - point;
  for (; scale > 0 && units % 10 === 0; scale--) units /= 10;
  return { units: BigInt(units), scale };
}

/** Undefined when the text is no decimal of at most 60 digits. */
export function parseDecimal(text: string): Decimal | undefined {
  const plain = plainDecimal(text);
  if (plain !== undefined) return plain;
  if (text.length > DIGITS_MAX) return undefined;
  const found = FORM.exec(text);
  if (found === null) return undefined;
  const fraction = found[3] ?? '';
  let digits = `${found[2]}${fraction}`.replace(/^0+(?=.)/, '');
  let scale = fraction.length - Number(found[4] ?? '0');
  if (Math.abs(scale) > DIGITS_MAX) return digits === '0' ? { units: 0n, scale: 0 } : undefined;
  if (scale < 0) {
    digits += '0'.repeat(-scale);
    scale = 0;
  }
  let zeros = 0;
  while (zeros < scale && digits.length > 1 && digits.endsWith('0')) {
    digits = digits.slice(0, -1);
    zeros++;
  }
  if (digits === '0') return { units: 0n, scale: 0 };
  const units = BigInt(digits);
  return { units: found[1] === '-' ? -units : units, scale: scale - zeros };
}

/** The value in steps of 10^−scale; the scale must be at least the value's own. */
export function unitsAt({ units, scale }: Decimal, targetScale: number): bigint {
  if (scale === targetScale) return units;
  return units * 10n ** BigInt(targetScale - scale);
}

/** The nearest whole number of steps of 10^−scale, which may be coarser than the value; never 0 for what is not. */
export function nearestUnits(value: Decimal, targetScale: number): bigint {
  if (targetScale >= value.scale) return unitsAt(value, targetScale);
  const step = 10n ** BigInt(value.scale - targetScale);
  const size = value.units < 0n ? -value.units : value.units;
  const steps = (size + step / 2n) / step;
  const least = steps === 0n && size > 0n ? 1n : steps;
  return value.units < 0n ? -least : least;
}

/** 10^−scale as a decimal string. */
export function stepText(scale: number): string {
  return scale <= 0 ? `1${'0'.repeat(-scale)}` : `0.${'0'.repeat(scale - 1)}1`;
}

/** The shortest text of a value. */
export function decimalText({ units, scale }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${units < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}
