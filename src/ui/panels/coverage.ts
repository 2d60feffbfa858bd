/**
 * The parts of a tape as a person reads them: rates, pauses between parts, days. Pure.
 */
import { dateText } from '../app/format';
import type { CoveragePart } from '../../worker/protocol';
import type { Rows } from '../state/ring';

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

export interface SpreadFacts {
  readonly leastTicks: number;
  readonly mostTicks: number;
  /** weighted by how long it stood */
  readonly meanTicks: number;
  readonly sinceNs: number;
}

/** The spread over touch rows (sinceNs, bid, ask in units) up to a moment; null where no two sides stood. */
export function spreadFacts(touches: Rows, nowNs: number, unitsPerTick: number): SpreadFacts | null {
  let [least, most, sum, weight, sinceNs] = [Infinity, -Infinity, 0, 0, NaN];
  for (let row = 0; row < touches.count; row += 1) {
    const ticks = (touches.at(row, 2) - touches.at(row, 1)) / unitsPerTick;
    if (Number.isNaN(ticks)) continue;
    const fromNs = touches.at(row, 0);
    const stoodNs = (row + 1 < touches.count ? touches.at(row + 1, 0) : nowNs) - fromNs;
    if (Number.isNaN(sinceNs)) sinceNs = fromNs;
    least = Math.min(least, ticks);
    most = Math.max(most, ticks);
    sum += ticks * stoodNs;
    weight += stoodNs;
  }
  if (least > most) return null;
  return { leastTicks: least, mostTicks: most, meanTicks: weight > 0 ? sum / weight : least, sinceNs };
}
