/** `sql`: one question about tapes, and about the run that the first of them makes, answered as rows or as a tape. */
import { TapedeckError } from '../../layout/errors';
import { exportFile, exportFormats, textHead, textLines } from '../../tape/query/result-export';
import type { ExportFormat, ExportNotes } from '../../tape/query/result-export';
import type { QueryResult } from '../../tape/query/port';
import { ResultRows } from '../../tape/query/result-rows';
import { makeResultTape } from '../../tape/query/result-tape';
import { checkStatement } from '../../tape/query/statement';
import type { CommandSpec, ParsedArguments } from '../arguments';
import type { CliCommand } from '../command';
import type { ByteSink, CliIo } from '../io';
import { openOutput } from '../outputs';
import { openTapeFolder } from '../tape-folder';
import type { TapeFolder } from '../tape-folder';
import { openQuestion } from '../tape-question';
import { tellTape, writeTapeFolder } from '../tape-writer';
import { foldersOf } from '../whole-run';

const spec: CommandSpec = {
  name: 'sql',
  operands: "TAPE… 'QUERY'",
  minOperands: 2,
  maxOperands: 65,
  summary: 'ask tapes a question in SQL',
  details: [
    'The first tape is the table `tape`; every tape is a table by its name, which `SELECT * FROM tapes` lists.',
    'Where the query names trades, touch, orders, reports, session, accounts, depth or news, the first tape is',
    'played to its end, with the tapes of --beside beside it. Without a tape of its own a result has no hash: --tape makes one, see docs/SQL.md.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'FILE', help: 'where the rows go (standard output)' },
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      help: 'csv, ndjson, parquet or arrow (by FILE, else csv)',
    },
    { name: 'beside', value: 'DIR,DIR', help: 'folders of tapes of news, corporate actions and figures' },
    { name: 'tape', value: 'DIR', help: 'make a tape of the rows instead' },
    { name: 'name', value: 'NAME', help: 'name of that tape' },
    { name: 'notes', help: 'begin CSV and NDJSON with what the rows rest on' },
  ],
};

const wholeResult = { rows: Infinity, bytes: Infinity };

function formatOf(parsed: ParsedArguments): ExportFormat {
  const output = parsed.values.get('output') ?? '-';
  const wanted = parsed.values.get('format') ?? /\.([a-z]+)$/.exec(output)?.[1] ?? 'csv';
  const format = exportFormats.find((known) => known === wanted);
  if (format === undefined && parsed.values.has('format'))
    throw new TapedeckError('E-CLI-04', `--format must be one of ${exportFormats.join(', ')}.`);
  return format ?? 'csv';
}

async function writeRows(
  result: QueryResult,
  format: ExportFormat,
  notes: ExportNotes,
  sink: ByteSink,
): Promise<number> {
  if (format === 'parquet' || format === 'arrow') {
    const rows = await ResultRows.read(result, wholeResult);
    sink.write(exportFile(rows, format, notes));
    await sink.close();
    return rows.rowCount;
  }
  const encoder = new TextEncoder();
  let count = 0;
  sink.write(encoder.encode(textHead(format, result.schema, notes)));
  for await (const batch of result.batches) {
    count += batch.numRows;
    for (const lines of textLines(format, batch)) sink.write(encoder.encode(lines));
    await sink.drain();
  }
  await sink.close();
  return count;
}

async function answer(
  folders: readonly TapeFolder[],
  sql: string,
  parsed: ParsedArguments,
  io: CliIo,
): Promise<void> {
  const question = await openQuestion(
    folders,
    sql,
    (line) => io.note(line),
    foldersOf(parsed.values.get('beside')),
  );
  const { port, tables } = question;
  try {
    const result = await port.run(sql);
    const notes = {
      source: 'Tapedeck',
      tapes: question.hashes.join(' '),
      query: sql,
      queryEngine: port.engine,
    };
    const folder = parsed.values.get('tape');
    if (folder === undefined) {
      const sink = openOutput(parsed.values.get('output') ?? '-', io);
      const format = formatOf(parsed);
      const isTold = parsed.switches.has('notes') || format === 'parquet' || format === 'arrow';
      const count = await writeRows(result, format, isTold ? notes : {}, sink);
      io.note(`${count} rows.`);
      return;
    }
    const rows = await ResultRows.read(result, wholeResult);
    const manifest = await writeTapeFolder(folder, (sink) =>
      makeResultTape(rows, {
        ...{ name: parsed.values.get('name') ?? 'query', sql, sink },
        steps: [`queryEngine: ${port.engine}`],
        ...{ tapes: tables.tapesOf(sql), instruments: [], breathe: () => Promise.resolve() },
      }),
    );
    await tellTape(io, folder, manifest);
  } finally {
    port.close();
  }
}

export const sql: CliCommand = {
  spec,
  async run(parsed, io) {
    const places = parsed.operands.slice(0, -1);
    const statement = parsed.operands.at(-1)!;
    checkStatement(statement);
    formatOf(parsed);
    const folders: TapeFolder[] = [];
    try {
      for (const place of places) folders.push(await openTapeFolder(place));
      await answer(folders, statement, parsed, io);
      return 0;
    } finally {
      for (const folder of folders) await folder.close();
    }
  },
};
