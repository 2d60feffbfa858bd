/**
 * The core against the reference engine on random flows: every report of every command, the book after it, the core's
 * own validation, and the digest at the end. Where a flow asks for it the core goes on in a fresh instance.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoreMatcher } from '../contract/core-matcher';
import { openModel } from '../contract/matcher';
import type { MatcherConfig } from '../contract/matcher';
import { commandKinds, nameOf } from '../model/codes';
import type { ModelCommand } from '../model/types';
import { withActions } from './action-flow';
import { check } from './check';
import { configArbitrary, flowArbitrary, narrowShape, toCommands, travelShape, wideShape } from './flow';
import type { FlowShape } from './flow';
import { tapeConfigArbitrary, tapeFlowArbitrary } from './tape-flow';

function compare(config: MatcherConfig, commands: readonly (ModelCommand | null)[]): void {
  const model = openModel(config);
  const core = new CoreMatcher(config);
  commands.forEach((command, at) => {
    if (!command) {
      core.moveToFreshInstance();
      return;
    }
    const place = (): string =>
      `after\n${commands
        .slice(0, at + 1)
        .map(describeCommand)
        .join('\n')}\n`;
    const [got, expected] = [core.applyRecord(command), model.applyRecord(command)];
    if (!isDeepStrictEqual(got, expected)) expect(got, place()).toEqual(expected);
    core.check();
    model.check();
    config.instruments.forEach((_, index) => {
      const [rest, wanted] = [core, model].map((one) => [
        one.orders(index),
        one.levels(index, 0),
        one.levels(index, 1),
      ]);
      if (!isDeepStrictEqual(rest, wanted)) expect(rest, place()).toEqual(wanted);
    });
  });
  const ids = [0, ...config.accounts.map((account) => account.id)];
  config.instruments.forEach((_, index) => {
    expect(core.counters(index)).toEqual(model.counters(index));
    for (const id of ids) expect(core.money(id, index)).toEqual(model.money(id, index));
    for (const side of [0, 1] as const) expect(core.levels(index, side)).toEqual(model.levels(index, side));
  });
  expect(core.digest()).toEqual(model.digest());
}

/** A command on one line, for the message of a failure. */
function describeCommand(command: ModelCommand | null): string {
  if (!command) return 'checkpoint';
  const known: readonly number[] = Object.values(commandKinds);
  const kind = known.includes(command.kind) ? nameOf(commandKinds, command.kind) : `kind ${command.kind}`;
  const { tsNs, side, orderId, priceUnits, lots, tif, flags, displayShift, account, instrument } = command;
  const head = `${tsNs} ${kind} side ${side} id ${orderId} ${priceUnits}x${lots}`;
  return `${head} tif ${tif} flags ${flags} shift ${displayShift} account ${account} instrument ${instrument}`;
}

describe('the core and the reference engine agree', () => {
  it.each<[string, FlowShape, number]>([
    ['in a narrow band', narrowShape, 120],
    ['while prices travel through the windows', travelShape, 120],
    ['with several instruments, accounts and self-trade rules', wideShape, 200],
  ])('%s', (_, shape, runs) => {
    const property = fc.property(configArbitrary(shape), flowArbitrary(shape, 100), (config, steps) => {
      const rules = config.instruments[0];
      if (!rules) throw new Error('no instrument');
      compare(config, toCommands(steps, rules));
    });
    check(property, runs);
  });

  it.each<[string, FlowShape]>([
    ['accounts and icebergs', wideShape],
    ['prices far apart', travelShape],
  ])('through splits, dividends and ends of trading, with %s', (_, shape) => {
    const flow = flowArbitrary({ ...shape, accounts: 3 }, 60);
    const property = fc.property(
      configArbitrary({ ...shape, accounts: 3 }),
      flow,
      withActions(shape.instruments),
      (config, steps, weave) => {
        const rules = config.instruments[0];
        if (!rules) throw new Error('no instrument');
        compare(config, weave(toCommands(steps, rules)));
      },
    );
    check(property, 200);
  });

  it.each(['order', 'depth'] as const)('on the rows of %s tapes', (schema) => {
    check(fc.property(tapeConfigArbitrary, tapeFlowArbitrary(schema, 100), compare), 100);
  });
});
