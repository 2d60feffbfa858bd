/** Real LOBSTER files as tape ports, for the tests of own orders in tapes. They are absent in a user’s clone. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReportKindName } from '../../src/layout/layout.gen';
import type { Manifest } from '../../src/scenario/manifest';
import { takingOrders } from '../../src/sim/taking-orders';
import { tapePortOf, type TapePort } from '../../src/sim';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { importFiles } from '../../src/tape/import';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { openTape } from '../../src/tape/tape';

const folder = fileURLToPath(new URL('../../../shared/data/lobster/', import.meta.url));

const names = existsSync(folder) ? readdirSync(folder).sort() : [];
if (names.length === 0) console.log(`skipped: ${folder} is not here`);

/** The sources that are here, each a zip or a pair of message and book. */
export const lobsterFiles: readonly string[][] = names.flatMap((name) => {
  const book = name.replace('_message_', '_orderbook_');
  if (name.endsWith('.zip')) return [[name]];
  return book !== name && names.includes(book) ? [[name, book]] : [];
});

const opened = new Map<string, Promise<TapePort>>();

/** The tape of these files, made once. */
export function lobsterTape(...files: string[]): Promise<TapePort> {
  const key = files.join();
  const tape = opened.get(key) ?? importTape(files);
  opened.set(key, tape);
  return tape;
}

async function importTape(places: readonly string[]): Promise<TapePort> {
  const files = places.map((name) => sourceFromBytes(name, new Uint8Array(readFileSync(folder + name))));
  const { manifest, parquet } = await importFiles(files);
  const bytes = new Uint8Array(Buffer.concat(parquet));
  const buffer = {
    byteLength: bytes.byteLength,
    slice: (start: number, end?: number) => bytes.slice(start, end).buffer as ArrayBuffer,
  };
  return tapePortOf(openTape(manifest, buffer), { packBlock, commandsPerRow });
}

/** A manifest of the tape in which own orders may stand. */
export const inTape = (
  { hash, instruments }: Pick<TapePort, 'hash' | 'instruments'>,
  impact: Readonly<Record<string, string | number>>,
  reports?: readonly ReportKindName[],
): Manifest => {
  const manifest = takingOrders({ hash, instruments }, impact);
  return reports === undefined ? manifest : { ...manifest, reports };
};
