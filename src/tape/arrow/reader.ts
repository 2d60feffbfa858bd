/**
 * The Arrow IPC reader: streams and files (Feather 2), one record batch at a time, its columns recognised or told by a
 * mapping. A file is a stream between two magics, so it is read as one where its schema stands at its beginning.
 */
import { decompress } from 'fzstd';
import type { RecordBatch, RecordBatchReader, Schema } from 'apache-arrow';
import type { ByteStream } from '../byte-source';
import { tapeError } from '../errors';
import { importFeed } from '../events/feed';
import type { ImportInput, TapeReader } from '../sources';
import { lz4Frame } from '../lz4';
import { prepareTables, type TableSource } from '../table/feed';
import { nautilusTable, wordOf } from '../table/nautilus';
import { cellsOf, isTime } from './cells';

const MAGIC = 'ARROW1';
const FILE_HEAD_BYTES = 8;
const WHOLE_BYTES_MAX = 256 * 1024 * 1024;
/** Of one column of one batch. */
const BODY_BYTES_MAX = 512 * 1024 * 1024;
const MESSAGE_MARK = 0xffff_ffff;

function isFile(head: Uint8Array): boolean {
  return MAGIC === String.fromCharCode(...head.subarray(0, MAGIC.length));
}

/** A stream begins with the mark of a message and its length, then a schema. */
function isStream(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  const view = new DataView(head.buffer, head.byteOffset);
  const length = view.getUint32(4, true);
  return view.getUint32(0, true) === MESSAGE_MARK && length > 8 && length < 1 << 24 && length % 8 === 0;
}

async function* streamOf(file: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
  let left = 0;
  let isFirst = true;
  for await (const piece of file.stream()) {
    if (isFirst && isFile(piece)) left = FILE_HEAD_BYTES;
    isFirst = false;
    const part = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - part.length;
    // Arrow keeps what it is given: a copy, because pieces may be reused
    if (part.length > 0) yield part.slice();
  }
}

/** Some writers leave the schema to the footer of a file: it is then read whole, up to a limit. */
async function wholeBytes(file: ByteStream): Promise<Uint8Array> {
  if (file.byteLength > WHOLE_BYTES_MAX)
    throw new Error(`its schema stands at its end and it is longer than ${WHOLE_BYTES_MAX} bytes`);
  const pieces: Uint8Array[] = [];
  for await (const piece of file.stream()) pieces.push(piece);
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function beginsWithSchema(file: ByteStream): Promise<boolean> {
  for await (const piece of file.stream()) {
    if (!isFile(piece) || piece.length < 24) return true;
    const { MessageHeader } = await import('apache-arrow');
    return headerTypeOf(piece.subarray(FILE_HEAD_BYTES)) === (MessageHeader.Schema as number);
  }
  return true;
}

/** Of an encapsulated message: the second field of its flatbuffer table (Message.fbs). */
function headerTypeOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const table = 8 + view.getUint32(8, true);
    const vtable = table - view.getInt32(table, true);
    const at = view.getUint16(vtable + 6, true);
    return at === 0 ? 0 : view.getUint8(table + at);
  } catch {
    return 0;
  }
}

async function openReader(file: ByteStream): Promise<RecordBatchReader> {
  const arrow = await import('apache-arrow');
  if (arrow.compressionRegistry.get(arrow.CompressionType.ZSTD) === null)
    arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, { decode: (bytes) => decompress(bytes) });
  if (arrow.compressionRegistry.get(arrow.CompressionType.LZ4_FRAME) === null)
    arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, {
      decode: (bytes) => lz4Frame(bytes, BODY_BYTES_MAX),
    });
  const isStreamed = await beginsWithSchema(file);
  const reader = isStreamed
    ? await arrow.RecordBatchReader.from(streamOf(file))
    : arrow.RecordBatchReader.from(await wholeBytes(file));
  return (await reader.open()) as RecordBatchReader;
}

function refuse(file: ByteStream, row: number, error: unknown): never {
  const reason = error instanceof Error ? error.message : 'error';
  const message = `cannot be read as Arrow from here on (${reason}). Nothing was imported.`;
  throw tapeError('blockDamaged', { file: file.name, row: row + 1 }, message);
}

function readersOf(
  batch: RecordBatch,
  schema: Schema,
  isNautilus: boolean,
): ((row: number) => string | null)[] {
  return schema.fields.map(({ name }, index) => {
    const column = batch.getChildAt(index);
    const cells = column === null ? undefined : cellsOf(column);
    if (cells === undefined) return () => null;
    if (!isNautilus) return cells;
    return (row) => {
      const cell = cells(row);
      return cell === null ? null : wordOf(name, cell);
    };
  });
}

export async function openArrow(file: ByteStream): Promise<TableSource> {
  let schema: Schema;
  try {
    const reader = await openReader(file);
    ({ schema } = reader);
    await (reader.cancel() as unknown as Promise<void>);
  } catch (error) {
    return refuse(file, 0, error);
  }
  if (schema === undefined || schema === null) return refuse(file, 0, new Error('it has no schema'));
  const foreign = nautilusTable(schema.metadata);
  return {
    ...{
      name: file.name,
      byteLength: file.byteLength,
      columns: schema.fields.map(({ name }) => (name as string | null) ?? ''),
    },
    ...{ symbol: foreign?.symbol, venue: foreign?.venue },
    types: schema.fields.map(({ type }) => String(type)),
    stamps: new Set(schema.fields.filter(({ type }) => isTime(type)).map(({ name }) => name)),
    async walk(visit, pause) {
      let row = 0;
      let done = 0;
      const place = (): { file: string; row: number } => ({ file: file.name, row });
      const batches = (async function* () {
        try {
          const reader = await openReader(file);
          yield* reader as unknown as AsyncIterable<RecordBatch>;
        } catch (error) {
          refuse(file, row, error);
        }
      })();
      for await (const batch of batches) {
        let readers: ((at: number) => string | null)[];
        let cells: (string | null)[] = [];
        try {
          readers = readersOf(batch, schema, foreign !== undefined);
        } catch (error) {
          return refuse(file, row, error);
        }
        for (let i = 0; i < batch.numRows; i++) {
          row++;
          try {
            cells = readers.map((read) => read(i));
          } catch (error) {
            refuse(file, row - 1, error);
          }
          if (!visit(cells, place)) return;
        }
        done = Math.min(
          file.byteLength,
          done + (batch.data as unknown as { byteLength?: number }).byteLength! || done,
        );
        await pause(done);
      }
      await pause(file.byteLength);
    },
  };
}

export async function importTables(
  input: ImportInput,
  kind: 'arrow' | 'parquet',
  open: (file: ByteStream) => Promise<TableSource>,
): ReturnType<TapeReader['import']> {
  const tables: TableSource[] = [];
  for (const stream of input.streams) tables.push(await open(stream));
  const { feed, zone, steps } = await prepareTables(tables, input.options);
  const name = (input.streams[0]?.name ?? '').replace(/^.*[/\\]/, '').replace(/\.[A-Za-z0-9]+$/, '');
  return importFeed(feed, input, {
    ...{ kind, converter: `${kind}@1`, name, zone },
    findings: () => {
      const done = steps();
      return done.length > 0 ? { steps: done } : {};
    },
  });
}

export const arrowReader: TapeReader = {
  id: 'arrow',
  label: 'Arrow IPC',
  sniff: (_name, head) => (isFile(head) || isStream(head) ? 2 : 0),
  import: (input) => importTables(input, 'arrow', openArrow),
};
