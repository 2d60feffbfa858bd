/**
 * A tape on its way out: as its two files, or as a link that carries its hash and no data. Who may have which is asked
 * before (RightsDialog); nothing here decides it.
 */
import { encodeLink } from '../../share';
import { addressOf } from './address';
import { storedTape, type CatalogueEntry } from './catalogue.svelte';
import { save, saveAddress } from './downloads';
import { plainSource } from './run-source';

/** tape.json and rows.parquet, as every Tapedeck opens them. */
export function saveTape({ facts, parquet }: CatalogueEntry): void {
  if (parquet === null) return;
  save('tape.json', new Blob([JSON.stringify(facts, null, 1)], { type: 'application/json' }));
  if ('files' in parquet) for (const { url } of parquet.files) saveAddress(url);
  else if (facts.parts === undefined) save('rows.parquet', parquet);
  else saveParts(facts.parts, parquet);
}

/** Named so that the page knows them again when they are opened together. */
function saveParts(parts: NonNullable<CatalogueEntry['facts']['parts']>, rows: Blob): void {
  let at = 0;
  for (const { file, bytes } of parts) {
    save(file.replaceAll('/', '-'), rows.slice(at, at + bytes));
    at += bytes;
  }
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
