/** `compare-impact`: one order in an order tape under every impact policy and queue model. */
import { CommandKind, Rank, Side } from '../../layout/layout.gen';
import type { Manifest } from '../../scenario/manifest';
import { compareImpact, type ImpactOutcome } from '../../sim/compare-impact';
import { TapeRows } from '../../sim/tape-rows';
import { takingOrders } from '../../sim/taking-orders';
import { optionError, requiredOption, type CommandSpec, type ParsedArguments } from '../arguments';
import type { CliCommand } from '../command';
import { loadCore } from '../core';
import { markdownTable } from '../../layout/markdown-table';
import { openTapeFolder, orderTapeOf } from '../tape-folder';

const spec: CommandSpec = {
  name: 'compare-impact',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'show what one order would do under every impact policy and queue model',
  details: [
    'The order is a limit order of the tape’s first instrument. TAPE is a tape of orders (L3). Prices are in price units,',
    'as `inspect` tells them; times after the order are in seconds.',
  ],
  options: [
    { name: 'at', value: 'NS', help: 'time of the order' },
    { name: 'side', value: 'SIDE', help: 'buy or sell' },
    { name: 'price', value: 'UNITS', help: 'limit price' },
    { name: 'lots', value: 'N', help: 'size' },
    { name: 'watch', value: 'SECONDS', help: 'how long it is watched (60)' },
    { name: 'json', help: 'print the outcomes as one line instead' },
  ],
};

function numberOf(parsed: ParsedArguments, name: string, otherwise?: string): bigint {
  const text = parsed.values.get(name) ?? otherwise ?? requiredOption(parsed, spec, name);
  if (!/^-?[0-9]{1,18}$|^[0-9]{19}$/.test(text)) throw optionError(spec, `--${name} must be a whole number.`);
  return BigInt(text);
}

const seconds = (ns: bigint | null): string => (ns === null ? '–' : (Number(ns) / 1e9).toFixed(6));

function tableOf(outcomes: readonly ImpactOutcome[]): string {
  const head = [
    'way',
    'ahead',
    'filled',
    'mean price',
    'first fill',
    'last fill',
    'phantom',
    'missing',
    'dropped',
    'divergence',
  ];
  const rows = outcomes.map(
    ({ way, aheadLots, filledLots, meanPriceUnits, firstFillNs, lastFillNs, figures }) => [
      way,
      aheadLots === null ? '–' : aheadLots < 0 ? 'unknown' : String(aheadLots),
      String(filledLots),
      meanPriceUnits === null ? '–' : meanPriceUnits.toFixed(1),
      seconds(firstFillNs),
      seconds(lastFillNs),
      figures?.phantomLots ?? '',
      figures?.missingLots ?? '',
      figures === null ? '' : String(figures.droppedCount),
      figures === null ? '' : `${figures.divergence / 10} %${figures.claimsHistory ? '' : ', no history'}`,
    ],
  );
  return markdownTable(head, rows);
}

/** What the tape itself did against price and time until the end of the watch, as the rematched book met it. */
function exceptionsOf(outcomes: readonly ImpactOutcome[]): string {
  const found = outcomes.find(({ way }) => way === 'rematch')?.figures?.exceptions ?? [];
  if (found.length === 0) return 'The tape went by price and time.';
  const rows = found.map(({ kind, count, firstNs, firstId }) => [
    kind,
    count,
    String(firstNs),
    String(firstId),
  ]);
  return markdownTable(['against price and time', 'count', 'first at (ns)', 'its order'], rows);
}

export const compareImpactCommand: CliCommand = {
  spec,
  async run(parsed, io) {
    const side = requiredOption(parsed, spec, 'side');
    if (side !== 'buy' && side !== 'sell') throw optionError(spec, '--side must be buy or sell.');
    const tsNs = numberOf(parsed, 'at');
    const order = {
      tsNs,
      orderId: (1n << 64n) - 1n,
      priceUnits: numberOf(parsed, 'price'),
      lots: Number(numberOf(parsed, 'lots')),
      kind: CommandKind.new,
      side: Side[side],
      tif: 0,
      flags: 0,
      instrument: 0,
      rank: Rank.person,
      displayShift: 0,
      account: 0,
    };
    const untilNs = tsNs + numberOf(parsed, 'watch', '60') * 1_000_000_000n;
    const folder = await openTapeFolder(parsed.operands[0]!);
    try {
      const tape = await orderTapeOf(folder);
      const core = await loadCore();
      const rows = await TapeRows.of(tape);
      const manifestFor = (policy: string): Manifest => takingOrders(tape, { policy });
      const outcomes = compareImpact(core.module, manifestFor, tape, rows, order, untilNs);
      const text = (_: string, value: unknown): unknown =>
        typeof value === 'bigint' ? value.toString() : value;
      await io.write(
        `${parsed.switches.has('json') ? JSON.stringify(outcomes, text) : `${tableOf(outcomes)}\n\n${exceptionsOf(outcomes)}`}\n`,
      );
      return 0;
    } finally {
      await folder.close();
    }
  },
};
