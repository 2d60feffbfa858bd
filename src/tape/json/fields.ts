/** Fields of exact JSON objects as texts, or nothing where they are not there or are of another type. */
import { isExactObject, JsonNumber, type ExactJson, type ExactObject } from '../events/exact-json';

/** A text or a number as it is written. */
export function textOf(value: ExactJson | undefined): string | undefined {
  return value instanceof JsonNumber ? value.text : typeof value === 'string' ? value : undefined;
}

export function field(object: ExactObject, name: string): string | undefined {
  return textOf(object[name]);
}

export function objectOf(value: ExactJson | undefined): ExactObject | undefined {
  return value !== undefined && isExactObject(value) ? value : undefined;
}

export function listOf(value: ExactJson | undefined): readonly ExactJson[] | undefined {
  return Array.isArray(value) ? (value as readonly ExactJson[]) : undefined;
}

/** Epochs of vendors: milliseconds, or microseconds and nanoseconds by their length. */
export function epochNs(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[0-9]{1,19}$/.test(text)) return undefined;
  const factor = text.length <= 14 ? 1_000_000n : text.length <= 17 ? 1000n : 1n;
  return BigInt(text) * factor;
}
