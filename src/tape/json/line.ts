/** One line as an object with its numbers as they are written, or an error with the place of the fault. */
import { tapeError } from '../errors';
import {
  isExactObject,
  JsonFault,
  parseExactJson,
  type ExactJson,
  type ExactObject,
} from '../events/exact-json';
import type { LineReader } from '../lines';

export function valueOfLine(lines: LineReader, skippedBytes = 0): ExactJson {
  try {
    return parseExactJson(lines.text(skippedBytes));
  } catch (error) {
    const index = error instanceof JsonFault ? error.index : 0;
    const message = error instanceof JsonFault ? error.message : 'is not UTF-8';
    const place = lines.place(lines.start + skippedBytes + index);
    throw tapeError('malformedRow', place, `${message}. Nothing was imported.`);
  }
}

export function objectOfLine(lines: LineReader, skippedBytes = 0): ExactObject {
  const value = valueOfLine(lines, skippedBytes);
  if (isExactObject(value)) return value;
  throw tapeError('malformedRow', lines.place(), 'an event must be an object. Nothing was imported.');
}
