/**
 * A tape made of another one: cut, repaired, or the same rows with rights or terms stated. Loaded when somebody asks
 * for it. Invariant: what it answers is a whole tape whose blocks were verified on the way.
 */
import type { ImportControl } from '../tape/import-control';
import type { TapeManifest } from '../tape/manifest';
import { spanOfOrder, windowAround } from '../tape/order-span';
import { repairTape } from '../tape/repair';
import { withRights, withTerms } from '../tape/restate';
import { sliceTape } from '../tape/slice';
import { openTape } from '../tape/tape';
import { bufferOf } from './buffer';
import { platformSha256 } from './platform-sha256';
import type { StoredTape, TapeChange } from './protocol';

/** Refuses with E-TAPE-*; the tape it was given is left alone. */
export async function deriveTape(
  tape: StoredTape,
  change: TapeChange,
  control: ImportControl,
): Promise<Pick<StoredTape, 'parquet'> & { manifest: TapeManifest }> {
  const source = openTape(tape.manifest, bufferOf(tape.parquet), platformSha256);
  const { manifest } = source;
  control.totalBytes = Number(manifest.rows);
  if (change.kind === 'rights') return { manifest: withRights(manifest, change), parquet: tape.parquet };
  if (change.kind === 'terms') return { manifest: withTerms(manifest, change.terms), parquet: tape.parquet };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const take = (bytes: Uint8Array): void => void parts.push(bytes as Uint8Array<ArrayBuffer>);
  const sink = Object.assign(take, { sha256: platformSha256 });
  if (change.kind === 'repair') {
    const { rules } = change;
    return { manifest: await repairTape(source, { rules, sink, control }), parquet: new Blob(parts) };
  }
  const { order, symbols, name } = change;
  const span =
    order === undefined ? change : windowAround(await spanOfOrder(source, order.id, control), order.marginNs);
  const { fromNs, toNs } = span;
  const more = { ...(symbols === undefined ? {} : { symbols }), ...(name === undefined ? {} : { name }) };
  return {
    manifest: await sliceTape(source, { fromNs, toNs, sink, control, ...more }),
    parquet: new Blob(parts),
  };
}
