/** `repair`: rows that quality rules found, dropped or clipped; the result is another tape that names its parent. */
import { ImportControl } from '../../tape/import-control';
import { repairsOf } from '../../tape/quality-rules';
import { repairTape } from '../../tape/repair';
import { optionError, requiredOption, type CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { openTapeFolder } from '../tape-folder';
import { tellTape, writeTapeFolder } from '../tape-writer';

const spec: CommandSpec = {
  name: 'repair',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'drop or clip the rows that quality rules found',
  details: [
    'Only where a row stands for itself: trades, quotes, bars, and prints between depth rows. Without --rules all',
    'rules that have a repair and found something. The tape stays as it is; the result names it as its parent.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'DIR', help: 'folder of the repaired tape' },
    { name: 'rules', value: 'A,B', help: 'only these rules, by the names that `inspect` prints' },
  ],
};

export const repair: CliCommand = {
  spec,
  async run(parsed, io) {
    const folder = requiredOption(parsed, spec, 'output');
    const { source, close } = await openTapeFolder(parsed.operands[0]!);
    try {
      const { schema, quality } = source.manifest;
      const found = quality.filter(({ count }) => count > 0).map(({ rule }) => rule);
      const offered: readonly string[] = Object.keys(repairsOf[schema]);
      const asked = parsed.values.get('rules')?.split(',');
      const unknown = asked?.find((rule) => !quality.some((line) => line.rule === rule));
      if (unknown !== undefined)
        throw optionError(spec, `“${unknown.slice(0, 60)}” is no rule of a ${schema} tape.`);
      const rules = asked ?? found.filter((rule) => offered.includes(rule));
      const manifest = await writeTapeFolder(folder, (sink) =>
        repairTape(source, { rules, sink, control: new ImportControl({}) }),
      );
      for (const step of manifest.source.steps ?? []) io.note(step);
      await tellTape(io, folder, manifest);
      return 0;
    } finally {
      await close();
    }
  },
};
