/**
 * `substitute`: orders of an order tape taken out and submitted as ours, which must fill as they did, lot and nanosecond.
 * Invariant: the orders tried are decided by the seed; an order that differs is listed, never dropped.
 */
import type { ImpactPolicyName } from '../../layout/layout.gen';
import { engineConfigFor } from '../../sim/engine-setup';
import { sampleOf } from '../../sim/queue-study';
import { substitute as trialsOf, wasPassedOver, type FillAt, type Trial } from '../../sim/substitution';
import { takingOrders } from '../../sim/taking-orders';
import { livesOf, TapeRows, type OrderLife } from '../../sim/tape-rows';
import type { TapePort } from '../../sim/tape-port';
import { integerOption, optionError, type CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { loadCore } from '../core';
import { markdownTable } from '../../layout/markdown-table';
import { openTapeFolder, orderTapeOf } from '../tape-folder';

const policies: readonly ImpactPolicyName[] = ['none', 'consume', 'rematch'];

const spec: CommandSpec = {
  name: 'substitute',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'take orders out of a tape, submit them as ours, and see that they fill as in history',
  details: [
    'Each order is tried alone, from the book just before it, under every impact policy; its aggressors stay. Fills are',
    'compared by time and lots. An order that history itself passed over (one that came later at its price was executed',
    'first) cannot fill as it did, and is said to be that. Exit code 1 when any other order differs.',
  ],
  options: [
    { name: 'orders', value: 'N', help: 'executed orders to draw (500)' },
    { name: 'cancelled', help: 'draw among orders that were cancelled unfilled too' },
    { name: 'seed', value: 'N', help: 'which orders (1)' },
    { name: 'policy', value: 'NAME', help: 'none, consume or rematch (all three)' },
    { name: 'json', help: 'print one line of JSON instead' },
  ],
};

interface Differing {
  readonly id: string;
  readonly tsNs: string;
  readonly passedOver: boolean;
  readonly history: readonly FillAt[];
  readonly ours: readonly FillAt[];
}

interface Outcome {
  readonly policy: ImpactPolicyName;
  readonly tried: number;
  readonly equal: number;
  /** orders of which the tape took lots without naming them; there is nothing to compare with */
  readonly untold: number;
  readonly differing: readonly Differing[];
}

const differingOf = (rows: TapeRows, { life, expected, found }: Trial): Differing => ({
  id: String(life.id),
  tsNs: String(rows.tsNs(life.addRow)),
  passedOver: wasPassedOver(rows, life),
  history: expected,
  ours: found,
});

function tryAll(
  core: WebAssembly.Module,
  tape: TapePort,
  rows: TapeRows,
  lives: readonly OrderLife[],
  policy: ImpactPolicyName,
): Outcome {
  const config = engineConfigFor({ ...takingOrders(tape, { policy }), reports: ['fill'] }, tape, 0, {});
  const trials = [...trialsOf(core, config, rows, lives)];
  return {
    policy,
    tried: trials.length,
    equal: trials.filter(({ isEqual }) => isEqual).length,
    untold: lives.length - trials.length,
    differing: trials.filter(({ isEqual }) => !isEqual).map((trial) => differingOf(rows, trial)),
  };
}

const fillsText = (fills: readonly FillAt[]): string =>
  fills.map(({ tsNs, lots }) => `${lots} at ${tsNs}`).join(', ') || 'none';

function textOf(outcomes: readonly Outcome[]): string {
  const head = ['policy', 'tried', 'as in history', 'passed over by history', 'differing', 'untold'];
  const rows = outcomes.map(({ policy, tried, equal, untold, differing }) => {
    const passed = differing.filter(({ passedOver }) => passedOver).length;
    return [policy, tried, equal, passed, differing.length - passed, untold];
  });
  const listed = outcomes.flatMap(({ policy, differing }) =>
    differing.map(({ id, passedOver, history, ours }) => {
      const why = passedOver ? ', which history passed over' : '';
      return `${policy}: order ${id}${why}: history ${fillsText(history)}; ours ${fillsText(ours)}`;
    }),
  );
  const parts = [markdownTable(head, rows), ...(listed.length > 0 ? [listed.join('\n')] : [])];
  return parts.join('\n\n');
}

function policiesOf(name: string | undefined): readonly ImpactPolicyName[] {
  if (name === undefined) return policies;
  const found = policies.find((policy) => policy === name);
  if (found === undefined) throw optionError(spec, `--policy must be ${policies.join(', ')}.`);
  return [found];
}

export const substituteCommand: CliCommand = {
  spec,
  async run(parsed, io) {
    const count = integerOption(parsed, spec, 'orders', 1, 999_999_999) ?? 500;
    const seed = integerOption(parsed, spec, 'seed', 0, 999_999_999) ?? 1;
    const chosen = policiesOf(parsed.values.get('policy'));
    const folder = await openTapeFolder(parsed.operands[0]!);
    try {
      const tape = await orderTapeOf(folder);
      const rows = await TapeRows.of(tape);
      const isDrawn = ({ executedLots, openLots }: OrderLife): boolean =>
        openLots === 0 && (executedLots > 0 || parsed.switches.has('cancelled'));
      const lives = sampleOf(livesOf(rows).filter(isDrawn), count, seed);
      const core = await loadCore();
      const outcomes = chosen.map((policy) => tryAll(core.module, tape, rows, lives, policy));
      const asText = (_: string, value: unknown): unknown =>
        typeof value === 'bigint' ? value.toString() : value;
      await io.write(
        `${parsed.switches.has('json') ? JSON.stringify(outcomes, asText) : textOf(outcomes)}\n`,
      );
      return outcomes.some(({ differing }) => differing.some(({ passedOver }) => !passedOver)) ? 1 : 0;
    } finally {
      await folder.close();
    }
  },
};
