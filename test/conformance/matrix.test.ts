/**
 * The order-entry matrix, generated from the one table: every type × time in force × session state, and every type and
 * time in force with each flag and each pair of flags. An order that is good in every other respect is accepted or
 * refused exactly as the table says, by the core and by the reference engine.
 */
import { describe, expect, it } from 'vitest';
import { SessionState, TermFlag, Tif } from '../../src/layout/layout.gen';
import type { OrderTypeName, SessionStateName, TermFlagName, TifName } from '../../src/layout/layout.gen';
import { flagRules, refusalOf, typeRules } from '../../src/layout/order-rules';
import { configOf } from '../contract/matcher';
import type { Matcher, MatcherConfig } from '../contract/matcher';
import { matchers } from '../contract/matchers';
import { readCommand } from '../contract/shorthand';
import { commandKinds, ranks } from '../model/codes';
import { flagSets, orderForm } from './order-forms';

const states = Object.keys(SessionState) as SessionStateName[];
const tifs = Object.keys(Tif) as TifName[];
const flags = Object.keys(TermFlag) as TermFlagName[];

/** A market at 99 / 101 in which account 1 is long ten lots. */
function openMarket(open: (config: MatcherConfig) => Matcher): Matcher {
  const matcher = open(configOf({}, { accounts: [{ id: 1, cash: 1_000_000n }] }));
  ['sell 901 100x10', 'buy 902 100x10 account=1', 'buy 903 99x50', 'sell 904 101x50'].forEach((line, ts) =>
    matcher.apply(readCommand(line, ts)),
  );
  return matcher;
}

function setState(matcher: Matcher, state: number): void {
  const blank = { orderId: 0n, priceUnits: 0n, side: 0, tif: 0, flags: 0, displayShift: 0, account: 0 };
  const rest = { kind: commandKinds.session, instrument: 0, rank: ranks.person };
  matcher.applyRecord({ ...blank, ...rest, tsNs: 10n, lots: state });
}

/** `accepted`, or the code. */
function enter(matcher: Matcher, type: OrderTypeName, tif: TifName, set: readonly TermFlagName[]): string {
  const [first] = matcher.apply(orderForm(type, tif, set));
  matcher.check();
  return first?.['kind'] === 'accepted' ? 'accepted' : String(first?.['code']);
}

describe.each(matchers)('$name', ({ open }) => {
  it.each(states)('every type and time in force while %s', (state) => {
    for (const { type } of typeRules) {
      for (const tif of tifs) {
        const matcher = openMarket(open);
        setState(matcher, SessionState[state]);
        const expected = refusalOf(type, tif, state) ?? 'accepted';
        expect(enter(matcher, type, tif, []), `${type} ${tif}`).toBe(expected);
      }
    }
  });

  it('every flag and pair of flags with every type and time in force', () => {
    for (const { type } of typeRules) {
      for (const tif of ['GTC', 'IOC', 'FOK', 'DAY', 'GTD', 'ATC'] as const) {
        const matcher = openMarket(open);
        for (const set of flagSets) {
          const expected = refusalOf(type, tif, 'continuous', set) ?? 'accepted';
          const got = enter(matcher, type, tif, set);
          expect(got, `${type} ${tif} ${set.join(' ')}`).toBe(expected);
          if (got === 'accepted') matcher.apply({ op: 'cancel', ts: '10', id: '1' });
        }
      }
    }
  });

  it('cancels and reduces in every state but one, replaces where orders meet or are collected', () => {
    for (const state of states) {
      const matcher = openMarket(open);
      setState(matcher, SessionState[state]);
      const codes = ['replace 903 98x5', 'reduce 903 x1', 'cancel 903'].map((line) => {
        const [first] = matcher.apply(readCommand(line, 10));
        return String(first?.['code'] ?? first?.['kind']);
      });
      const isFrozen = state === 'noCancel';
      const isClosed = ['halted', 'quoting', 'closed'].includes(state);
      expect(codes, state).toEqual([
        isFrozen || isClosed ? 'notTradingNow' : 'replaced',
        isFrozen ? 'notTradingNow' : 'reduced',
        isFrozen ? 'notTradingNow' : 'cancelled',
      ]);
    }
  });
});

it('has a row for every type and every flag', () => {
  expect(typeRules).toHaveLength(11);
  expect(flagRules.map((rule) => rule.flag).sort()).toEqual([...flags].sort());
});
