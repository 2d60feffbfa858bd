/**
 * Every conformance case on every implementation: the reports of each step, the book at the end, nothing broken.
 */
import { describe, expect, it } from 'vitest';
import { configOf } from '../contract/matcher';
import type { Matcher } from '../contract/matcher';
import { matchers } from '../contract/matchers';
import { readCommand, readRow, writeReport } from '../contract/shorthand';
import { commandReports } from '../model/codes';
import { accountCases } from './account-cases';
import { actionCases } from './action-cases';
import { auctionCases } from './auction-cases';
import { bugCases } from './bug-cases';
import type { ConformanceCase } from './case';
import { changeCases } from './change-cases';
import { messageLimitCases, scheduledCashCases } from './discipline-cases';
import { entryCases } from './entry-cases';
import { hiddenCases } from './hidden-cases';
import { feeCases } from './fee-cases';
import { linkCases } from './link-cases';
import { matchingCases } from './matching-cases';
import { sessionCases } from './session-cases';
import { stepCases } from './step-cases';
import { tapeCases } from './tape-cases';
import { venueCases } from './venue-cases';
import { trailingCases } from './trailing-cases';
import { waitingCases } from './waiting-cases';

const groups = {
  entryCases,
  matchingCases,
  changeCases,
  accountCases,
  bugCases,
  tapeCases,
  actionCases,
  waitingCases,
  trailingCases,
  hiddenCases,
  linkCases,
  venueCases,
  stepCases,
  feeCases,
  auctionCases,
  sessionCases,
  messageLimitCases,
  scheduledCashCases,
};

function levelsOf(matcher: Matcher, side: 0 | 1): string[] {
  return matcher.levels(0, side).map((level) => `${level.price}x${level.lots}`);
}

function play(matcher: Matcher, played: ConformanceCase): void {
  played.steps.forEach(([line, ...expected], index) => {
    const isRow = line.startsWith('tape') || line.startsWith('venueRule');
    const reports = isRow
      ? matcher.applyRecord(readRow(line, index + 1))
      : matcher.apply(readCommand(line, index + 1));
    expect(reports.map(writeReport), `step ${index + 1}: ${line}`).toEqual(expected);
    matcher.check();
  });
  if (played.bids) expect(levelsOf(matcher, 0)).toEqual(played.bids);
  if (played.asks) expect(levelsOf(matcher, 1)).toEqual(played.asks);
}

describe.each(matchers)('$name', ({ open }) => {
  for (const [group, cases] of Object.entries(groups)) {
    describe(group, () => {
      it.each(cases)('$name', (played) => {
        const { rules, accounts = [], venues = [], reports = commandReports, instruments } = played;
        play(open(configOf(rules, { accounts, venues, reports }, instruments)), played);
      });
    });
  }
});

it('has at least sixty cases, each with a name of its own', () => {
  const names = Object.values(groups).flatMap((cases) => cases.map((one) => one.name));
  expect(names.length).toBeGreaterThanOrEqual(60);
  expect(new Set(names).size).toBe(names.length);
});
