/** `slice`: a part of a tape by time, with the book that it begins with. */
import { TapedeckError } from '../../layout/errors';
import { ImportControl } from '../../tape/import-control';
import { spanOfOrder, windowAround } from '../../tape/order-span';
import { sliceTape } from '../../tape/slice';
import type { TapeSource } from '../../tape/tape';
import { requiredOption } from '../arguments';
import type { CommandSpec, ParsedArguments } from '../arguments';
import type { CliCommand } from '../command';
import { openTapeFolder } from '../tape-folder';
import { tellTape, writeTapeFolder } from '../tape-writer';

const spec: CommandSpec = {
  name: 'slice',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'cut a part out of a tape, with its starting book',
  details: [
    'Times are ns since 1970-01-01 UTC, as `inspect` prints them. The part begins with the book of its first',
    'moment, so it replays to the same book as the whole tape. With --order the part is the life of that order and',
    '--margin seconds around it, unless --from or --to say otherwise.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'DIR', help: 'folder of the part' },
    { name: 'from', value: 'NS', help: 'first time (the tape’s first)' },
    { name: 'to', value: 'NS', help: 'time before which it ends (after the tape’s last)' },
    { name: 'symbol', value: 'A,B', help: 'only these instruments' },
    { name: 'order', value: 'ID', help: 'a window around this order' },
    { name: 'margin', value: 'SECONDS', help: 'before and after the order (1)' },
    { name: 'name', value: 'NAME', help: 'name of the part' },
  ],
};

function timeOption(parsed: ParsedArguments, name: string, otherwise: bigint): bigint {
  const text = parsed.values.get(name);
  if (text === undefined) return otherwise;
  if (/^-?[0-9]{1,19}$/.test(text)) return BigInt(text);
  throw new TapedeckError('E-CLI-04', `--${name} must be a time in ns. See: tapedeck slice --help`);
}

/** The whole tape, or the life of an order with a margin. */
async function windowOf(
  source: TapeSource,
  parsed: ParsedArguments,
  control: ImportControl,
): Promise<{ fromNs: bigint; toNs: bigint }> {
  const { firstTsNs, lastTsNs } = source.manifest;
  const order = parsed.values.get('order');
  const margin = parsed.values.get('margin') ?? '1';
  if (order === undefined) return { fromNs: BigInt(firstTsNs), toNs: BigInt(lastTsNs) + 1n };
  if (!/^[0-9]{1,20}$/.test(order) || !/^[0-9]{1,9}$/.test(margin)) {
    const message = '--order must be an id and --margin whole seconds. See: tapedeck slice --help';
    throw new TapedeckError('E-CLI-04', message);
  }
  return windowAround(await spanOfOrder(source, BigInt(order), control), BigInt(margin) * 1_000_000_000n);
}

export const slice: CliCommand = {
  spec,
  async run(parsed, io) {
    const folder = requiredOption(parsed, spec, 'output');
    const name = parsed.values.get('name');
    const { source, close } = await openTapeFolder(parsed.operands[0]!);
    try {
      const control = new ImportControl({});
      const around = await windowOf(source, parsed, control);
      const fromNs = timeOption(parsed, 'from', around.fromNs);
      const toNs = timeOption(parsed, 'to', around.toNs);
      const symbols = parsed.values.get('symbol')?.split(',');
      const more = { ...(name === undefined ? {} : { name }), ...(symbols === undefined ? {} : { symbols }) };
      const manifest = await writeTapeFolder(folder, (sink) =>
        sliceTape(source, { fromNs, toNs, sink, control, ...more }),
      );
      await tellTape(io, folder, manifest);
      return 0;
    } finally {
      await close();
    }
  },
};
