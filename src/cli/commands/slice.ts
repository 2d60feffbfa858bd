/** `slice`: a part of a tape by time, with the book that it begins with. */
import { TapedeckError } from '../../layout/errors';
import { ImportControl } from '../../tape/import-control';
import { sliceTape } from '../../tape/slice';
import { requiredOption } from '../arguments';
import type { CommandSpec, ParsedArguments } from '../arguments';
import type { CliCommand } from '../command';
import { openTapeFolder } from '../tape-folder';
import { writeTapeFolder } from '../tape-writer';

const spec: CommandSpec = {
  name: 'slice',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'cut a part out of a tape, with its starting book',
  details: [
    'Times are ns since 1970-01-01 UTC, as `inspect` prints them. The part begins with the book of its first',
    'moment, so it replays to the same book as the whole tape.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'DIR', help: 'folder of the part' },
    { name: 'from', value: 'NS', help: 'first time (the tape’s first)' },
    { name: 'to', value: 'NS', help: 'time before which it ends (after the tape’s last)' },
    { name: 'name', value: 'NAME', help: 'name of the part' },
  ],
};

function timeOption(parsed: ParsedArguments, name: string, otherwise: bigint): bigint {
  const text = parsed.values.get(name);
  if (text === undefined) return otherwise;
  if (/^-?[0-9]{1,19}$/.test(text)) return BigInt(text);
  throw new TapedeckError('E-CLI-04', `--${name} must be a time in ns. See: tapedeck slice --help`);
}

export const slice: CliCommand = {
  spec,
  async run(parsed, io) {
    const folder = requiredOption(parsed, spec, 'output');
    const name = parsed.values.get('name');
    const { source, close } = await openTapeFolder(parsed.operands[0]!);
    try {
      const { firstTsNs, lastTsNs } = source.manifest;
      const fromNs = timeOption(parsed, 'from', BigInt(firstTsNs));
      const toNs = timeOption(parsed, 'to', BigInt(lastTsNs) + 1n);
      const more = name === undefined ? {} : { name };
      const manifest = await writeTapeFolder(folder, (sink) =>
        sliceTape(source, { fromNs, toNs, sink, control: new ImportControl({}), ...more }),
      );
      io.note(`${folder}: ${manifest.schema} tape “${manifest.name}”, ${manifest.rows} rows.`);
      await io.write(`${manifest.hash}\n`);
      return 0;
    } finally {
      await close();
    }
  },
};
