/**
 * Texts as an Arrow column, laid out here: Arrow's own builders compile a function from text, which the page's policy
 * forbids. Layout: Arrow columnar format, variable-size binary.
 */
import { makeData, makeVector, Utf8, type Vector } from 'apache-arrow';

export function textVector(texts: readonly string[]): Vector<Utf8> {
  const encoder = new TextEncoder();
  const pieces = texts.map((text) => encoder.encode(text));
  const valueOffsets = new Int32Array(pieces.length + 1);
  pieces.forEach((piece, index) => (valueOffsets[index + 1] = valueOffsets[index]! + piece.length));
  const data = new Uint8Array(valueOffsets.at(-1)!);
  pieces.forEach((piece, index) => data.set(piece, valueOffsets[index]));
  return makeVector(makeData({ type: new Utf8(), length: pieces.length, valueOffsets, data }));
}
