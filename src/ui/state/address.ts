/**
 * Addresses relative to the page. The page talks to its own site only: whatever lies elsewhere is refused before it
 * is fetched.
 */
import { TapedeckError } from '../../layout/errors';

export const addressOf = (path: string): URL => new URL(path, document.baseURI);

export const isOwn = (url: URL): boolean => url.origin === new URL(document.baseURI).origin;

function parsed(text: string): URL | null {
  try {
    return addressOf(text);
  } catch {
    return null;
  }
}

/** What a person typed as an address of data: the folder of a tape, or a file. */
export type DataAddress =
  { readonly folder: string } | { readonly folder: null; readonly file: string; readonly name: string };

/** Throws E-PAGE-03 for what is no address of this site. */
export function readAddress(text: string): DataAddress {
  const url = text.trim() === '' ? null : parsed(text.trim());
  if (url === null) {
    const remedy = 'Type the address of a file or of a tape’s folder on this site.';
    throw new TapedeckError('E-PAGE-03', `“${text.slice(0, 200)}” is no address.`, { remedy });
  }
  if (!isOwn(url)) {
    const message = `“${url.href.slice(0, 200)}” lies at another site, and this page talks to its own site only.`;
    const remedy = 'Download the file there first, then choose it here.';
    throw new TapedeckError('E-PAGE-03', message, { remedy, download: url.href });
  }
  const folder = /^(.*\/)(tape\.json|rows\.parquet)?$/.exec(url.pathname)?.[1];
  if (folder !== undefined) return { folder: new URL(folder, url).href };
  const name = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
  return { folder: null, file: url.href, name };
}
