/**
 * `npm run build`: a folder `dist/` that any static server serves from any sub-path. Sets the project up
 * first where that is needed. `ensurePage` builds only what changed since. `--config deploy/NAME.json` says for
 * which environment.
 */
import { environmentFile, readEnvironment } from './environment.mjs';
import { fingerprint, isFresh, writeStamp } from './freshness.mjs';
import { ensureDependencies, isProgram, runNode, say } from './setup.mjs';
import { ensureWasm } from './wasm.mjs';

const STAMP = 'build/page.stamp';
const SOURCES = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'tools/precache.mjs',
  'tools/preload.mjs',
  'svelte.config.js',
  'package-lock.json',
  'build/tapedeck.wasm.stamp',
  'tools/environment.mjs',
  'tools/headers.mjs',
];

/** Builds the page; with `isForced` also when nothing changed. */
export async function ensurePage(isForced = false) {
  ensureDependencies();
  await ensureWasm();
  const config = environmentFile();
  const environment = readEnvironment(config);
  const print = `${JSON.stringify(environment)} ${fingerprint(SOURCES)}`;
  if (!isForced && isFresh(STAMP, print, ['dist/index.html'])) return;
  say(`Building the page (${environment.name}) …`);
  const code = await runNode(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    env: { ...process.env, TAPEDECK_CONFIG: config },
  });
  if (code !== 0) throw new Error('The page does not build (see above).');
  writeStamp(STAMP, print);
}

if (isProgram(import.meta.url)) {
  try {
    await ensurePage(true);
    say('Built dist/.');
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
