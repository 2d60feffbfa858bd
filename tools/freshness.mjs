/**
 * Decides whether a built file is up to date: the fingerprint of its sources (path, size, time of change) is
 * kept beside it. A changed, new, renamed or deleted source changes the fingerprint. Reads no file contents,
 * so the check costs milliseconds.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './setup.mjs';

function list(path, into) {
  const status = statSync(join(root, path), { throwIfNoEntry: false });
  if (status === undefined) return;
  if (!status.isDirectory()) {
    into.push(`${path} ${status.size} ${status.mtimeMs}`);
    return;
  }
  for (const name of readdirSync(join(root, path)).sort()) list(`${path}/${name}`, into);
}

/** The fingerprint of files and folders (relative to the project). */
export function fingerprint(paths) {
  const lines = [];
  for (const path of paths) list(path, lines);
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** True when every output exists and the stamp holds this fingerprint. */
export function isFresh(stampPath, print, outputs) {
  const stamp = join(root, stampPath);
  if (!outputs.every((path) => existsSync(join(root, path)))) return false;
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === print;
}

/** Remembers from which sources the outputs were built. */
export function writeStamp(stampPath, print) {
  mkdirSync(dirname(join(root, stampPath)), { recursive: true });
  writeFileSync(join(root, stampPath), print);
}
