/**
 * Brings a run that was just opened back to the event where it was left: from its start, with the past that the chart
 * shows, or from a checkpoint, which is shorter and has less of a past. Holds nothing.
 */
import type { CellClient } from '../../worker/client';
import type { Answer, DepthPast } from '../../worker/protocol';

export interface LeftPlace {
  readonly eventCount: number;
  readonly ns: bigint;
  readonly checkpoint: Uint8Array | null;
}

export type CameBack = Answer<'resume'> & { readonly past: DepthPast | null };

export async function comeBack(client: CellClient, to: LeftPlace, spanNs: number): Promise<CameBack> {
  const pastNs = BigInt(Math.round(spanNs));
  // However long it takes, progress keeps it alive; only a lost worker ends it.
  const options = { timeoutMs: 0 };
  const { past } =
    to.checkpoint === null
      ? await client.call({ type: 'goTo', event: to.eventCount, pastNs }, options)
      : { past: null };
  return { ...(await client.call({ type: 'resume', ...to }, options)), past };
}
