/**
 * The formats that can be imported, in the order in which they are asked. A new format is one reader and one line here.
 */
import { alphaVantageReader } from './alpha-vantage/reader';
import { arrowReader } from './arrow/reader';
import { binanceReader } from './binance/reader';
import { csvReader } from './csv/reader';
import { dbnReader } from './dbn/reader';
import { itchReader } from './itch/reader';
import { lobsterReader } from './lobster/reader';
import { ndjsonReader } from './ndjson/reader';
import { parquetReader } from './parquet/reader';
import { polygonReader } from './polygon/reader';
import type { TapeReader } from './sources';

export const readers: readonly TapeReader[] = [
  lobsterReader,
  ndjsonReader,
  csvReader,
  itchReader,
  dbnReader,
  binanceReader,
  arrowReader,
  parquetReader,
  polygonReader,
  alphaVantageReader,
];
