/**
 * Reading untrusted JSON field by field. Nothing of the input is kept: every reader copies what it was asked for, so
 * foreign prototypes, getters and extra fields never get further than this file.
 * Invariant: an object has only fields that were named in advance, and whatever is wrong is refused with its path.
 */
import { TapedeckError } from '../layout/errors';

export const maxDepth = 8;

const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/** Keeps path and words apart, so that a reader further out can put its own path in front. */
class ShapeError extends TapedeckError {
  constructor(
    code: string,
    readonly path: string,
    readonly words: string,
  ) {
    super(code, `${path === '' ? 'The input' : path}: ${words}`, { path });
  }
}

const refuse = (code: string, path: string, words: string): TapedeckError =>
  new ShapeError(code, path, words);

/** Reads with short paths and puts `path` in front only when something is refused: logs have millions of lines. */
export function readUnder<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new ShapeError(error.code, error.path === '' ? path : joinPath(path, error.path), error.words);
  }
}

export const wrongShape = (path: string, message: string): TapedeckError =>
  refuse('E-SCENARIO-01', path, message);
export const outOfRange = (path: string, message: string): TapedeckError =>
  refuse('E-SCENARIO-05', path, message);

export const joinPath = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Names of fields are quoted in messages; a hostile name is cut. */
const quoteName = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);

export const isForbiddenName = (name: string): boolean => forbiddenNames.has(name);

/** Own fields of a JSON object, all of them among `allowed`. A Map has no prototype that could be reached. */
export function readFields(json: unknown, path: string, allowed: readonly string[]): Map<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw wrongShape(path, 'must be a JSON object.');
  }
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(json)) {
    if (isForbiddenName(name)) {
      throw refuse('E-SCENARIO-03', joinPath(path, name), 'this field name is forbidden. Remove it.');
    }
    if (!allowed.includes(name)) {
      const known = allowed.join(', ');
      throw refuse(
        'E-SCENARIO-02',
        joinPath(path, quoteName(name)),
        `unknown field. Remove it, or use one of: ${known}.`,
      );
    }
    fields.set(name, value);
  }
  return fields;
}

export function requireField(fields: Map<string, unknown>, path: string, name: string): unknown {
  const value = fields.get(name);
  if (value === undefined) {
    throw refuse('E-SCENARIO-04', joinPath(path, name), 'this field is required but missing.');
  }
  return value;
}

export function readText(value: unknown, path: string, maxLength: number): string {
  if (typeof value !== 'string') throw wrongShape(path, 'must be text.');
  if (value.length > maxLength)
    throw outOfRange(path, `has ${value.length} characters, at most ${maxLength} fit.`);
  return value;
}

export function readPattern(value: unknown, path: string, pattern: RegExp, words: string): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw wrongShape(path, `must be ${words}.`);
  return value;
}

export function readBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw wrongShape(path, 'must be true or false.');
  return value;
}

export function readInteger(value: unknown, path: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongShape(path, 'must be an integer.');
  if (value < min || value > max) throw outOfRange(path, `is ${value}, must be ${min} … ${max}.`);
  return value === 0 ? 0 : value;
}

/** Finite; -0 becomes 0, so that one number has one spelling. */
export function readNumber(value: unknown, path: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongShape(path, 'must be a number.');
  if (value < min || value > max) throw outOfRange(path, `is ${value}, must be ${min} … ${max}.`);
  return value === 0 ? 0 : value;
}

export function readBigint(value: unknown, path: string, min: bigint, max: bigint): bigint {
  let result: bigint;
  if (typeof value === 'string' && value.length <= 20 && /^-?(0|[1-9][0-9]*)$/.test(value)) {
    result = BigInt(value);
  } else if (typeof value === 'number' && Number.isSafeInteger(value)) {
    result = BigInt(value);
  } else {
    throw wrongShape(path, 'must be an integer, as decimal text or as a number of at most 2^53 − 1.');
  }
  if (result < min || result > max) throw outOfRange(path, `is ${result}, must be ${min} … ${max}.`);
  return result;
}

export function readOneOf<Name extends string>(value: unknown, path: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw wrongShape(path, `must be one of: ${names.join(', ')}.`);
  return found;
}

export function readArray(value: unknown, path: string, maxLength: number): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongShape(path, 'must be a JSON array.');
  if (value.length > maxLength)
    throw outOfRange(path, `has ${value.length} entries, at most ${maxLength} fit.`);
  return value;
}

/** Depth counts objects and arrays: `{"a":[1]}` is 2 deep. */
export function refuseDeepJson(json: unknown, path: string, left = maxDepth): void {
  if (typeof json !== 'object' || json === null) return;
  if (left === 0) throw refuse('E-SCENARIO-06', path, `is nested deeper than ${maxDepth} levels.`);
  for (const [name, value] of Object.entries(json)) {
    if (typeof value !== 'object' || value === null) continue;
    refuseDeepJson(value, joinPath(path, quoteName(name)), left - 1);
  }
}

/** Parses text that somebody else wrote. */
export function parseJsonText(text: string, path: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw refuse('E-SCENARIO-08', path, `is not JSON (${reason.slice(0, 120)}).`);
  }
  return json;
}
