/**
 * The reader of Parquet that others wrote: one row group at a time, any types that can be a time, a number or a word,
 * its columns recognised or told by a mapping. Parquet that Tapedeck wrote is read by parquet-read.ts instead.
 */
import { gunzipSync } from 'fflate';
import { decompress } from 'fzstd';
import { parquetMetadataAsync, parquetRead, snappyUncompress } from 'hyparquet';
import type { AsyncBuffer, Compressors, FileMetaData, SchemaElement } from 'hyparquet';
import { TapedeckError } from '../../layout/errors';
import { importTables } from '../arrow/reader';
import type { ByteSource, ByteStream } from '../byte-source';
import { tapeError } from '../errors';
import { lz4Block } from '../lz4';
import { decimalText } from '../events/decimal';
import type { TapeReader } from '../sources';
import type { TableSource } from '../table/feed';
import { checkPages } from './page-check';
import { floatText } from '../table/cells';
import { fixedText, nautilusTable, wordOf } from '../table/nautilus';

const PAGE_BYTES_MAX = 512 * 1024 * 1024;
const GROUP_ROWS_MAX = 20_000_000;
const VALUES_MAX = 100_000_000;
const SAMPLE_ROWS = 1024;

const nsText = (factor: bigint) => (value: bigint | number) => String(BigInt(value) * factor);
const parsers = {
  timestampFromMilliseconds: nsText(1_000_000n),
  timestampFromMicroseconds: nsText(1000n),
  timestampFromNanoseconds: nsText(1n),
  dateFromDays: nsText(86_400_000_000_000n),
};

/** Decoders of pages, none of which may be larger than it may be. */
function makeCompressors(): Compressors {
  const sized =
    (decode: (input: Uint8Array, size: number) => Uint8Array) => (input: Uint8Array, size: number) => {
      if (size > PAGE_BYTES_MAX) throw new Error(`a page of ${size} bytes`);
      return decode(input, size);
    };
  return {
    SNAPPY: sized((input, size) => {
      const output = new Uint8Array(size);
      snappyUncompress(input, output);
      return output;
    }),
    GZIP: sized((input, size) => gunzipSync(input, { out: new Uint8Array(size) })),
    ZSTD: sized((input, size) => decompress(input, new Uint8Array(size))),
    LZ4_RAW: sized(lz4Block),
  };
}

function bufferOf(file: ByteStream): AsyncBuffer {
  if (!('slice' in file)) {
    const message =
      'lies in an archive, where Parquet cannot be read: take it out first. Nothing was imported.';
    throw tapeError('archiveDamaged', { file: file.name }, message);
  }
  const source = file as ByteSource;
  return {
    byteLength: source.byteLength,
    async slice(start, end = source.byteLength) {
      const from = start < 0 ? source.byteLength + start : start;
      const bytes = await source.slice(Math.max(0, from), Math.min(end, source.byteLength));
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
}

function refuse(file: ByteStream, row: number | null, error: unknown): never {
  const reason = error instanceof Error ? error.message : 'error';
  const place = row === null ? { file: file.name } : { file: file.name, row: row + 1 };
  throw tapeError('blockDamaged', place, `cannot be read as Parquet (${reason}). Nothing was imported.`);
}

/** Columns at the top; nested ones are left out. */
function topColumns({ schema }: FileMetaData): SchemaElement[] {
  const columns: SchemaElement[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let child = schema[at]?.num_children ?? 0; child > 0; child--) next = skip(next);
    return next;
  };
  let at = 1;
  while (at < schema.length) {
    const element = schema[at] as SchemaElement;
    if ((element.num_children ?? 0) === 0 && element.repetition_type !== 'REPEATED') columns.push(element);
    at = skip(at);
  }
  return columns;
}

function isTime({ converted_type: converted, logical_type: logical, type }: SchemaElement): boolean {
  const words = [converted ?? '', logical?.type ?? ''].join(' ');
  return type === 'INT96' || /TIMESTAMP|DATE/.test(words);
}

function isDecimalColumn({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === 'DECIMAL' || logical?.type === 'DECIMAL';
}

/** Decimals come as they are stored, because the decoder would make floats of them. */
function withoutDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (!isDecimalColumn(element)) return element;
    const { converted_type: _converted, logical_type: _logical, ...rest } = element;
    return rest as SchemaElement;
  });
  return { ...metadata, schema };
}

