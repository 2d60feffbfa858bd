/**
 * A database for one question on the command line: tapes by name, and the journal of the first one's run where the
 * question needs it. Invariant: everything stands at the end of the tapes; nothing is left out for a clock.
 */
import { parseManifest } from '../scenario/manifest';
import { Run, tapePortOf } from '../sim';
import { besideTexts } from '../sim/beside';
import { textsOfRun } from '../sim/run-texts';
import { commandsPerRow, packBlock } from '../tape/pack';
import { MarketTables, type BookLevel, type MarketSetup } from '../tape/query/market-tables';
import type { QueryPort } from '../tape/query/port';
import { textsOfReports } from '../tape/query/report-texts';
import { mentions } from '../tape/query/tape-shelf-names';
import { zoneOffsets } from '../tape/query/zone-offsets';
import type { TapeSource } from '../tape/tape';
import { loadCore } from './core';
import { openNodeDuckDb } from './duckdb';
import type { TapeFolder } from './tape-folder';
import { readBesideTapes } from './whole-run';

export interface Question {
  readonly port: QueryPort;
  readonly tables: MarketTables;
  readonly hashes: readonly string[];
}

const memoryMiB = 3072;
const ofTheRun = ['trades', 'touch', 'orders', 'reports', 'session', 'accounts', 'depth', 'news'];
const eventsAtOnce = 65_536;
const bookLevels = 4096;
const mostDoublings = 20;

async function playInto(
  tables: MarketTables,
  source: TapeSource,
  beside: readonly string[],
): Promise<{ events: number; book: BookLevel[] }> {
  const { module, engineId } = await loadCore();
  const tape = await tapePortOf(source, { commandsPerRow, packBlock });
  const alone = parseManifest({ version: 1, tape: { hash: tape.hash } });
  const whole = await readBesideTapes(alone, tape, { folders: beside, canJoin: true });
  const { manifest } = whole;
  const options = { engineId, sinks: [], checkpointBytes: 0, beside: whole.beside };
  let run = await Run.open(module, manifest, tape, [], options);
  const textOf = textsOfRun(besideTexts(whole.beside), () => run);
  for (let doublings = 0; ;) {
    const first = run.engine.runDigest().reportCount;
    const { stopped, reports } = await run.advance(run.endNs, eventsAtOnce);
    if (reports.byteLength > 0) tables.addReports(first, reports, textsOfReports(reports, textOf));
    if (stopped === 'budget') continue;
    if (stopped !== 'fault') break;
    if (run.faultCapacity === null || doublings === mostDoublings) throw run.fault ?? new Error('no fault');
    doublings += 1;
    run = await run.openDoubled();
  }
  const book = tape.instruments.flatMap((_, instrument) =>
    [0, 1].flatMap((side) =>
      run.engine.depth(instrument, side, bookLevels).map((level) => ({ instrument, side, ...level })),
    ),
  );
  return { events: run.eventCount, book };
}

export async function openQuestion(
  folders: readonly TapeFolder[],
  sql: string,
  note: (line: string) => void,
  beside: readonly string[] = [],
): Promise<Question> {
  const [first, ...others] = folders.map(({ source }) => source);
  const { instruments, zone, firstTsNs, lastTsNs } = first!.manifest;
  const [startNs, endNs] = [BigInt(firstTsNs), BigInt(lastTsNs)];
  const setup: MarketSetup = { instruments, offsets: zoneOffsets(zone, startNs, endNs), tape: first! };
  const port = await openNodeDuckDb({ memoryMiB });
  const tables = new MarketTables(port, setup);
  tables.shelve(
    others.map(({ manifest: { hash, name, schema, rows } }) => ({ hash, title: name, schema, rows })),
  );
  const missing = new Set(tables.missingFor(sql));
  for (const source of others) if (missing.has(source.manifest.hash)) tables.addTape(source);
  const isPlayed = ofTheRun.some((name) => mentions(sql, name));
  const { events, book } = isPlayed ? await playInto(tables, first!, beside) : { events: 0, book: [] };
  if (isPlayed) note(`${events} events played.`);
  // Tapes of the same instrument that go on after the first one are whole here: nothing is being played.
  const lastNs = folders.reduce((most, { source }) => {
    const ns = BigInt(source.manifest.lastTsNs);
    return ns > most ? ns : most;
  }, endNs);
  const control = { breathe: () => Promise.resolve(), progress: () => undefined };
  await tables.setClock({ nowNs: lastNs, eventCount: events }, book, sql, control);
  return { port, tables, hashes: folders.map(({ source }) => source.manifest.hash) };
}
