/** Writes an instrument's rules as the records that the core takes. Knows no rule. */
import { Allocation, Priority, PriceStepLayout as P, RulesLayout as R } from '../layout/layout.gen';
import type { VenueRules } from '../scenario/venue-rules';

export function writeVenueRules(view: DataView, at: number, rules: VenueRules): void {
  const steps = rules.priceSteps ?? [];
  const set = (offset: number, value: number): void => view.setUint32(at + offset, value, true);
  view.setBigInt64(at + R.referenceUnits, BigInt(rules.referenceUnits ?? 0), true);
  view.setBigInt64(at + R.maxValue, BigInt(rules.maxValue ?? 0), true);
  set(R.allocation, Allocation[rules.allocation ?? 'fifo']);
  set(R.minShareLots, rules.minShareLots ?? 0);
  set(R.fifoPercent, rules.fifoPercent ?? 0);
  set(R.lotStep, rules.lotStep ?? 0);
  set(R.minLots, rules.minLots ?? 0);
  set(R.bandBasisPoints, rules.bandBasisPoints ?? 0);
  set(R.hasReference, rules.referenceUnits === undefined ? 0 : 1);
  set(R.collarTicks, rules.collarTicks === undefined ? 0 : rules.collarTicks + 1);
  set(R.stepCount, steps.length);
  set(R.priority, Priority[rules.priority ?? 'displayTime']);
  steps.forEach(({ fromUnits, units }, index) => {
    const row = at + R.size + index * P.size;
    view.setBigInt64(row + P.fromUnits, BigInt(fromUnits), true);
    view.setUint32(row + P.units, units, true);
  });
}
