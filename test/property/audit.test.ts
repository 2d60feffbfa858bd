/**
 * Rules of matching and conservation (price priority, FIFO, limits, time in force, sums) on random flows,
 * read off the reports of each implementation by an auditor that sees nothing else.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matcher, MatcherConfig } from '../contract/matcher';
import { matchers } from '../contract/matchers';
import type { ModelCommand } from '../model/types';
import { Auditor } from './auditor';
import { check } from './check';
import { configArbitrary, flowArbitrary, narrowShape, onlyCommands, toCommands, wideShape } from './flow';
import type { FlowShape } from './flow';

const stateOf = (matcher: Matcher, config: MatcherConfig): unknown =>
  config.instruments.map((_, index) => matcher.orders(index));

function auditOne(matcher: Matcher, config: MatcherConfig, commands: readonly ModelCommand[]): void {
  const auditors = config.instruments.map(() => new Auditor());
  for (const command of commands) {
    const before = stateOf(matcher, config);
    const reports = matcher.applyRecord(command);
    const auditor = auditors[command.instrument];
    if (auditor) auditor.read(command, reports);
    if (String(reports[0]?.['kind']).toLowerCase().endsWith('rejected')) {
      expect(reports.length, 'a refusal is one report').toBe(1);
      expect(stateOf(matcher, config), 'a refusal changes nothing').toEqual(before);
    }
  }
  auditors.forEach((auditor, index) => {
    auditor.demandBalance();
    const resting = matcher.orders(index).map((order) => order.id);
    expect([...auditor.live.keys()].sort()).toEqual(resting.sort());
  });
}

describe.each(matchers)('$name', ({ open }) => {
  it.each<[string, FlowShape]>([
    ['one instrument in a narrow band', narrowShape],
    ['two instruments with accounts', wideShape],
  ])('keeps every rule: %s', (_, shape) => {
    const property = fc.property(configArbitrary(shape), flowArbitrary(shape, 120), (config, steps) => {
      const rules = config.instruments[0];
      if (!rules) throw new Error('no instrument');
      auditOne(open(config), config, onlyCommands(toCommands(steps, rules)));
    });
    check(property, 60);
  });
});
