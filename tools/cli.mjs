/**
 * `npm run -s tapedeck -- …`: brings core and command line up to date, then runs the command line in this
 * process. It writes nothing to standard output; when nothing changed it costs some milliseconds.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBundle, isBundleFresh, programs } from './bundle.mjs';
import { ensureDependencies, root, say } from './setup.mjs';
import { ensureWasm, isWasmFresh } from './wasm.mjs';

async function prepare() {
  if (isWasmFresh() && isBundleFresh(programs.cli)) return;
  ensureDependencies();
  await ensureWasm();
  await ensureBundle(programs.cli);
}

try {
  await prepare();
} catch (error) {
  say(`The command line could not be built: ${error.message}`);
  process.exit(1);
}
// npm changes to the project's folder; paths that a person typed are relative to where they stood.
const { INIT_CWD: typedIn, npm_lifecycle_event: script } = process.env;
if (script === 'tapedeck' && typedIn) process.chdir(typedIn);
await import(pathToFileURL(join(root, programs.cli.output)).href);
