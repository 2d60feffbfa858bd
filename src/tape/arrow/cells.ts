/**
 * Columns of Arrow batches as texts, exactly: integers in full, floats by their shortest form, times in nanoseconds,
 * decimals by their scale. Knows Arrow's types by their ids only.
 */
import type { DataType, Vector } from 'apache-arrow';
import { floatText } from '../table/cells';
import { fixedText } from '../table/nautilus';

export type CellReader = (row: number) => string | null;

/** Ids of Arrow's types (Schema.fbs). */
const Id = {
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  timestamp: 10,
  fixedBinary: 15,
  dictionary: -1,
  largeUtf8: 20,
} as const;
const unitNs = [1_000_000_000n, 1_000_000n, 1000n, 1n];
const DAY_NS = 86_400_000_000_000n;

const isFloat32 = (type: DataType): boolean =>
  type.typeId === (Id.float as number) && (type as unknown as { precision: number }).precision === 1;

export function isTime(type: DataType): boolean {
  return type.typeId === (Id.timestamp as number) || type.typeId === (Id.date as number);
}

/** Undefined: columns of that type are not read; a mapping may leave them out. */
export function cellsOf(column: Vector): CellReader | undefined {
  const type = column.type as DataType;
  const get = (row: number): unknown => column.get(row);
  const orNull =
    (text: (value: never) => string): CellReader =>
    (row) => {
      const value = get(row);
      return value === null || value === undefined ? null : text(value as never);
    };
  switch (type.typeId as number) {
    case Id.float:
      return isFloat32(type)
        ? orNull((value: number) => String(Number(value.toPrecision(7))))
        : orNull(floatText);
    case Id.int:
    case Id.utf8:
    case Id.largeUtf8:
    case Id.bool:
    case Id.dictionary:
      return orNull((value: unknown) => String(value));
    case Id.fixedBinary:
      return orNull((value: Uint8Array) => fixedText(value) ?? '');
    case Id.decimal:
      return orNull((value: Uint32Array) => decimalText(value, (type as unknown as { scale: number }).scale));
    case Id.timestamp:
    case Id.date:
      return timesOf(column, type);
    default:
      return undefined;
  }
}

/** From the stored integers: the values that Arrow hands out are milliseconds. */
function timesOf(column: Vector, type: DataType): CellReader {
  const { unit } = type as unknown as { unit: number };
  const isDate = type.typeId === (Id.date as number);
  const factor = isDate ? (unit === 0 ? DAY_NS : 1_000_000n) : (unitNs[unit] ?? 1n);
  const starts: number[] = [];
  let rows = 0;
  for (const part of column.data) {
    starts.push(rows);
    rows += part.length;
  }
  return (row) => {
    if (!column.isValid(row)) return null;
    let part = starts.length - 1;
    while (part > 0 && (starts[part] as number) > row) part--;
    const { values } = column.data[part] as unknown as { values: ArrayLike<bigint | number> };
    const value = values[row - (starts[part] as number)];
    return value === undefined ? null : String(BigInt(value) * factor);
  };
}

/** 128 bits in four words, low first. */
function decimalText(words: Uint32Array, scale: number): string {
  let value = 0n;
  for (let i = words.length - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i] as number);
  const bits = BigInt(words.length * 32);
  if (value >> (bits - 1n)) value -= 1n << bits;
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
}
