/**
 * Vite plugin that builds the service worker: after everything else it lists what the build and `public/` hold, small
 * files to be kept at once and large ones for later, and writes the list into `sw.js`. vite-plugin-pwa would do the
 * same with three hundred packages.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const PUBLIC = join(root, 'public');
/** Above this a file waits for its first use, unless it is a tape of this site. */
const LARGE_BYTES = 2 * 1024 * 1024;
const LARGE_TAPE_BYTES = 6 * 1024 * 1024;
/** For hosts, for people who debug, and for browsers too old to do without: those fetch it when they need it. */
const NOT_SERVED = /\.map$|^_|^\.|(^|\/)sw\.js$|\/duckdb-mvp-/;

function publicFiles(folder = '') {
  return readdirSync(join(PUBLIC, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? publicFiles(path) : [path];
  });
}

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @returns {{ path: string, bytes: number, hash: string }[]} */
function factsOf(bundle) {
  const built = Object.values(bundle).map((file) => {
    const content = Buffer.from(file.type === 'asset' ? file.source : file.code);
    return { path: file.fileName, bytes: content.length, hash: hashOf(content) };
  });
  const copied = publicFiles().map((path) => {
    const full = join(PUBLIC, path);
    return { path, bytes: statSync(full).size, hash: hashOf(readFileSync(full)) };
  });
  return [...built, ...copied]
    .filter(({ path }) => !NOT_SERVED.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** @returns {import('vite').Plugin} */
export function precache() {
  return {
    name: 'precache',
    enforce: 'post',
    apply: 'build',
    generateBundle(_options, bundle) {
      const worker = bundle['sw.js'];
      // The workers of the page are built by passes of their own, which have none.
      if (worker === undefined) return;
      const facts = factsOf(bundle);
      const isLarge = ({ path, bytes }) =>
        bytes > (path.startsWith('tapes/') ? LARGE_TAPE_BYTES : LARGE_BYTES);
      const version = hashOf(facts.map(({ path, hash }) => `${path} ${hash}`).join('\n') + worker.code).slice(
        0,
        16,
      );
      const list = {
        version,
        files: facts.filter((file) => !isLarge(file)).map(({ path }) => path),
        later: facts.filter(isLarge).map(({ path }) => path),
      };
      worker.code = `const PRECACHE=${JSON.stringify(list)};\n${worker.code}`;
    },
  };
}
