/** `join`: tapes that follow each other to one tape of several files, without copying a row. */
import { stat, writeFile } from 'node:fs/promises';
import { join as joinPath, relative, sep } from 'node:path';
import { TapedeckError } from '../../layout/errors';
import { joinTapes, type Joined } from '../../tape/join';
import { requiredOption } from '../arguments';
import type { CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { openTapeFolder, reading } from '../tape-folder';

const spec: CommandSpec = {
  name: 'join',
  operands: 'TAPE…',
  minOperands: 2,
  maxOperands: 4096,
  summary: 'list tapes of one day each as one tape, without copying them',
  details: [
    'Writes DIR/tape.json, which names the rows.parquet of each TAPE. The tapes lie below DIR, are of one schema',
    'with the same instruments, and follow each other in time. They stay tapes of their own.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'DIR', help: 'folder that holds the tapes; it gets tape.json' },
    { name: 'name', value: 'NAME', help: 'name of the tape (made from the first)' },
  ],
};

async function tapeBelow(folder: string, place: string): Promise<Joined> {
  const rows = joinPath(place, 'rows.parquet');
  const file = relative(folder, rows).split(sep).join('/');
  if (file.startsWith('..') || relative(folder, place) === '') {
    const message = `“${place}” does not lie below “${folder}”, so its tape.json cannot name it. Nothing was written; choose a folder that holds all the tapes.`;
    throw new TapedeckError('E-CLI-04', message, { place, folder });
  }
  const tape = await openTapeFolder(place);
  await tape.close();
  const { size } = await reading(rows, () => stat(rows));
  return { file, bytes: size, manifest: tape.source.manifest };
}

export const join: CliCommand = {
  spec,
  async run(parsed, io) {
    const folder = requiredOption(parsed, spec, 'output');
    const tapes: Joined[] = [];
    for (const operand of parsed.operands) tapes.push(await tapeBelow(folder, operand));
    const manifest = joinTapes(tapes, parsed.values.get('name'));
    const path = joinPath(folder, 'tape.json');
    await reading(path, () => writeFile(path, `${JSON.stringify(manifest, null, 1)}\n`));
    io.note(
      `${path}: ${manifest.schema} tape “${manifest.name}” of ${tapes.length} files, ${manifest.rows} rows.`,
    );
    await io.write(`${manifest.hash}\n`);
    return 0;
  },
};
