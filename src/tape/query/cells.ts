/**
 * Values of an Arrow column as text and as numbers, read from the raw buffers: nothing passes through a float that is
 * not one. Pure. Invariant: an integer, a decimal and a time keep every digit that the query engine gave.
 */
import { DataType, DateUnit, TimeUnit, type Vector } from 'apache-arrow';

/** How a column is shown and what its values mean on an axis. */
export type ColumnClass = 'text' | 'number' | 'time';

export interface CellReader {
  /** null: SQL's NULL */
  text(row: number): string | null;
  /** for pictures; times are seconds since 1970-01-01; null where there is no number */
  number(row: number): number | null;
}

const perSecond: Readonly<Record<number, bigint>> = {
  [TimeUnit.SECOND]: 1n,
  [TimeUnit.MILLISECOND]: 1_000n,
  [TimeUnit.MICROSECOND]: 1_000_000n,
  [TimeUnit.NANOSECOND]: 1_000_000_000n,
};

const pad = (value: bigint | number, width = 2): string => value.toString().padStart(width, '0');

/** Year, month and day of a count of days since 1970-01-01 (proleptic Gregorian; H. Hinnant, `civil_from_days`). */
function dateText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const day = shifted - era * 146_097;
  const year = Math.floor(
    (day - Math.floor(day / 1460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365,
  );
  const ofYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  const ofMonth = ofYear - Math.floor((153 * month + 2) / 5) + 1;
  const calendarMonth = month < 10 ? month + 3 : month - 9;
  return `${year + era * 400 + (calendarMonth <= 2 ? 1 : 0)}-${pad(calendarMonth)}-${pad(ofMonth)}`;
}

/** `HH:MM:SS`, with a fraction of three, six or nine digits where there is one. */
function clockText(ofDay: bigint, scale: bigint): string {
  const seconds = ofDay / scale;
  const digits = scale.toString().length - 1;
  let fraction = digits === 0 ? '' : pad(ofDay % scale, digits);
  while (fraction.length > 0 && fraction.endsWith('000')) fraction = fraction.slice(0, -3);
  const whole = `${pad(seconds / 3600n)}:${pad((seconds / 60n) % 60n)}:${pad(seconds % 60n)}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function timestampText(value: bigint, scale: bigint): string {
  const aDay = 86_400n * scale;
  const ofDay = ((value % aDay) + aDay) % aDay;
  return `${dateText(Number((value - ofDay) / aDay))} ${clockText(ofDay, scale)}`;
}

/** 128 bits, least significant word first. */
function wideInteger(words: Uint32Array, row: number): bigint {
  let value = 0n;
  for (let i = 3; i >= 0; i -= 1) value = (value << 32n) | BigInt(words[row * 4 + i]!);
  return BigInt.asIntN(128, value);
}

function decimalText(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const at = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, at)}${scale > 0 ? `.${digits.slice(at)}` : ''}`;
}

/** Lists, structs and other values without a form of their own: as JSON, large integers as text. */
function jsonText(value: unknown): string {
  if (value instanceof Uint8Array)
    return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (typeof value === 'object' && value !== null)
    return JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'bigint' ? item.toString() : item,
    );
  return String(value);
}

export function classOf(type: DataType): ColumnClass {
  if (DataType.isTimestamp(type) || DataType.isDate(type) || DataType.isTime(type)) return 'time';
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type) ? 'number' : 'text';
}

type Raw = Omit<CellReader, 'text'> & { text(row: number): string };

function integerReader(
  values: BigInt64Array,
  toText: (value: bigint) => string,
  toNumber: (value: bigint) => number,
): Raw {
  return { text: (row) => toText(values[row]!), number: (row) => toNumber(values[row]!) };
}

function rawReader(vector: Vector, values: unknown): Raw {
  const { type } = vector as { type: DataType };
  if (DataType.isTimestamp(type) || DataType.isTime(type)) {
    const scale = perSecond[type.unit] ?? 1n;
    const isTimestamp = DataType.isTimestamp(type);
    const words =
      values instanceof Int32Array ? BigInt64Array.from(values, BigInt) : (values as BigInt64Array);
    const show = (value: bigint): string =>
      isTimestamp ? timestampText(value, scale) : clockText(value, scale);
    return integerReader(words, show, (value) => Number(value) / Number(scale));
  }
  if (DataType.isDate(type)) {
    const days = (row: number): number =>
      type.unit === DateUnit.DAY
        ? (values as Int32Array)[row]!
        : Number((values as BigInt64Array)[row]! / 86_400_000n);
    return { text: (row) => dateText(days(row)), number: (row) => days(row) * 86_400 };
  }
  if (DataType.isDecimal(type)) {
    const words = values as Uint32Array;
    const { scale } = type;
    const text = (row: number): string => decimalText(wideInteger(words, row), scale);
    return { text, number: (row) => Number(text(row)) };
  }
  if (DataType.isInt(type) || DataType.isFloat(type)) {
    const get = (row: number): number | bigint => vector.get(row) as number | bigint;
    return { text: (row) => String(get(row)), number: (row) => Number(get(row)) };
  }
  return { text: (row) => jsonText(vector.get(row)), number: () => null };
}

/** Reads one column of one batch. */
export function readCells(vector: Vector): CellReader {
  const raw = rawReader(vector, vector.data[0]?.values);
  return {
    text: (row) => (vector.isValid(row) ? raw.text(row) : null),
    number: (row) => {
      const value = vector.isValid(row) ? raw.number(row) : null;
      return value !== null && Number.isFinite(value) ? value : null;
    },
  };
}
