/**
 * The plain loop and the general loop are one matcher: a rule that is configured and never acts
 * sends the same flow through the other loop and changes no byte of its reports.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEngine, fillWindow, runToEnd } from '../contract/core-matcher';
import { commandReports } from '../model/codes';
import type { ReportName } from '../model/codes';
import { check } from './check';
import { flowArbitrary, narrowShape, onlyCommands, rulesArbitrary, toCommands, travelShape } from './flow';

const kinds = fc.constantFrom<readonly ReportName[]>(commandReports, [...commandReports, 'touch'], ['fill']);
const flows = fc.oneof(flowArbitrary(narrowShape, 200), flowArbitrary(travelShape, 200));

it('a rule that never acts changes no report', () => {
  const property = fc.property(rulesArbitrary, flows, kinds, (rules, steps, reports) => {
    const commands = onlyCommands(toCommands(steps, rules)).map((command) => ({ ...command, account: 0 }));
    const outcomes = [
      { rule: 'none' as const, accounts: [] },
      { rule: 'cancelBoth' as const, accounts: [] },
      { rule: 'none' as const, accounts: [{ id: 1, cash: 5n }] },
    ].map(({ rule, accounts }) => {
      const instruments = [{ ...rules, selfTrade: rule }];
      const engine = createEngine({ instruments, accounts, reports });
      fillWindow(engine, commands);
      const units = Buffer.concat(runToEnd(engine)).toString('hex');
      expect(engine.validate()).toBeNull();
      return { units, ...engine.runDigest() };
    });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
  });
  check(property, 60);
});
