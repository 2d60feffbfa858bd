/**
 * What `run` and `verify` are given: a link, a `.tapedeck` file, a manifest, a text file that holds a link, or the folder
 * of a tape. Told by what it is, never by its name. Refusals are values; only a file that cannot be read is thrown.
 */
import { readFile, stat } from 'node:fs/promises';
import { parseManifest } from '../scenario/manifest';
import { decodeLink } from '../share/link';
import { refusalOf } from '../share/outcome';
import type { Refusal } from '../share/outcome';
import { decodeRunFile } from '../share/run-file';
import type { Opened } from '../share/shared-run';
import type { CliIo } from './io';
import { openTapeFolder, reading } from './tape-folder';

const linkStart = /^(\S*#)?v[0-9]{1,6};/;

/** An address with anything behind `#`, so that even a link cut right there is called a link. */
const isLink = (text: string): boolean => linkStart.test(text) || /^(https?:\/\/\S*)?#/.test(text);

export async function openShared(operand: string, io: CliIo): Promise<Opened | Refusal> {
  if (isLink(operand)) return decodeLink(operand);
  if (operand !== '-' && (await isFolder(operand))) return openFolder(operand);
  const text = (
    operand === '-' ? await readAll(io) : await reading(operand, () => readFile(operand, 'utf8'))
  ).trim();
  if (isLink(text)) return decodeLink(text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return decodeRunFile(text);
  }
  if (typeof json === 'object' && json !== null && Object.hasOwn(json, 'format')) return decodeRunFile(text);
  return openManifest(json);
}

function openManifest(json: unknown): Opened | Refusal {
  try {
    const run = {
      manifest: parseManifest(json),
      humanLog: [],
      view: {},
      bookmarks: [],
      loop: null,
      positionNs: null,
      speed: null,
      claim: null,
    };
    return { ok: true, run, isEdited: false, warnings: [] };
  } catch (error) {
    return refusalOf(error);
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A tape alone is a run: its manifest names it, never where it lies, and leaves the rest to the defaults. */
async function openFolder(place: string): Promise<Opened | Refusal> {
  const folder = await openTapeFolder(place);
  await folder.close();
  const { hash, name } = folder.source.manifest;
  return openManifest({ version: 1, tape: { hash, name } });
}

async function readAll(io: CliIo): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
