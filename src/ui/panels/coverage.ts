/**
 * The parts of a tape as a person reads them: rates, pauses between parts, days. Pure.
 */
import { dateText } from '../app/format';
import type { CoveragePart } from '../../worker/protocol';

export interface CoverageRow extends CoveragePart {
  readonly number: number;
  /** messages a second; null for a part that takes no time */
  readonly rate: number | null;
  /** silence before it, in ns */
  readonly pauseNs: bigint;
}

export interface CoverageDay {
  readonly date: string;
  readonly rows: number;
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

export function coverageRows(parts: readonly CoveragePart[]): CoverageRow[] {
  return parts.map((part, index) => {
    const seconds = Number(part.lastNs - part.firstNs) / 1e9;
    const before = parts[index - 1];
    return {
      ...part,
      number: index + 1,
      rate: seconds > 0 ? part.rows / seconds : null,
      pauseNs: before === undefined ? 0n : part.firstNs - before.lastNs,
    };
  });
}

/** By day of the exchange; a part counts on the day on which it begins. */
export function coverageDays(parts: readonly CoveragePart[], zone: string): CoverageDay[] {
  const days: CoverageDay[] = [];
  for (const { rows, firstNs, lastNs } of parts) {
    const date = dateText(firstNs, zone);
    const last = days.at(-1);
    if (last?.date === date) days[days.length - 1] = { ...last, rows: last.rows + rows, lastNs };
    else days.push({ date, rows, firstNs, lastNs });
  }
  return days;
}
