/**
 * A tape on its way out: as its two files, or as a link that carries its hash and no data. Who may have which is asked
 * before (RightsDialog); nothing here decides it.
 */
import { encodeLink } from '../../share';
import { addressOf } from './address';
import { storedTape, type CatalogueEntry } from './catalogue.svelte';
import { save } from './downloads';
import { plainSource } from './run-source';

/** tape.json and rows.parquet, as every Tapedeck opens them. */
export function saveTape({ facts, parquet }: CatalogueEntry): void {
  if (parquet === null) return;
  save('tape.json', new Blob([JSON.stringify(facts, null, 1)], { type: 'application/json' }));
  save('rows.parquet', parquet);
}

export async function linkOfTape(entry: CatalogueEntry): Promise<string> {
  const tape = storedTape(entry);
  if (tape === null) throw new Error('no tape in hand');
  const { manifest } = plainSource(tape, '');
  const place = { positionNs: BigInt(entry.facts.firstTsNs), speed: 1, bookmarks: [], loop: null } as const;
  const encoded = await encodeLink({ manifest, humanLog: [], view: {}, ...place, claim: null });
  if (!encoded.ok) throw new Error(encoded.message);
  return addressOf(`#${encoded.fragment}`).href;
}
