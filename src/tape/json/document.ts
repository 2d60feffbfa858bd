/**
 * JSON as vendors hand it out: one document in a file (at most 64 MiB, because it is held whole) or one value a line.
 * Numbers stay as they are written; every value comes with its place.
 */
import type { ByteStream } from '../byte-source';
import { tapeError, type Place } from '../errors';
import { JsonFault, parseExactJson, type ExactJson } from '../events/exact-json';
import { LineReader } from '../lines';
import { valueOfLine } from './line';

export const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;

export type VisitValue = (value: ExactJson, place: () => Place, prefix: string) => void;

const LF = 10;

async function isLineByLine(file: ByteStream): Promise<boolean> {
  for await (const piece of file.stream()) {
    const lineEnd = piece.indexOf(LF);
    if (lineEnd < 0) continue;
    const line = new TextDecoder().decode(piece.subarray(0, lineEnd)).replace(/^\ufeff/, '');
    try {
      parseExactJson(line.slice(prefixLength(line)));
      return true;
    } catch {
      return false;
    }
  }
  return false;
}

/** Recorders write the local time and a space before the message. */
function prefixLength(line: string): number {
  return /^\d{10,19} /.exec(line)?.[0].length ?? 0;
}

async function wholeText(file: ByteStream): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const piece of file.stream()) {
    bytes += piece.length;
    if (bytes > DOCUMENT_BYTES_MAX) {
      const message = `a JSON document is longer than ${DOCUMENT_BYTES_MAX} bytes: write one value a line. Nothing was imported.`;
      throw tapeError('tooLarge', { file: file.name, byteOffset: DOCUMENT_BYTES_MAX }, message);
    }
    try {
      text += decoder.decode(piece, { stream: true });
    } catch {
      const place = { file: file.name, byteOffset: bytes - piece.length };
      throw tapeError('malformedRow', place, 'is not UTF-8. Nothing was imported.');
    }
  }
  return text;
}

/** `pause` is awaited between pieces of input. Throws E-TAPE-11 with the byte of a fault. */
export async function walkJson(
  file: ByteStream,
  visit: VisitValue,
  pause: (bytes: number) => Promise<void>,
): Promise<void> {
  if (await isLineByLine(file)) return walkLines(file, visit, pause);
  const text = await wholeText(file);
  let value: ExactJson;
  try {
    value = parseExactJson(text.replaceAll('\n', ' ').replace(/^\ufeff/, ' '));
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const byteOffset = new TextEncoder().encode(text.slice(0, error.index)).length;
    throw tapeError(
      'malformedRow',
      { file: file.name, byteOffset },
      `${error.message}. Nothing was imported.`,
    );
  }
  visit(value, () => ({ file: file.name, byteOffset: 0 }), '');
  await pause(file.byteLength);
}

async function walkLines(
  file: ByteStream,
  visit: VisitValue,
  pause: (bytes: number) => Promise<void>,
): Promise<void> {
  const lines = new LineReader(file);
  const place = lines.place.bind(lines, undefined);
  try {
    do {
      while (lines.next()) {
        let length = 0;
        while (length < 20 && isDigit(lines.bytes[lines.start + length])) length++;
        const hasPrefix = length >= 10 && lines.bytes[lines.start + length] === 32;
        const prefix = hasPrefix
          ? String.fromCharCode(...lines.bytes.subarray(lines.start, lines.start + length))
          : '';
        visit(valueOfLine(lines, hasPrefix ? length + 1 : 0), place, prefix);
      }
      await pause(lines.bytesRead);
    } while (await lines.fill());
  } finally {
    await lines.close();
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}
