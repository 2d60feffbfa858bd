/**
 * Where a tape that is named by hash or address is found: open already, kept in this browser, or on this site. Fetches
 * from its own site only. What is found has the hash that was named, if one was.
 */
import type { Library } from '../../worker/client';
import type { StoredTape } from '../../worker/protocol';
import { addressOf, isOwn } from './address';
import type { JobOptions } from './one-job.svelte';
import { isCancelled, problemOf } from './problem';
import type { Shelf } from './shelf.svelte';

/** Empty where a link does not say it. */
export interface TapeReference {
  readonly hash: string;
  readonly url: string;
}

export interface Finders {
  readonly library: Library;
  readonly shelf: Shelf;
  /** address of a sample of this site by its hash */
  readonly pathOf: (hash: string) => Promise<string | null>;
}

/** The tape, or the sentence that says why it is not at hand. Throws when cancelled. */
export async function findTape(
  { library, shelf, pathOf }: Finders,
  { hash, url }: TapeReference,
  options: JobOptions,
): Promise<StoredTape | string> {
  const kept = hash === '' ? null : ((await library.get(hash)) ?? (await shelf.find(hash)));
  if (kept !== null) return kept;
  const address = url === '' ? await pathOf(hash) : url;
  if (address === null) return 'The tape is not on this site and not in this browser.';
  const place = addressOf(address);
  if (!isOwn(place)) {
    return `The tape lies at ${place.origin}, and this page talks to its own site only. Download its tape.json and rows.parquet there, then choose both.`;
  }
  try {
    const tape = await library.loadTape(place.href, options);
    if (hash === '' || tape.hash === hash) return tape;
    return `The tape at “${address}” has another hash: ${tape.hash.slice(0, 16)}….`;
  } catch (error) {
    if (isCancelled(error) || options.signal.aborted) throw error;
    return `“${address}” could not be opened: ${problemOf(error).message}`;
  }
}

/** Every one of them, or the first that is not at hand with the sentence that says why. */
export async function findTapes<Reference extends TapeReference>(
  finders: Finders,
  references: readonly Reference[],
  options: JobOptions,
): Promise<readonly StoredTape[] | { readonly missing: Reference; readonly because: string }> {
  const tapes: StoredTape[] = [];
  for (const reference of references) {
    const found = await findTape(finders, reference, options);
    if (typeof found === 'string') return { missing: reference, because: found };
    tapes.push(found);
  }
  return tapes;
}
