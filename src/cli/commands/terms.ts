/** `terms`: what a price means in money, stated for instruments; another tape with the same rows. */
import { parseJsonText } from '../../scenario/shape';
import { withTerms } from '../../tape/restate';
import { optionError, requiredOption, type CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { readTextInput } from '../inputs';
import { openTapeFolder } from '../tape-folder';
import { copyRows, tellTape, writeTapeFolder } from '../tape-writer';

const spec: CommandSpec = {
  name: 'terms',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'state class, currency, multiplier and expiry of instruments',
  details: [
    'The file holds one object of terms a symbol, or null to take them away: {"ESZ6": {"class": "future", …}}.',
    'docs/FORMATS.md §5 lists the fields. Terms are a part of the hash: the result is another tape of the same rows.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'DIR', help: 'folder of the tape with terms' },
    { name: 'file', value: 'FILE', help: 'JSON by symbol; - for standard input' },
  ],
};

export const terms: CliCommand = {
  spec,
  async run(parsed, io) {
    const folder = requiredOption(parsed, spec, 'output');
    const place = requiredOption(parsed, spec, 'file');
    const json = parseJsonText(await readTextInput(place, io), place);
    const tape = await openTapeFolder(parsed.operands[0]!);
    try {
      const { manifest } = tape.source;
      if (manifest.parts !== undefined)
        throw optionError(spec, 'The tape lies in several files: state the terms of each of its tapes.');
      if (typeof json !== 'object' || json === null || Array.isArray(json))
        throw optionError(spec, '--file must hold an object of terms by symbol.');
      const symbols = manifest.instruments.map(({ symbol }) => symbol);
      const unknown = Object.keys(json).find((symbol) => !symbols.includes(symbol));
      if (unknown !== undefined)
        throw optionError(
          spec,
          `The tape has no instrument “${unknown.slice(0, 60)}”: ${symbols.join(', ')}.`,
        );
      const stated = withTerms(manifest, json as Record<string, unknown>);
      await writeTapeFolder(folder, async (sink) => {
        await copyRows(tape, sink);
        return stated;
      });
      await tellTape(io, folder, stated);
      return 0;
    } finally {
      await tape.close();
    }
  },
};
