/** `inspect`: what a tape says about itself, and on request whether its rows are what it says. */
import type { TapeManifest } from '../../tape/manifest';
import type { CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { openTapeFolder } from '../tape-folder';

const spec: CommandSpec = {
  name: 'inspect',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'print what a tape holds: instruments, rows, hash, licence, quality',
  details: ['TAPE is a folder with tape.json and rows.parquet.'],
  options: [
    { name: 'check', help: 'read every block and compare it with its hash' },
    { name: 'json', help: 'print tape.json as one line instead' },
  ],
};

function describe(manifest: TapeManifest): string[] {
  const { source, capacities } = manifest;
  const rows: [string, string][] = [
    ['name', manifest.name],
    ['schema', manifest.schema],
    ['rows', `${manifest.rows} in ${manifest.blocks.length} blocks`],
    ['hash', manifest.hash],
    [
      'from',
      `${manifest.firstTsNs} ns (zone ${manifest.zone}, date ${manifest.dateKnown ? 'known' : 'unknown'})`,
    ],
    ['to', `${manifest.lastTsNs} ns`],
    ...manifest.instruments.map((instrument, index): [string, string] => [
      `instrument ${index}`,
      `${instrument.symbol} at ${instrument.venue}, price unit ${instrument.priceUnit}, tick ${instrument.unitsPerTick} units, lot ${instrument.lotSize}`,
    ]),
    [
      'source',
      `${source.kind}, ${source.rows} messages${source.levels === undefined ? '' : `, ${source.levels} levels`}`,
    ],
    ...source.files.map((file): [string, string] => [
      'file',
      `${file.name} (${file.bytes} bytes, sha256 ${file.sha256})`,
    ]),
    ...Object.entries(source.messages ?? {}).map(([kind, count]): [string, string] => [
      `messages ${kind}`,
      String(count),
    ]),
    ...(source.steps ?? []).map((step): [string, string] => ['step', step]),
    ...(source.parents ?? []).map((hash): [string, string] => ['made of', hash]),
    ['converter', manifest.converter],
    [
      'licence',
      `${manifest.licence}; ${manifest.redistribute ? 'may be passed on' : 'not for redistribution'}`,
    ],
    ['capacities', `${capacities.orders} orders, ${capacities.farLevels} far levels`],
    ...Object.entries(manifest.counts).map(([kind, count]): [string, string] => [
      `count ${kind}`,
      String(count),
    ]),
    ...manifest.quality.map((line): [string, string] => [
      `quality ${line.rule}`,
      line.firstRow === null ? String(line.count) : `${line.count}, first in row ${line.firstRow}`,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

export const inspect: CliCommand = {
  spec,
  async run(parsed, io) {
    const tape = await openTapeFolder(parsed.operands[0]!);
    try {
      const { manifest } = tape.source;
      const isJson = parsed.switches.has('json');
      await io.write(isJson ? `${JSON.stringify(manifest)}\n` : `${describe(manifest).join('\n')}\n`);
      if (!parsed.switches.has('check')) return 0;
      for (let index = 0; index < manifest.blocks.length; index++) await tape.source.readBlock(index);
      io.note(`All ${manifest.blocks.length} blocks are what their hashes say.`);
      return 0;
    } finally {
      await tape.close();
    }
  },
};
