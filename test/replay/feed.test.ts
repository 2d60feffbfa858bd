/**
 * The feed of a participant in a tape that takes own orders: each change of the touch that the run reports is heard so much
 * later, once a source message, and nobody without a feed hears anything.
 */
import { expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { parseCommand } from '../../src/scenario/command';
import type { LatencySpec } from '../../src/scenario/latency';
import { checkEngine, createEngine, runToEnd } from '../contract/core-matcher';
import type { MatcherConfig } from '../contract/matcher';
import { commandSize, writeModelCommand } from '../model/bytes';
import { commandKinds, flagBits } from '../model/codes';
import type { ModelCommand } from '../model/types';
import { inTapeConfig } from './own-flow';

const row = (ts: number, kind: number, id: number, lots: number, flags: number): ModelCommand => ({
  ...{ tsNs: BigInt(ts), orderId: BigInt(id), priceUnits: 100n, lots, kind, side: 0, tif: 0, flags },
  ...{ instrument: 0, rank: 2, displayShift: 0, account: 0 },
});
const { tapeAdd, tapeExecute, tapeTrade } = commandKinds;
const { last } = flagBits;
const rows = [
  row(90, tapeAdd, 50, 4, last),
  // One message of two rows: one change of the touch.
  row(100, tapeAdd, 51, 3, 0),
  row(100, tapeAdd, 52, 2, last),
  // A print changes no touch.
  { ...row(110, tapeTrade, 53, 1, last), priceUnits: 103n },
  row(120, tapeExecute, 50, 4, last),
];
const sell = { op: 'new', ts: '130', id: '9', side: 'sell', price: '100', lots: 3, account: 2 };

function heard(policy: 'none' | 'consume' | 'rematch', latency: readonly LatencySpec[]): string[] {
  const accounts = [1, 2].map((id) => ({ id, cash: 10_000n }));
  const config = { ...inTapeConfig({ policy } as never, accounts), latency } as unknown as MatcherConfig;
  const engine = createEngine(config);
  engine.push(parseCommand(sell, 'own'));
  const view = engine.commandView();
  rows.forEach((command, index) => writeModelCommand(view, index * commandSize, command));
  engine.setWindow(rows.length, 2, true);
  const units = runToEnd(engine);
  checkEngine(engine);
  return [...decodeReports(new Uint8Array(Buffer.concat(units)))].flatMap((report) => {
    if (report.kind === 'touch') return [`${report.ts} touch`];
    return report.kind === 'heard' ? [`${report.ts} ${report['account']} since ${report['since']}`] : [];
  });
}

const feed: LatencySpec[] = [{ account: 1, feed: { constant: '25' } }];
const ofTheTape = [
  '90 touch',
  '100 touch',
  '115 1 since 90',
  '120 touch',
  '125 1 since 100',
  '145 1 since 120',
];

it('nobody hears without a feed', () => {
  expect(heard('none', [{ account: 1, response: { constant: '5' } }])).toEqual([
    '90 touch',
    '100 touch',
    '120 touch',
  ]);
});

it('under none the touch of the tape is heard later', () => {
  expect(heard('none', feed)).toEqual(ofTheTape);
});

it.each(['consume', 'rematch'] as const)('under %s what own orders took of it is heard too', (policy) => {
  const withOwn = [...ofTheTape.slice(0, 5), '130 touch', ofTheTape[5]!, '155 1 since 130'];
  expect(heard(policy, feed)).toEqual(withOwn);
});
