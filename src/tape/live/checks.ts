/**
 * What a message must be before anything sees it: a recording may hold nothing that its reader would refuse, so a
 * message that fails here is left out and counted.
 */
import { JsonFault, parseExactJson, type ExactJson, type ExactObject } from '../events/exact-json';
import { parseDecimal } from '../events/decimal';
import { field, listOf, textOf } from '../json/fields';

/** A reader allows a minute back; a recording keeps clear of that. */
const BACK_NS_MAX = 50_000_000_000n;
const AHEAD_NS_MAX = 3_600_000_000_000n;
const TEXT_CHARACTERS_MAX = 1_000_000;

/** The value, or why there is none. */
export function jsonOf(text: string): { readonly value: ExactJson } | { readonly why: string } {
  if (text.length > TEXT_CHARACTERS_MAX) return { why: `is longer than ${TEXT_CHARACTERS_MAX} characters` };
  try {
    return { value: parseExactJson(text.replaceAll('\n', ' ')) };
  } catch (error) {
    if (error instanceof JsonFault) return { why: `is not JSON: ${error.message} at ${error.index}` };
    throw error;
  }
}

export function hasDecimals(object: ExactObject, ...names: string[]): boolean {
  return names.every((name) => {
    const text = field(object, name);
    const value = text === undefined ? undefined : parseDecimal(text);
    return value !== undefined && value.units >= 0n;
  });
}

export function idOf(object: ExactObject, name: string): bigint | null {
  const text = field(object, name);
  return text !== undefined && /^(0|[1-9]\d{0,17})$/.test(text) ? BigInt(text) : null;
}

/** A list of [price, size]. */
export function areLevels(value: ExactJson | undefined): boolean {
  const list = listOf(value);
  return (
    list?.every((item) => {
      const [price, size, more] = listOf(item) ?? [];
      const amounts = [price, size].map((one) => parseDecimal(textOf(one) ?? ''));
      return more === undefined && amounts.every((one) => one !== undefined && one.units >= 0n);
    }) ?? false
  );
}

/** Whether stamps stay near each other; a new connection may begin anywhere later. */
export class StampCheck {
  #lastNs: bigint | null = null;
  #isNew = true;

  reconnect(): void {
    this.#isNew = true;
  }

  accepts(ns: bigint): boolean {
    const last = this.#lastNs;
    if (last !== null && (ns < last - BACK_NS_MAX || (!this.#isNew && ns > last + AHEAD_NS_MAX)))
      return false;
    this.#isNew = false;
    if (last === null || ns > last) this.#lastNs = ns;
    return true;
  }

  get lastNs(): bigint | null {
    return this.#lastNs;
  }
}
