/**
 * `tape.json`: lineage and index of a tape. Parsed strictly: a wrong, missing or unknown field is refused with its
 * path, a newer version with its number. Pure; that the hashes are true is checked where the bytes are (tape.ts).
 */
import { TapedeckError } from '../layout/errors';
import { parseInstrumentTerms, type InstrumentTerms } from '../scenario/instrument-terms';
import { tapeError } from './errors';
import { rootHash, type TapeInstrument } from './hash';
import { migrateTapeJson } from './manifest-migrations';
import {
  BLOCK_ROWS,
  isSchemaName,
  SCHEMA_VERSION,
  TEXT_LENGTH_MAX,
  TEXTS_MAX,
  type SchemaName,
} from './schemas';

export interface QualityLine {
  readonly rule: string;
  readonly count: number;
  /** first offending row of the tape, counting from 0 */
  readonly firstRow: number | null;
  /** shows the rows when run on a table or view named `tape` */
  readonly sql: string;
}
export interface SourceFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}
export interface TapeSourceInfo {
  readonly kind: string;
  readonly files: readonly SourceFile[];
  /** messages of the source */
  readonly rows: number;
  /** depth of the source's book, where it has one */
  readonly levels?: number;
  /** stamps with more than nine decimals, rounded half up */
  readonly roundedTimes?: number;
  /** messages of the source by its own names for them, those without rows included */
  readonly messages?: Readonly<Record<string, number>>;
  /** what was done to the data on the way, in words */
  readonly steps?: readonly string[];
  /** hashes of the tapes this one was made of */
  readonly parents?: readonly string[];
}
export interface TapeManifest {
  readonly format: 'tapedeck-tape';
  readonly version: number;
  readonly schema: SchemaName;
  readonly name: string;
  readonly hash: string;
  readonly rows: string;
  readonly instruments: readonly TapeInstrument[];
  readonly blocks: readonly string[];
  readonly firstTsNs: string;
  readonly lastTsNs: string;
  readonly zone: string;
  readonly dateKnown: boolean;
  readonly source: TapeSourceInfo;
  readonly licence: string;
  readonly redistribute: boolean;
  readonly converter: string;
  readonly capacities: { readonly orders: number; readonly farLevels: number };
  readonly counts: Readonly<Record<string, number>>;
  readonly quality: readonly QualityLine[];
  /** headlines of a news tape, names of figures of a fact tape */
  readonly texts?: readonly string[];
  /** files of a tape that lies in several, in order of time; absent: rows.parquet */
  readonly parts?: readonly TapePart[];
}

/** One file of a tape of several. */
export interface TapePart {
  /** relative to the folder of tape.json */
  readonly file: string;
  readonly rows: string;
  readonly bytes: number;
  readonly firstTsNs: string;
  readonly lastTsNs: string;
}

type Json = Readonly<Record<string, unknown>>;
const PARTS_MAX = 4096;
/** Leads downwards only: a tape never names a file outside its folder. */
const PART_PATH = /^(?!\.)[A-Za-z0-9._-]+(\/(?!\.)[A-Za-z0-9._-]+)*$/;
const ROWS = /^(0|[1-9][0-9]{0,15})$/;
const HEX_64 = /^[0-9a-f]{64}$/;
const INTEGER = /^-?(0|[1-9][0-9]{0,18})$/;
const DECIMAL = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/;

function refuse(path: string, message: string): never {
  throw tapeError(
    'manifestMalformed',
    { path },
    `${message}. The tape was not opened; export or convert it again.`,
  );
}

function objectAt(
  value: unknown,
  path: string,
  fields: readonly string[],
  optional: readonly string[] = [],
): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, 'must be an object');
  for (const name of Object.keys(value)) {
    if (!fields.includes(name) && !optional.includes(name)) refuse(`${path}.${name}`, 'is not a known field');
  }
  for (const name of fields) if (!Object.hasOwn(value, name)) refuse(`${path}.${name}`, 'is missing');
  return value as Json;
}

function textAt(value: unknown, path: string, pattern?: RegExp, form = 'a string'): string {
  if (typeof value !== 'string' || (pattern && !pattern.test(value))) refuse(path, `must be ${form}`);
  return value;
}

function countAt(value: unknown, path: string, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > max) {
    refuse(path, `must be an integer from 0 to ${max}`);
  }
  return value;
}

function listAt<Item>(value: unknown, path: string, parse: (item: unknown, path: string) => Item): Item[] {
  if (!Array.isArray(value)) refuse(path, 'must be a list');
  return value.map((item: unknown, index) => parse(item, `${path}[${index}]`));
}

function booleanAt(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') refuse(path, 'must be true or false');
  return value;
}

