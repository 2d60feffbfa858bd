/** `merge`: several tapes to one, by time, venue and sequence; the same whatever their order. */
import { ImportControl } from '../../tape/import-control';
import { mergeTapes } from '../../tape/merge';
import { requiredOption } from '../arguments';
import type { CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { openTapeFolder, type TapeFolder } from '../tape-folder';
import { tellTape, writeTapeFolder } from '../tape-writer';

const spec: CommandSpec = {
  name: 'merge',
  operands: 'TAPE…',
  minOperands: 2,
  maxOperands: 1000,
  summary: 'put tapes of several symbols, venues or days together',
  details: [
    'Rows are ordered by time, venue and sequence; messages stay whole. All tapes must be of one schema,',
    'and two of one book may follow each other but not overlap.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'DIR', help: 'folder of the merged tape' },
    { name: 'name', value: 'NAME', help: 'name of the tape (made from the symbols)' },
  ],
};

export const merge: CliCommand = {
  spec,
  async run(parsed, io) {
    const folder = requiredOption(parsed, spec, 'output');
    const name = parsed.values.get('name');
    const opened: TapeFolder[] = [];
    try {
      for (const operand of parsed.operands) opened.push(await openTapeFolder(operand));
      const tapes = opened.map(({ source }) => source);
      const more = name === undefined ? {} : { name };
      const manifest = await writeTapeFolder(folder, (sink) =>
        mergeTapes(tapes, { sink, control: new ImportControl({}), ...more }),
      );
      await tellTape(io, folder, manifest);
      return 0;
    } finally {
      for (const tape of opened) await tape.close();
    }
  },
};
