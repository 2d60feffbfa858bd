/**
 * The journal's newest reports as objects for the log: of all kinds, or of chosen ones. Reads the history of a run, changes
 * nothing. Invariant: numbered as in the journal, newest first, nothing later than the playhead.
 */
import { decodeReports, type ReportObject } from '../engine/reports';
import { reportKindName } from '../layout/layout.gen';
import type { History } from '../sim';
import type { LogRow } from './protocol';

const maxLogRows = 512;

/** Chosen kinds are looked for among all that is kept of them; those that are most of a journal among its newest reports. */
export function logRows(history: History, limit: number, kinds: readonly string[]): LogRow[] {
  const wanted = Math.max(0, Math.min(maxLogRows, Math.floor(limit)));
  if (kinds.length === 0) return newestRows(history, wanted);
  const codes = Object.entries(reportKindName)
    .filter(([, name]) => kinds.includes(name))
    .map(([code]) => Number(code));
  const isMass = (kind: number): boolean => !history.kinds.keeps(kind);
  const rows = codes
    .filter((kind) => !isMass(kind))
    .flatMap((kind) => history.kinds.newest(kind, wanted))
    .flatMap(({ bytes, number }) => [...decodeReports(bytes, number)]);
  const names = codes.filter(isMass).map((kind) => reportKindName[kind]!);
  if (names.length > 0) {
    rows.push(...newestRows(history, Infinity).filter(({ kind }) => names.includes(kind)));
  }
  return rows.sort((first, second) => Number(second['n']) - Number(first['n'])).slice(0, wanted);
}

function newestRows(history: History, limit: number): ReportObject[] {
  const { bytes, firstIndex } = history.newestReports(limit);
  return [...decodeReports(bytes, firstIndex)].reverse();
}