function instrumentAt(value: unknown, path: string): TapeInstrument {
  const o = objectAt(value, path, ['symbol', 'venue', 'priceUnit', 'unitsPerTick', 'lotSize'], ['terms']);
  const unitsPerTick = countAt(o.unitsPerTick, `${path}.unitsPerTick`, 0xffff_ffff);
  if (unitsPerTick === 0) refuse(`${path}.unitsPerTick`, 'must be at least 1');
  return {
    symbol: textAt(o.symbol, `${path}.symbol`),
    venue: textAt(o.venue, `${path}.venue`),
    priceUnit: textAt(o.priceUnit, `${path}.priceUnit`, DECIMAL, 'a decimal string'),
    unitsPerTick,
    lotSize: textAt(o.lotSize, `${path}.lotSize`, DECIMAL, 'a decimal string'),
    ...(o.terms === undefined ? {} : { terms: termsAt(o.terms, `${path}.terms`) }),
  };
}

function termsAt(value: unknown, path: string): InstrumentTerms {
  try {
    return parseInstrumentTerms(value, path);
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw error;
    throw tapeError('manifestMalformed', {}, error.message, error.details);
  }
}

function textsAt(value: unknown, path: string): string[] {
  const texts = listAt(value, path, (item, at) => {
    const text = textAt(item, at);
    return text.length > TEXT_LENGTH_MAX
      ? refuse(at, `must have at most ${TEXT_LENGTH_MAX} characters`)
      : text;
  });
  return texts.length > TEXTS_MAX ? refuse(path, `must have at most ${TEXTS_MAX} texts`) : texts;
}

function sourceAt(value: unknown, path: string): TapeSourceInfo {
  const more = ['levels', 'roundedTimes', 'messages', 'steps', 'parents'];
  const o = objectAt(value, path, ['kind', 'files', 'rows'], more);
  const optional = (name: 'levels' | 'roundedTimes'): Record<string, number> =>
    o[name] === undefined ? {} : { [name]: countAt(o[name], `${path}.${name}`) };
  return {
    kind: textAt(o.kind, `${path}.kind`),
    files: listAt(o.files, `${path}.files`, (item, at) => {
      const f = objectAt(item, at, ['name', 'sha256', 'bytes']);
      return {
        name: textAt(f.name, `${at}.name`),
        sha256: textAt(f.sha256, `${at}.sha256`, HEX_64, '64 hex digits'),
        bytes: countAt(f.bytes, `${at}.bytes`),
      };
    }),
    rows: countAt(o.rows, `${path}.rows`),
    ...optional('levels'),
    ...optional('roundedTimes'),
    ...(o.messages === undefined ? {} : { messages: countsAt(o.messages, `${path}.messages`) }),
    ...(o.steps === undefined
      ? {}
      : { steps: listAt(o.steps, `${path}.steps`, (item, at) => textAt(item, at)) }),
    ...(o.parents === undefined
      ? {}
      : {
          parents: listAt(o.parents, `${path}.parents`, (item, at) =>
            textAt(item, at, HEX_64, '64 hex digits'),
          ),
        }),
  };
}

function qualityAt(value: unknown, path: string): QualityLine {
  const o = objectAt(value, path, ['rule', 'count', 'firstRow', 'sql']);
  return {
    rule: textAt(o.rule, `${path}.rule`),
    count: countAt(o.count, `${path}.count`),
    firstRow: o.firstRow === null ? null : countAt(o.firstRow, `${path}.firstRow`),
    sql: textAt(o.sql, `${path}.sql`),
  };
}

function countsAt(value: unknown, path: string): Record<string, number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, 'must be an object');
  return Object.fromEntries(Object.entries(value).map(([name, n]) => [name, countAt(n, `${path}.${name}`)]));
}

const FIELDS = [
  ...[
    'format',
    'version',
    'schema',
    'name',
    'hash',
    'rows',
    'instruments',
    'blocks',
    'firstTsNs',
    'lastTsNs',
  ],
  ...[
    'zone',
    'dateKnown',
    'source',
    'licence',
    'redistribute',
    'converter',
    'capacities',
    'counts',
    'quality',
  ],
];

/** Answers the JSON as of this version. */
function checkFormat(json: unknown): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    refuse('tape.json', 'must be an object');
  const { format, version } = json as Json;
  if (format !== 'tapedeck-tape') refuse('tape.json.format', 'must be "tapedeck-tape"');
  const found = countAt(version, 'tape.json.version');
  if (found > SCHEMA_VERSION) {
    const message = `was written by a newer Tapedeck (schema ${found}, this one reads up to ${SCHEMA_VERSION})`;
    throw tapeError('manifestNewer', { path: 'tape.json.version' }, `${message}. Open it with that one.`);
  }
  if (found === 0) refuse('tape.json.version', 'must be at least 1');
  return migrateTapeJson(json as Json, found);
}