/** An integer, or the bytes of one with the highest first. */
function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  let units = 0n;
  for (const byte of value) units = (units << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * value.length, units);
}

type ToText = (value: unknown) => string | null;

function textOf(column: SchemaElement, isForeign: boolean): ToText {
  const { logical_type: logical } = column;
  const scale = column.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : undefined);
  const isDecimal = isDecimalColumn(column);
  return (value) => {
    if (value === null || value === undefined) return null;
    if (isDecimal) return decimalText({ units: unscaled(value), scale: scale ?? 0 });
    if (value instanceof Uint8Array) {
      return column.type === 'FIXED_LEN_BYTE_ARRAY'
        ? (fixedText(value) ?? '')
        : new TextDecoder().decode(value);
    }
    if (typeof value === 'number' && column.type === 'FLOAT') return String(Number(value.toPrecision(7)));
    if (typeof value === 'number') return floatText(value);
    if (!['number', 'bigint', 'string', 'boolean'].includes(typeof value)) return null;
    const text = String(value as string | number | bigint | boolean);
    return isForeign ? wordOf(column.name, text) : text;
  };
}

/** What Arrow's writers keep of their own schema: names and values beside the columns. */
async function arrowMetadata(metadata: FileMetaData): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { key, value } of metadata.key_value_metadata ?? [])
    if (value !== undefined) found.set(key, value);
  const schema = found.get('ARROW:schema');
  if (schema === undefined) return found;
  try {
    const { tableFromIPC } = await import('apache-arrow');
    const table = tableFromIPC(Uint8Array.from(atob(schema), (letter) => letter.charCodeAt(0)));
    for (const [key, value] of table.schema.metadata) found.set(key, value);
  } catch {
    // it only says more about columns that are read without it
  }
  return found;
}

/** What is declared is checked before it is believed: offsets inside the file, counts that agree, sizes that fit. */
function checkMetadata(file: ByteStream, { num_rows: rows, row_groups: groups }: FileMetaData): void {
  const fault = (message: string): never => refuse(file, null, new Error(message));
  const within = (value: bigint | undefined, max: number): boolean =>
    value !== undefined && value >= 0n && value <= BigInt(max);
  let sum = 0n;
  for (const group of groups) {
    sum += group.num_rows;
    if (!within(group.num_rows, GROUP_ROWS_MAX)) fault(`a row group of ${group.num_rows} rows`);
    for (const { meta_data: about } of group.columns) {
      if (about === undefined) return fault('a column without metadata');
      const isInside =
        within(about.data_page_offset, file.byteLength) &&
        within(about.total_compressed_size, file.byteLength);
      if (!isInside) fault('a column that lies outside the file');
      if (!within(about.total_uncompressed_size, PAGE_BYTES_MAX))
        fault(`a column of ${about.total_uncompressed_size} bytes`);
      if (!within(about.num_values, VALUES_MAX)) fault(`a column of ${about.num_values} values`);
    }
  }
  if (sum !== rows) fault(`row groups of ${sum} rows in a file of ${rows}`);
}

async function readMetadata(file: ByteStream, buffer: AsyncBuffer): Promise<FileMetaData> {
  try {
    const metadata = await parquetMetadataAsync(buffer);
    checkMetadata(file, metadata);
    return metadata;
  } catch (error) {
    if (error instanceof TapedeckError) throw error;
    return refuse(file, null, error);
  }
}

