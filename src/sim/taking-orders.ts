/**
 * A plain run of a tape that takes orders of ours, with any impact. What it takes is decided in `src/scenario`.
 */
import { readImpact } from '../scenario/impact';
import { parseManifest, type Manifest } from '../scenario/manifest';
import { withImpact } from '../scenario/taking-orders';
import type { TapePort } from './tape-port';

/** `impact` is as in a manifest. */
export function takingOrders(
  tape: Pick<TapePort, 'hash' | 'instruments'>,
  impact: Readonly<Record<string, unknown>>,
): Manifest {
  const plain = parseManifest({ version: 1, tape: { hash: tape.hash } });
  return withImpact(plain, tape.instruments, readImpact(impact, 'impact'));
}
