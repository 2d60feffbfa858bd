/**
 * A run of a tape in which orders of ours may stand: the tape’s own instruments, as wide as an engine allows, with an
 * impact. Pure. Invariant: the tape alone decides what rests.
 */
import type { Impact } from './impact';
import { limits, type InstrumentRules, type Manifest } from './manifest';
import { ownReports, withReports } from './report-kinds';

/** What a tape tells of an instrument. */
export type ListedInstrument = Pick<InstrumentRules, 'symbol' | 'priceUnit' | 'unitsPerTick' | 'lotSize'>;

/** The engine wants the largest order's money to stay below 2^62, in a tape's book too. */
export function largestLots(unitsPerTick: number): number {
  const lots = (2n ** 62n - 1n) / (BigInt(limits.tick) * BigInt(unitsPerTick));
  return lots < BigInt(limits.lots) ? Number(lots) : limits.lots;
}

/** The rules that a tape's instrument has where the manifest does not say. */
const rulesOf = ({ symbol, priceUnit, unitsPerTick, lotSize }: ListedInstrument): InstrumentRules => ({
  symbol,
  priceUnit,
  unitsPerTick,
  lotSize,
  maxLots: largestLots(unitsPerTick),
  minTick: -limits.tick,
  maxTick: limits.tick,
  selfTrade: 'none',
});

/** The same run, in whose tape orders of ours may stand: another run. `listed` are the tape’s own instruments. */
export function withImpact(
  manifest: Manifest,
  listed: readonly ListedInstrument[],
  impact: Impact,
): Manifest {
  const own = manifest.instruments.length > 0 ? manifest.instruments : listed.map(rulesOf);
  const reports = withReports(manifest.reports, ownReports);
  return { ...manifest, instruments: own.map((instrument) => ({ ...instrument, impact })), reports };
}
