/**
 * Three questions about an order that came and went: sooner, at a better price, smaller. Makes the order that would have
 * been sent, or says why there is none. Pure but for looking at the run's terms.
 */
import { CommandFlag } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import type { Run } from '../sim';
import type { WhatIf } from './desk-protocol';

export const whatIfs: readonly WhatIf[] = ['earlier', 'better', 'half'];

const earlierNs = 50_000_000n;

type Changed = { readonly command: CommandInput | null; readonly why: string };

const none = (why: string): Changed => ({ command: null, why });

export function changedOrder(run: Run, order: CommandInput, what: WhatIf): Changed {
  if (what === 'earlier') {
    const tsNs = order.tsNs - earlierNs;
    if (tsNs < run.startNs) return none('The run begins less than 50 ms before the order.');
    return { command: { ...order, tsNs }, why: '' };
  }
  const rules = run.tape === null ? run.manifest.instruments[order.instrument] : undefined;
  if (what === 'half') {
    const step = rules?.venueRules?.lotStep ?? 1;
    const lots = Math.floor(order.lots / 2 / step) * step;
    if (lots < Math.max(1, rules?.venueRules?.minLots ?? 1)) return none('Half of it would be no order.');
    const { terms } = order;
    if (terms === undefined) return { command: { ...order, lots }, why: '' };
    const displayLots = Math.min(terms.displayLots, lots);
    const minimumLots = Math.min(terms.minimumLots, lots);
    return { command: { ...order, lots, terms: { ...terms, displayLots, minimumLots } }, why: '' };
  }
  const isPriced = (order.flags & CommandFlag.market) === 0 && order.priceUnits !== 0n;
  if (!isPriced) return none('It had no limit price.');
  const instrument = run.tape?.instruments[order.instrument] ?? rules;
  const tick = BigInt(instrument?.unitsPerTick ?? 1);
  const priceUnits = order.side === 0 ? order.priceUnits + tick : order.priceUnits - tick;
  return { command: { ...order, priceUnits }, why: '' };
}
