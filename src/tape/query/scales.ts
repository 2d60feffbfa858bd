/**
 * SQL expressions for what people read: prices from units, sizes from lots, wall-clock time in the tape's zone, words
 * from codes. Pure text. Invariant: integers are turned into floats once, by one division that is rounded correctly.
 */
export interface QueryInstrument {
  readonly symbol: string;
  /** decimal string: the value of one price unit */
  readonly priceUnit: string;
  readonly unitsPerTick: number;
  readonly lotSize: string;
}

/** From `fromNs` on the zone's clocks are this far ahead of UTC; rising, the first holds for everything before it. */
export interface ZoneOffset {
  readonly fromNs: bigint;
  readonly offsetNs: bigint;
}

interface Decimal {
  readonly mantissa: bigint;
  readonly decimals: number;
}

function parseDecimal(text: string): Decimal {
  const [whole = '0', fraction = ''] = text.split('.');
  const digits = fraction.replace(/0+$/, '');
  return { mantissa: BigInt(whole + digits), decimals: digits.length };
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export class Scales {
  constructor(
    private readonly instruments: readonly QueryInstrument[],
    private readonly offsets: readonly ZoneOffset[],
  ) {}

  price(column: string): string {
    return this.scaled(
      column,
      this.instruments.map(({ priceUnit }) => parseDecimal(priceUnit)),
    );
  }

  size(column: string): string {
    return this.scaled(
      column,
      this.instruments.map(({ lotSize }) => parseDecimal(lotSize)),
    );
  }

  symbol(): string {
    return this.perInstrument(this.instruments.map(({ symbol }) => quoted(symbol)));
  }

  /** TIMESTAMP of the zone's wall clock, microseconds. */
  wallClock(column: string): string {
    const [first, ...later] = this.offsets;
    let offset = `${first?.offsetNs ?? 0n}`;
    for (const { fromNs, offsetNs } of later)
      offset = `CASE WHEN ${column} >= ${fromNs} THEN ${offsetNs} ELSE ${offset} END`;
    return `make_timestamp((${column} + ${offset}) // 1000)`;
  }

  private scaled(column: string, units: readonly Decimal[]): string {
    const mantissa = this.perInstrument(units.map((unit) => `${unit.mantissa}`));
    const divisor = this.perInstrument(units.map(({ decimals }) => `1e${decimals}`));
    const product = mantissa === '1' ? `${column}::BIGINT` : `${column}::BIGINT * ${mantissa}`;
    return divisor === '1e0' ? `(${product})::DOUBLE` : `(${product}) / ${divisor}`;
  }

  /** One text where all instruments agree, else a choice by the column `instrument`. */
  private perInstrument(values: readonly string[]): string {
    const [first = '1'] = values;
    if (values.every((value) => value === first)) return first;
    const choices = values.map((value, index) => `WHEN ${index} THEN ${value}`);
    return `CASE instrument ${choices.join(' ')} END`;
  }
}

/** The word of a code; a code without a word is its number. */
export function words(expression: string, names: Readonly<Record<number, string>>): string {
  const choices = Object.entries(names).map(([code, name]) => `WHEN ${code} THEN ${quoted(name)}`);
  return `CASE ${expression} ${choices.join(' ')} ELSE (${expression})::VARCHAR END`;
}

export const sideWord = (expression: string): string =>
  `CASE ${expression} WHEN 0 THEN 'buy' WHEN 1 THEN 'sell' END`;
