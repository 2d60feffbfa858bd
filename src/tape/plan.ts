/**
 * What an import of these files would be, before it is one: the parts that become a tape each, what their tables look
 * like, and which files nobody can read. Looks at the beginning of every file; changes and keeps nothing.
 */
import { TapedeckError } from '../layout/errors';
import { openArrow } from './arrow/reader';
import { assignReaders, openArchive, unknownFormat, type Assigned, type OpenedStream } from './assign';
import type { ByteSource, ByteStream } from './byte-source';
import { openCsv } from './csv/table';
import { parseLobsterName } from './lobster/file-name';
import { openParquet } from './parquet/reader';
import type { TableSource } from './table/feed';
import { isOptionalField, type ColumnMapping } from './table/mapping';
import { previewTable, type TablePreview } from './table/preview';

/** Files that are read together and become one tape. */
export interface ImportPart extends Assigned {
  /** of the first file, where the format is a table */
  readonly table: TablePreview | null;
}
export interface FileProblem {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}
export interface ImportPlan {
  readonly parts: readonly ImportPart[];
  readonly problems: readonly FileProblem[];
}

const tableOpeners: Readonly<Record<string, (stream: ByteStream) => Promise<TableSource>>> = {
  csv: (stream) => openCsv(stream, undefined),
  arrow: openArrow,
  parquet: openParquet,
};

const problemOf = (file: string, error: unknown): FileProblem => {
  if (!(error instanceof TapedeckError)) throw error;
  return { file, code: error.code, message: error.message };
};

function grouped(
  opened: readonly OpenedStream[],
  keyOf: (one: OpenedStream) => string,
): (readonly OpenedStream[])[] {
  const groups = new Map<string, OpenedStream[]>();
  for (const one of opened) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** Message and order book files in pairs by what else is in their names; all together where that does not pair them. */
function lobsterPairs(opened: readonly OpenedStream[]): (readonly OpenedStream[])[] {
  const pairs = grouped(opened, ({ stream: { name } }) => name.replace(/message|orderbook/i, ''));
  const isPair = (pair: readonly OpenedStream[]): boolean =>
    pair.length === 2 && new Set(pair.map(({ stream }) => parseLobsterName(stream.name).role)).size === 2;
  return pairs.every(isPair) ? pairs : [opened];
}

/** Every field that both have stands in a column of the same name, and what a row cannot do without in both. */
function areAlike(a: ColumnMapping | null, b: ColumnMapping | null): boolean {
  if (a === null || b === null || a.kind !== b.kind) return false;
  return [...new Set([...Object.keys(a.columns), ...Object.keys(b.columns)])].every((field) => {
    const [one, other] = [a.columns[field], b.columns[field]];
    return one === other || (isOptionalField(a.kind, field) && (one === undefined || other === undefined));
  });
}

/** Tables that hold the same kind of rows in columns of the same names are one part; what drifts is told by the import. */
async function tableParts(
  { reader, opened }: Assigned,
  open: (stream: ByteStream) => Promise<TableSource>,
  problems: FileProblem[],
): Promise<ImportPart[]> {
  const parts: { table: TablePreview; opened: OpenedStream[] }[] = [];
  for (const one of opened) {
    try {
      const table = await previewTable(await open(one.stream));
      const isSame = (other: TablePreview): boolean =>
        other.fingerprint === table.fingerprint && other.mapping?.kind === table.mapping?.kind;
      const part = parts.find((found) => isSame(found.table) || areAlike(found.table.mapping, table.mapping));
      if (part === undefined) parts.push({ table, opened: [one] });
      else part.opened.push(one);
    } catch (error) {
      problems.push(problemOf(one.stream.name, error));
    }
  }
  return parts.map((part) => ({ reader, ...part }));
}

export async function planImport(sources: readonly ByteSource[]): Promise<ImportPlan> {
  const problems: FileProblem[] = [];
  const opened: OpenedStream[] = [];
  for (const source of sources) {
    try {
      opened.push(...(await openArchive(source)));
    } catch (error) {
      problems.push(problemOf(source.name, error));
    }
  }
  const { assigned, unknown } = await assignReaders(opened);
  const known = new Set(assigned.flatMap((one) => one.opened.map(({ source }) => source)));
  // What else lies in an archive is no file that somebody chose.
  for (const source of new Set(unknown.map((one) => one.source))) {
    if (!known.has(source)) problems.push(problemOf(source.name, unknownFormat([source.name])));
  }
  const parts: ImportPart[] = [];
  for (const one of assigned) {
    const open = tableOpeners[one.reader.id];
    if (open !== undefined) {
      parts.push(...(await tableParts(one, open, problems)));
      continue;
    }
    const groups =
      one.reader.id === 'lobster'
        ? lobsterPairs(one.opened)
        : one.reader.id === 'ndjson'
          ? one.opened.map((file) => [file])
          : [one.opened];
    parts.push(...groups.map((group) => ({ reader: one.reader, opened: group, table: null })));
  }
  return { parts, problems };
}

/** A part as one part a file, where its format lets files stand alone. */
export function eachFile(part: ImportPart): ImportPart[] {
  if (part.reader.id === 'lobster') return [part];
  return part.opened.map((one) => ({ ...part, opened: [one] }));
}
