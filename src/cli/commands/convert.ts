/**
 * `convert`: market data files to a tape folder.
 * Invariant: `tape.json` appears last and only when all rows are written, so a folder with one is a whole tape.
 */
import { readFile } from 'node:fs/promises';
import { parseJsonText } from '../../scenario/shape';
import { importFiles } from '../../tape/import';
import type { TapeManifest } from '../../tape/manifest';
import { integerOption, optionError, requiredOption } from '../arguments';
import type { CommandSpec, ParsedArguments } from '../arguments';
import type { CliCommand } from '../command';
import type { CliIo } from '../io';
import { everyMs, repeat } from '../schedule';
import { reading } from '../tape-folder';
import { writeTapeFolder } from '../tape-writer';
import { openImportFiles } from '../tape-sources';
import type { ImportFiles } from '../tape-sources';

const spec: CommandSpec = {
  name: 'convert',
  operands: 'IN…',
  minOperands: 1,
  maxOperands: 1000,
  summary: 'turn market data files into a tape',
  details: [
    'IN is one or more files that belong together: a LOBSTER message and order-book pair, the zip',
    'that holds both, a folder with them, or files of one kind that follow each other in time: CSV,',
    'NDJSON events, NASDAQ ITCH and its captures, Binance recordings, Databento, Arrow, Parquet,',
    'Polygon, Alpha Vantage (docs/TAPES.md). - is standard input.',
  ],
  options: [
    {
      name: 'output',
      short: 'o',
      value: 'DIR',
      help: 'folder of the tape; it gets tape.json and rows.parquet',
    },
    { name: 'name', value: 'NAME', help: 'name of the tape (made from the file names)' },
    {
      name: 'symbol',
      value: 'SYMBOL',
      help: 'symbol, where the files do not say it; where they hold many, those to take: A,B,C',
    },
    { name: 'map', value: 'FILE', help: 'column mapping (JSON) for a table that is not recognised' },
    { name: 'licence', value: 'TEXT', help: 'terms under which the data may be used' },
    { name: 'redistribute', help: 'the licence allows passing the tape on' },
    {
      name: 'every',
      value: 'TIME',
      help: 'look again after 30s, 10m, 6h, 1d … and convert when a file is new or changed',
    },
    { name: 'rounds', value: 'N', help: 'with --every: end after so many looks' },
  ],
};

const readJson = async (path: string): Promise<unknown> =>
  parseJsonText(await reading(path, () => readFile(path, 'utf8')), path);

async function writeTape(folder: string, files: ImportFiles, parsed: ParsedArguments): Promise<TapeManifest> {
  const { values, switches } = parsed;
  const given = (name: 'name' | 'symbol' | 'licence'): Record<string, string> => {
    const value = values.get(name);
    return value === undefined ? {} : { [name]: value };
  };
  const map = values.get('map');
  const options = {
    ...(map === undefined ? {} : { mapping: await readJson(map) }),
    ...given('name'),
    ...given('symbol'),
    ...given('licence'),
    ...(switches.has('redistribute') ? { redistribute: true } : {}),
  };
  return writeTapeFolder(
    folder,
    async (sink) => (await importFiles(files.sources, options, { sink })).manifest,
  );
}

async function convertOnce(folder: string, parsed: ParsedArguments, io: CliIo): Promise<void> {
  const files = await openImportFiles(parsed.operands, io);
  try {
    const manifest = await writeTape(folder, files, parsed);
    io.note(`${folder}: ${manifest.schema} tape “${manifest.name}”, ${manifest.rows} rows.`);
    await io.write(`${manifest.hash}\n`);
  } finally {
    await files.close();
  }
}

export const convert: CliCommand = {
  spec,
  async run(parsed, io) {
    const folder = requiredOption(parsed, spec, 'output');
    const waitMs = everyMs(parsed, spec);
    const rounds = integerOption(parsed, spec, 'rounds', 1, 1_000_000);
    const once = (): Promise<void> => convertOnce(folder, parsed, io);
    if (waitMs === undefined) {
      await once();
      return 0;
    }
    if (parsed.operands.includes('-'))
      throw optionError(spec, '--every needs files: standard input is read once.');
    const schedule = { everyMs: waitMs, rounds: rounds ?? Infinity };
    return (await repeat(parsed.operands, schedule, io, once)) ? 0 : 1;
  },
};
