/**
 * A delimited text file as a table: its delimiter, its header or the lack of one, then its rows as they are asked for.
 * Lines before the header that part into no cells (a vendor's address) are skipped.
 */
import type { ByteStream } from '../byte-source';
import { tapeError } from '../errors';
import { LineReader } from '../lines';
import { parseMapping, type ColumnMapping } from '../table/mapping';
import { recogniseColumns, recogniseRow } from '../table/recognise';
import { ByteRow } from '../table/byte-row';
import { driftOf } from '../table/drift';
import type { TableSource } from '../table/feed';
import { looksLikeTime } from '../table/times';
import { delimiterOf, splitLine } from './split';

interface Shape {
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** lines before the first row of data */
  readonly skippedLines: number;
  readonly mapping: ColumnMapping | undefined;
}

const HEAD_LINES = 3;

async function headLines(file: ByteStream): Promise<string[]> {
  const lines = new LineReader(file);
  const found: string[] = [];
  try {
    do {
      while (found.length < HEAD_LINES && lines.next()) found.push(textOf(lines));
    } while (found.length < HEAD_LINES && (await lines.fill()));
  } finally {
    await lines.close();
  }
  return found;
}

function textOf(lines: LineReader): string {
  try {
    return lines.text();
  } catch {
    throw tapeError('malformedRow', lines.place(), 'is not UTF-8. Nothing was imported.');
  }
}

/** A header has a name in every cell that is not empty; a row has a number or a time in one of the first two. */
function isHeader(cells: readonly string[]): boolean {
  return !cells.slice(0, 6).some((cell) => looksLikeTime(cell) || /^-?[0-9]+(\.[0-9]+)?$/.test(cell));
}

export function shapeOf(lines: readonly string[], given?: ColumnMapping): Shape | undefined {
  const isWide = (line: string): boolean => (splitLine(line, delimiterOf(line))?.length ?? 0) >= 3;
  const start = lines.findIndex(isWide);
  const line = lines[start];
  if (line === undefined) return undefined;
  const delimiter = given?.delimiter ?? delimiterOf(line);
  const cells = (splitLine(line, delimiter) ?? []).map((cell) => cell.trim());
  const hasHeader = given?.header ?? isHeader(cells);
  if (hasHeader) return { delimiter, columns: cells, skippedLines: start + 1, mapping: given };
  const columns = cells.map((_, index) => `#${index + 1}`);
  return { delimiter, columns, skippedLines: start, mapping: given ?? recogniseRow(cells) };
}

/** The first lines part into cells. */
export function isTable(text: string): boolean {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/, HEAD_LINES);
  return shapeOf(lines.filter((line) => line !== '')) !== undefined;
}

/** How sure the first lines make it that this is a table of market data. */
export function recognisesText(text: string, name: string): boolean {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/, HEAD_LINES);
  const shape = shapeOf(lines.filter((line) => line !== ''));
  if (shape === undefined) return false;
  if (shape.mapping !== undefined) return true;
  return recogniseColumns(shape.columns, name, firstRow(lines, shape)) !== undefined;
}

function firstRow(lines: readonly string[], { delimiter, skippedLines }: Shape): string[] | undefined {
  return splitLine(lines[skippedLines] ?? '', delimiter)?.map((cell) => cell.trim());
}

/** Alpha Vantage stamps its CSV, newest first, in New York time; others have the same header, and nothing says so. */
function isAlphaVantage(columns: readonly string[], rows: readonly string[]): boolean {
  if (columns.slice(0, 5).join() !== 'timestamp,open,high,low,close') return false;
  const [newest, older] = rows.map((row) => /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?(?=,)/.exec(row)?.[0]);
  return newest !== undefined && older !== undefined && newest > older;
}

/** A row may end with the delimiter although the header does not. */
function trimmedTo(count: number, cells: string[] | undefined): string[] | undefined {
  while (cells !== undefined && cells.length > count && cells.at(-1)?.trim() === '') cells.pop();
  return cells;
}

interface Header {
  readonly columns: readonly string[];
  /** where each column of the first header stands in a row, −1: nowhere; undefined: all where they were */
  readonly places: readonly number[] | undefined;
}

/** A second header, as it stands between files that were put together: at least half of it are known names. */
function laterHeader(columns: readonly string[], cells: readonly string[] | undefined): Header | undefined {
  if (cells === undefined || !columns.includes((cells[0] ?? '').trim())) return undefined;
  const names = cells.map((cell) => cell.trim());
  const known = names.filter((name) => columns.includes(name));
  if (!isHeader(names) || new Set(names).size < names.length || 2 * known.length < names.length)
    return undefined;
  if (names.join('\n') === columns.join('\n')) return { columns, places: undefined };
  return { columns: names, places: columns.map((column) => names.indexOf(column)) };
}

export async function openCsv(file: ByteStream, given: unknown): Promise<TableSource> {
  const lines = await headLines(file);
  const shape = shapeOf(lines, given === undefined ? undefined : parseMapping(given));
  if (shape === undefined) {
    const message = 'has no line of three or more cells: it is no table. Nothing was imported.';
    throw tapeError('malformedRow', { file: file.name, row: 1, byteOffset: 0 }, message);
  }
  const { delimiter, columns, skippedLines } = shape;
  const hasNames = columns[0] !== '#1';
  const recognised = shape.mapping ?? recogniseColumns(columns, file.name, firstRow(lines, shape));
  const mapping =
    recognised !== undefined && given === undefined && isAlphaVantage(columns, lines.slice(skippedLines))
      ? { ...recognised, zone: 'America/New_York' }
      : recognised;
  return {
    ...{ name: file.name, byteLength: file.byteLength, columns, mapping },
    usesSemicolons: delimiter === ';',
    async walk(visit, pause, drifted, plain) {
      const row = new ByteRow();
      const mark = delimiter.charCodeAt(0);
      let header: Header = { columns, places: undefined };
      const reader = new LineReader(file);
      const place = reader.place.bind(reader, undefined);
      try {
        do {
          while (reader.next()) {
            if (reader.row <= skippedLines) continue;
            if (plain !== undefined && header.places === undefined) {
              const isPlain = row.split(reader.bytes, reader.start, reader.end, mark);
              if (isPlain && row.count === columns.length && plain(row, place)) continue;
            }
            const cells = trimmedTo(header.columns.length, splitLine(textOf(reader), delimiter));
            const found = hasNames ? laterHeader(columns, cells) : undefined;
            if (found !== undefined) {
              const words = driftOf({ columns: header.columns, types: [] }, { ...found, types: [] });
              if (words !== undefined) drifted?.(words);
              header = found;
              continue;
            }
            if (cells === undefined || cells.length !== header.columns.length) {
              const message = `has ${cells?.length ?? 'no'} cells, not the ${header.columns.length} of the header. Nothing was imported.`;
              throw tapeError('malformedRow', place(), message);
            }
            if (!visit(header.places?.map((at) => cells[at] ?? null) ?? cells, place)) return;
          }
          await pause(reader.bytesRead);
        } while (await reader.fill());
      } finally {
        await reader.close();
      }
    },
  };
}
