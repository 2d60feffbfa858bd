/**
 * Rows of a tape that lie at this site's host, fetched in ranges as they are needed: nothing is read ahead and nothing
 * kept. Knows HTTP, no tapes. Invariant: it answers exactly the bytes asked for, of the very file that was there when
 * the tape was opened, or an error that says which bytes did not come.
 */
import { TapedeckError } from '../layout/errors';

/** A file of this site that is fetched in ranges; `tag` is its ETag. */
export interface FarFile {
  readonly url: string;
  readonly bytes: number;
  readonly tag: string | null;
}
/** Rows of a tape that stay at the host: its files, one after the other. */
export interface FarRows {
  readonly size: number;
  readonly files: readonly FarFile[];
}

/** A connection that breaks once is no reason to stop a run. */
const tries = 3;
const restMs = 250;

export const isFar = (rows: unknown): rows is FarRows =>
  typeof rows === 'object' &&
  rows !== null &&
  Array.isArray((rows as FarRows).files) &&
  typeof (rows as FarRows).size === 'number';

export const lostBytesCode = 'E-CELL-13';

const lost = (url: string, what: string, why: string): TapedeckError =>
  new TapedeckError(
    lostBytesCode,
    `“${url}” could not be loaded (${what}): ${why}. What was played stays true; try again when the host answers.`,
    { url },
  );

const changed = ({ url }: FarFile, found: string): TapedeckError =>
  new TapedeckError(
    'E-CELL-15',
    `“${url}” is not the file that was opened: it was changed at its host (${found}). What was played stays true. Open the tape again.`,
    { url, found },
  );

const unknownLength = '*';

/** `bytes 0-99/1234` */
function contentRange(response: Response): { first: number; end: number; bytes: string } | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  return match === null
    ? null
    : { first: Number(match[1]), end: Number(match[2]) + 1, bytes: match[3] ?? unknownLength };
}

/** Asks for the first byte: a host that answers with it sends ranges. Null: it sends whole files only. */
export async function askForRanges(url: string, signal: AbortSignal): Promise<FarFile | null> {
  const what = 'its first byte';
  const headers = { Range: 'bytes=0-0' };
  const response = await fetch(url, { headers, signal, cache: 'no-store' }).catch((error: unknown) => {
    throw lost(url, what, String(error));
  });
  await response.body?.cancel();
  if (!response.ok) throw lost(url, what, `the host answered ${response.status}`);
  const bytes = response.status === 206 ? (contentRange(response)?.bytes ?? unknownLength) : unknownLength;
  return bytes === unknownLength ? null : { url, bytes: Number(bytes), tag: response.headers.get('etag') };
}

/** Bytes [start, end) of one file. */
async function fetchOnce(file: FarFile, start: number, end: number): Promise<ArrayBuffer> {
  const { url, bytes, tag } = file;
  // Kept nowhere: the cell caches blocks, and a browser's cache would hold a second copy of the file.
  const response = await fetch(url, { headers: { Range: `bytes=${start}-${end - 1}` }, cache: 'no-store' });
  if (response.status >= 500 || response.status === 429)
    throw new Error(`the host answered ${response.status}`);
  const range = response.status === 206 ? contentRange(response) : null;
  if (range === null) {
    await response.body?.cancel();
    throw changed(file, `the host answered ${response.status}`);
  }
  if (range.bytes !== unknownLength && Number(range.bytes) !== bytes)
    throw changed(file, `${range.bytes} bytes, not ${bytes}`);
  const found = response.headers.get('etag');
  if (tag !== null && found !== tag) throw changed(file, `ETag ${found ?? 'missing'}, not ${tag}`);
  const body = await response.arrayBuffer();
  if (range.first !== start || body.byteLength !== end - start)
    throw new Error(`${body.byteLength} bytes from ${range.first}`);
  return body;
}

async function fetchRange(file: FarFile, start: number, end: number): Promise<ArrayBuffer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(file, start, end);
    } catch (error) {
      if (error instanceof TapedeckError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt === tries) throw lost(file.url, `bytes ${start} to ${end - 1}`, reason);
      await new Promise((resolve) => setTimeout(resolve, restMs * attempt));
    }
  }
}

/** Bytes [start, end) of all files one after the other. */
export async function sliceOfFar({ files, size }: FarRows, start: number, end = size): Promise<ArrayBuffer> {
  const pieces: Promise<ArrayBuffer>[] = [];
  let at = 0;
  for (const file of files) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, file.bytes)];
    if (from < to) pieces.push(fetchRange(file, from, to));
    at += file.bytes;
  }
  const [only, ...more] = await Promise.all(pieces);
  if (only !== undefined && more.length === 0) return only;
  return new Blob(only === undefined ? [] : [only, ...more]).arrayBuffer();
}
