/**
 * Which own orders a tape's book takes: the core against the one table that the ticket greys out by, for every policy,
 * type, time in force and session state, and every flag and pair of flags. A refused order has the table's own code.
 */
import { describe, expect, it } from 'vitest';
import { SessionState, Tif } from '../../src/layout/layout.gen';
import type { ImpactPolicyName, SessionStateName, TermFlagName, TifName } from '../../src/layout/layout.gen';
import { typeRules } from '../../src/layout/order-rules';
import { refusalIn } from '../../src/layout/own-order-rules';
import { flagSets, orderForm } from '../conformance/order-forms';
import { CoreMatcher } from '../contract/core-matcher';
import { readCommand } from '../contract/shorthand';
import { commandKinds, flagBits } from '../model/codes';
import { inTapeConfig } from './own-flow';

const states = Object.keys(SessionState) as SessionStateName[];
const tifs = Object.keys(Tif) as TifName[];
const blank = { rank: 2, displayShift: 0, tif: 0, instrument: 0, account: 0, orderId: 0n, priceUnits: 0n };

/** A tape at 99 / 101 in which account 1 has bought ten lots. */
function openTape(policy: ImpactPolicyName, state: SessionStateName): CoreMatcher {
  const matcher = new CoreMatcher(inTapeConfig({ policy }, [{ id: 1, cash: 1_000_000n }]));
  const rows = [
    { side: 0, priceUnits: 99n, orderId: 11n },
    { side: 1, priceUnits: 101n, orderId: 12n },
  ];
  for (const row of rows) {
    const add = { ...blank, ...row, kind: commandKinds.tapeAdd, lots: 50, tsNs: 1n, flags: flagBits.last };
    matcher.applyRecord(add);
  }
  matcher.apply(readCommand('buy 900 101x10 account=1', 2));
  const rest = { side: 0, tsNs: 3n, flags: flagBits.last };
  matcher.applyRecord({ ...blank, ...rest, kind: commandKinds.tapeStatus, lots: SessionState[state] });
  return matcher;
}

function enter(matcher: CoreMatcher, ...order: Parameters<typeof orderForm>): string {
  const answered = matcher
    .apply(orderForm(...order))
    .find(({ kind }) => kind === 'accepted' || kind === 'rejected');
  matcher.check();
  return answered?.['kind'] === 'accepted' ? 'accepted' : String(answered?.['code']);
}

describe.each(['none', 'consume', 'rematch'] as const)('%s', (policy) => {
  it('every type and time in force in every session state', () => {
    for (const state of states)
      for (const { type } of typeRules) {
        const matcher = openTape(policy, state);
        for (const tif of tifs) {
          const expected = refusalIn(policy, type, tif, state) ?? 'accepted';
          const got = enter(matcher, type, tif, []);
          expect(got, `${state} ${type} ${tif}`).toBe(expected);
          if (got === 'accepted') matcher.apply({ op: 'cancel', ts: '10', id: '1' });
        }
      }
  });

  it('every flag and pair of flags', () => {
    const differing: string[] = [];
    for (const { type } of typeRules)
      for (const tif of tifs) {
        const matcher = openTape(policy, 'continuous');
        for (const set of flagSets) {
          const flags: readonly TermFlagName[] = set;
          const expected = refusalIn(policy, type, tif, 'continuous', flags) ?? 'accepted';
          const got = enter(matcher, type, tif, flags);
          if (got !== expected) differing.push(`${type} ${tif} ${flags.join(' ')}: ${got}, not ${expected}`);
          if (got === 'accepted') matcher.apply({ op: 'cancel', ts: '10', id: '1' });
        }
      }
    expect(differing).toEqual([]);
  });
});
