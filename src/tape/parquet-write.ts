/**
 * Writes blocks as row groups of a Parquet file and hands the bytes on as they are made: memory is one block.
 * Values are PLAIN so that a reader gets typed arrays without decoding; which columns are packed is measured,
 * see docs/TAPES.md. Decides nothing about identity: hashes are taken from the block, never from these bytes.
 */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { column, wordsOfColumn, type ColumnArray, type TapeBlock } from './block';
import { parquetSchemaOf } from './parquet-schema';
import { BLOCK_ROWS, schemas, type ColumnType, type SchemaName } from './schemas';

/** A counter does not pack: its bytes are worth more unpacked. */
const PLAIN_COLUMNS: ReadonlySet<string> = new Set(['sourceRow']);

export class BlockParquetWriter {
  readonly #bytes = new ByteWriter(1 << 20);
  readonly #writer: ParquetWriter;

  constructor(readonly schema: SchemaName) {
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: parquetSchemaOf(schema),
      createdBy: 'tapedeck',
      statistics: false,
    });
  }

  /** One row group. Answers the bytes to append to the file. */
  write(block: TapeBlock): Uint8Array {
    const columnData = schemas[this.schema].columns.map(({ name, type }) => ({
      name,
      data: storedValues(column(block, name), type),
      encoding: 'PLAIN' as const,
      codec: PLAIN_COLUMNS.has(name) ? ('UNCOMPRESSED' as const) : ('SNAPPY' as const),
      statistics: name === 'tsExchNs',
    }));
    void this.#writer.write({ columnData, rowGroupSize: BLOCK_ROWS });
    return this.#take();
  }

  /** The footer. */
  finish(): Uint8Array {
    void this.#writer.finish();
    return this.#take();
  }

  #take(): Uint8Array {
    const taken = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return taken;
  }
}

function storedValues(data: ColumnArray, type: ColumnType): Int32Array | BigInt64Array {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return new BigInt64Array(data.buffer, data.byteOffset, data.length);
  }
  return type === 'u32' ? wordsOfColumn(data) : new Int32Array(data);
}