/** All pages of a row group, before any of them is decoded. */
async function checkGroup(
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  index: number,
  columns: readonly SchemaElement[],
  compressors: Compressors,
): Promise<void> {
  const group = metadata.row_groups[index];
  for (const { meta_data: about } of group?.columns ?? []) {
    const column = columns.find(
      ({ name }) => about?.path_in_schema.length === 1 && about.path_in_schema[0] === name,
    );
    if (about === undefined || column === undefined) continue;
    const start = Number(about.dictionary_page_offset ?? about.data_page_offset);
    const bytes = await buffer.slice(start, start + Number(about.total_compressed_size));
    const unpackWith = compressors[about.codec];
    checkPages(new Uint8Array(bytes), {
      isOptional: column.repetition_type === 'OPTIONAL',
      isBoolean: column.type === 'BOOLEAN',
      rows: Number(group?.num_rows),
      unpack(packed, size) {
        if (size < 0 || size > PAGE_BYTES_MAX) throw new Error(`a page of ${size} bytes`);
        if (about.codec === 'UNCOMPRESSED') return packed;
        if (unpackWith === undefined) throw new Error(`packed with ${about.codec}, which is not read`);
        return unpackWith(packed, size);
      },
    });
  }
}

export async function openParquet(file: ByteStream): Promise<TableSource> {
  const buffer = bufferOf(file);
  const metadata = await readMetadata(file, buffer);
  const columns = topColumns(metadata);
  const foreign = nautilusTable(await arrowMetadata(metadata));
  const compressors = makeCompressors();
  const stored = withoutDecimals(metadata);
  const checked = new Set<number>();
  const readGroup = async (group: number, rowStart: number, rowEnd: number): Promise<unknown[][]> => {
    let rows: unknown[][] = [];
    if (!checked.has(group)) await checkGroup(buffer, metadata, group, columns, compressors);
    checked.add(group);
    await parquetRead({
      ...{ file: buffer, metadata: stored, compressors, rowStart, rowEnd, utf8: false },
      columns: columns.map(({ name }) => name),
      parsers: parsers as never,
      onComplete: (found: unknown[][]) => void (rows = found),
    });
    return rows;
  };
  const texts = columns.map((column) => textOf(column, foreign !== undefined));
  const orderAt = foreign === undefined ? -1 : columns.findIndex(({ name }) => name === 'order_id');
  return {
    ...{ name: file.name, byteLength: file.byteLength, columns: columns.map(({ name }) => name) },
    ...{ symbol: foreign?.symbol, venue: foreign?.venue },
    types: columns.map((one) => `${one.type} ${one.converted_type ?? one.logical_type?.type ?? ''}`.trim()),
    stamps: new Set(
      columns.filter((one) => isTime(one) || (foreign && /^ts_/.test(one.name))).map(({ name }) => name),
    ),
    async walk(visit, pause) {
      let row = 0;
      const place = (): { file: string; row: number } => ({ file: file.name, row });
      for (const [index, group] of metadata.row_groups.entries()) {
        const first = row;
        const groupRows = Number(group.num_rows);
        let isSample = true;
        while (row < first + groupRows) {
          // a look ahead needs only the beginning of a group
          const end = isSample && row === 0 ? Math.min(first + groupRows, SAMPLE_ROWS) : first + groupRows;
          isSample = false;
          const rows = await readGroup(index, row, end).catch((error: unknown) => refuse(file, row, error));
          if (rows.length !== end - row)
            refuse(file, row, new Error(`${rows.length} rows instead of ${end - row}`));
          for (const values of rows) {
            row++;
            const cells = texts.map((text, i) => text(values[i]));
            if (orderAt >= 0 && !/^0?$/.test(cells[orderAt] ?? '')) {
              const message =
                'changes order by order in a form that is not read: only changes of levels (order_id 0) are. Nothing was imported.';
              throw tapeError('malformedRow', { ...place(), path: 'order_id' }, message);
            }
            if (!visit(cells, place)) return;
          }
          await pause(Math.floor((file.byteLength * row) / Math.max(1, Number(metadata.num_rows))));
        }
      }
      await pause(file.byteLength);
    },
  };
}

export const parquetReader: TapeReader = {
  id: 'parquet',
  label: 'Parquet',
  sniff: (_name, head) => (String.fromCharCode(...head.subarray(0, 4)) === 'PAR1' ? 2 : 0),
  import: (input) => importTables(input, 'parquet', openParquet),
};