function partsAt(value: unknown, path: string): TapePart[] {
  const parts = listAt(value, path, (item, at): TapePart => {
    const o = objectAt(item, at, ['file', 'rows', 'bytes', 'firstTsNs', 'lastTsNs']);
    return {
      file: textAt(o.file, `${at}.file`, PART_PATH, 'a path that leads downwards'),
      rows: textAt(o.rows, `${at}.rows`, /^[1-9][0-9]{0,15}$/, 'a decimal string above zero'),
      bytes: countAt(o.bytes, `${at}.bytes`),
      firstTsNs: textAt(o.firstTsNs, `${at}.firstTsNs`, INTEGER, 'an integer as a string'),
      lastTsNs: textAt(o.lastTsNs, `${at}.lastTsNs`, INTEGER, 'an integer as a string'),
    };
  });
  if (parts.length < 2 || parts.length > PARTS_MAX) refuse(path, `must have 2 to ${PARTS_MAX} parts`);
  parts.forEach(({ firstTsNs, lastTsNs }, index) => {
    const before = parts[index - 1];
    if (BigInt(lastTsNs) < BigInt(firstTsNs) || (before && BigInt(firstTsNs) < BigInt(before.lastTsNs)))
      refuse(`${path}[${index}]`, 'does not follow the part before it in time');
  });
  return parts;
}

export const partBytes = (parts: readonly TapePart[]): number =>
  parts.reduce((sum, { bytes }) => sum + bytes, 0);

/** How many rows each block of a tape has. */
export function blockRowCounts({ rows, parts }: Pick<TapeManifest, 'rows' | 'parts'>): number[] {
  const files = (parts ?? [{ rows }]).map((one) => Number(one.rows));
  return files.flatMap((count) =>
    Array.from({ length: Math.ceil(count / BLOCK_ROWS) }, (_, i) =>
      Math.min(BLOCK_ROWS, count - i * BLOCK_ROWS),
    ),
  );
}

function checkRows(manifest: TapeManifest): void {
  const { rows, parts, blocks, firstTsNs, lastTsNs } = manifest;
  if (parts !== undefined) {
    const sum = parts.reduce((total, part) => total + BigInt(part.rows), 0n);
    const isWhole = parts[0]?.firstTsNs === firstTsNs && parts.at(-1)?.lastTsNs === lastTsNs;
    if (String(sum) !== rows || !isWhole) refuse('tape.json.parts', 'must add up to the tape');
  }
  const expected = (parts ?? [{ rows }]).reduce(
    (sum, one) => sum + Math.ceil(Number(one.rows) / BLOCK_ROWS),
    0,
  );
  if (expected !== blocks.length)
    refuse('tape.json.blocks', `${blocks.length} blocks cannot hold ${rows} rows`);
}

/** Refuses with E-TAPE-01 (path), E-TAPE-02 (newer version) or E-TAPE-06 (root hash). */
export function parseTapeManifest(json: unknown): TapeManifest {
  const at = 'tape.json';
  const o = objectAt(checkFormat(json), at, FIELDS, ['texts', 'parts']);
  if (!isSchemaName(o.schema)) refuse(`${at}.schema`, 'is not a known schema');
  const capacities = objectAt(o.capacities, `${at}.capacities`, ['orders', 'farLevels']);
  const manifest: TapeManifest = {
    format: 'tapedeck-tape',
    version: o.version as number,
    schema: o.schema,
    name: textAt(o.name, `${at}.name`),
    hash: textAt(o.hash, `${at}.hash`, HEX_64, '64 hex digits'),
    rows: textAt(o.rows, `${at}.rows`, ROWS, 'a decimal string'),
    instruments: listAt(o.instruments, `${at}.instruments`, instrumentAt),
    blocks: listAt(o.blocks, `${at}.blocks`, (item, path) => textAt(item, path, HEX_64, '64 hex digits')),
    firstTsNs: textAt(o.firstTsNs, `${at}.firstTsNs`, INTEGER, 'an integer as a string'),
    lastTsNs: textAt(o.lastTsNs, `${at}.lastTsNs`, INTEGER, 'an integer as a string'),
    zone: textAt(o.zone, `${at}.zone`),
    dateKnown: booleanAt(o.dateKnown, `${at}.dateKnown`),
    source: sourceAt(o.source, `${at}.source`),
    licence: textAt(o.licence, `${at}.licence`),
    redistribute: booleanAt(o.redistribute, `${at}.redistribute`),
    converter: textAt(o.converter, `${at}.converter`),
    capacities: {
      orders: countAt(capacities.orders, `${at}.capacities.orders`, 0xffff_ffff),
      farLevels: countAt(capacities.farLevels, `${at}.capacities.farLevels`, 0xffff_ffff),
    },
    counts: countsAt(o.counts, `${at}.counts`),
    quality: listAt(o.quality, `${at}.quality`, qualityAt),
    ...(o.texts === undefined ? {} : { texts: textsAt(o.texts, `${at}.texts`) }),
    ...(o.parts === undefined ? {} : { parts: partsAt(o.parts, `${at}.parts`) }),
  };
  checkRows(manifest);
  const root = rootHash({ ...manifest, rows: BigInt(manifest.rows) });
  if (root !== manifest.hash) {
    const message =
      'is not the hash of the blocks and instruments it lists: the file was changed. Nothing was opened.';
    throw tapeError('rootHash', { path: `${at}.hash` }, message, { expected: manifest.hash, found: root });
  }
  return manifest;
}
