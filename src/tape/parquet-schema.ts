/**
 * How a tape's columns stand in a Parquet file: INT32 and INT64, all REQUIRED, unsigned values by their bits.
 * Shared by writer and reader so that the two cannot drift apart.
 */
import type { SchemaElement } from 'hyparquet';
import { schemas, type ColumnType, type SchemaName } from './schemas';

export function parquetType(type: ColumnType): 'INT32' | 'INT64' {
  return type === 'i64' || type === 'u64' ? 'INT64' : 'INT32';
}

export function parquetSchemaOf(schema: SchemaName): SchemaElement[] {
  const { columns } = schemas[schema];
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }): SchemaElement => ({
      name,
      type: parquetType(type),
      repetition_type: 'REQUIRED',
    })),
  ];
}
