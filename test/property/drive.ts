/**
 * One flow through the core and the reference engine at once: reports and books after each command, money, counters and
 * digests at the end, the core through checkpoints. Knows no rule of either.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { CoreMatcher } from '../contract/core-matcher';
import { openModel } from '../contract/matcher';
import type { JsonCommand, Matcher, MatcherConfig } from '../contract/matcher';
import { commandKinds, nameOf } from '../model/codes';
import type { ModelCommand, ReportObject } from '../model/types';

/** A line, a record, or null: the core goes on in a fresh instance. */
export type Driven = JsonCommand | ModelCommand | null;

const isRecord = (command: JsonCommand | ModelCommand): command is ModelCommand => 'tsNs' in command;

/** A command on one line, for the message of a failure. */
function describeCommand(command: Driven): string {
  if (command === null) return 'checkpoint';
  if (!isRecord(command)) return JSON.stringify(command);
  const known: readonly number[] = Object.values(commandKinds);
  const kind = known.includes(command.kind) ? nameOf(commandKinds, command.kind) : `kind ${command.kind}`;
  const { tsNs, side, orderId, priceUnits, lots, tif, flags, displayShift, account, instrument } = command;
  const head = `${tsNs} ${kind} side ${side} id ${orderId} ${priceUnits}x${lots}`;
  return `${head} tif ${tif} flags ${flags} shift ${displayShift} account ${account} instrument ${instrument}`;
}

const applyTo = (one: Matcher, command: JsonCommand | ModelCommand): ReportObject[] =>
  isRecord(command) ? one.applyRecord(command) : one.apply(command);

const booksOf = (one: Matcher, count: number): unknown =>
  Array.from({ length: count }, (_, index) => [
    one.orders(index),
    one.levels(index, 0),
    one.levels(index, 1),
  ]);

/** The core goes on in a fresh instance before every `freshEvery`th command too. Returns the two. */
export function driveBoth(
  config: MatcherConfig,
  commands: readonly Driven[],
  freshEvery = Infinity,
): { core: CoreMatcher; model: Matcher; reports: readonly ReportObject[] } {
  const model = openModel(config);
  const core = new CoreMatcher(config, { bandTrades: 256 });
  const count = config.instruments.length;
  const reports: ReportObject[] = [];
  commands.forEach((command, at) => {
    if (command === null || at % freshEvery === freshEvery - 1) core.moveToFreshInstance();
    if (command === null) return;
    const place = (): string =>
      `after\n${commands
        .slice(0, at + 1)
        .map(describeCommand)
        .join('\n')}\n`;
    const [got, expected] = [applyTo(core, command), applyTo(model, command)];
    if (!isDeepStrictEqual(got, expected)) expect(got, place()).toEqual(expected);
    reports.push(...got);
    core.check();
    model.check();
    const [rest, wanted] = [booksOf(core, count), booksOf(model, count)];
    if (!isDeepStrictEqual(rest, wanted)) expect(rest, place()).toEqual(wanted);
  });
  config.instruments.forEach((_, index) => {
    for (const { id } of [{ id: 0 }, ...config.accounts])
      expect(core.money(id, index)).toEqual(model.money(id, index));
    expect(core.counters(index)).toEqual(model.counters(index));
  });
  expect(core.digest()).toEqual(model.digest());
  return { core, model, reports };
}
