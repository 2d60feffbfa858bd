/**
 * Lines with times into the core, reports with their exact times out: for what a venue does by its clock. Knows no rule.
 * `12 buy 1 100x5` is a command at 12 ns; `20` alone lets time pass up to 20 ns. After every line nothing may be broken.
 */
import { decodeReports } from '../../src/engine/reports';
import type { ModelCallRules, ReportObject } from '../model/types';
import type { CallRules } from '../../src/scenario/call-rules';
import { CoreMatcher, runToEnd } from '../contract/core-matcher';
import { configOf } from '../contract/matcher';
import { readCommand, readRow, writeReport } from '../contract/shorthand';
import { ranks, type ReportName } from '../model/codes';

const kinds: readonly ReportName[] = [
  'accepted',
  'rejected',
  'fill',
  'cancelled',
  'cancelRejected',
  'session',
  'auction',
  'bands',
];

export function openVenue(callRules: CallRules, reports = kinds): CoreMatcher {
  const config = configOf({ callRules: callRules as ModelCallRules }, { reports });
  return new CoreMatcher(config, { bandTrades: 64 } as object);
}

const written = (reports: readonly ReportObject[]): string[] =>
  reports.map((report) =>
    report['kind'] === 'bands'
      ? `${report['ts']} bands ${report['low']} ${report['high']}`
      : `${report['ts']} ${writeReport(report)}`,
  );

/** The reports of each line, as `time report`. Checkpoints in between change nothing. */
export function play(core: CoreMatcher, lines: readonly string[]): string[] {
  const out: string[] = [];
  lines.forEach((line, index) => {
    const [ts = '0', ...rest] = line.split(' ');
    const text = rest.join(' ');
    if (text === '') {
      core.engine.setWindow(0, ranks.person, true);
      const bytes = runToEnd(core.engine, BigInt(ts));
      out.push(...written(bytes.flatMap((part) => [...decodeReports(part)]) as unknown as ReportObject[]));
    } else if (text.startsWith('venueRule')) {
      out.push(...written(core.applyRecord(readRow(text, Number(ts)))));
    } else out.push(...written(core.apply(readCommand(text, Number(ts)))));
    core.check();
    if (index % 5 === 4) core.moveToFreshInstance();
  });
  return out;
}
