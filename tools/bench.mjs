/**
 * `npm run bench`: brings core and bench up to date, then runs the bench in this process with the arguments
 * as given. Packages it compares with stay outside the bundle, as their users have them.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBundle, programs } from './bundle.mjs';
import { ensureDependencies, root, say } from './setup.mjs';
import { ensureWasm } from './wasm.mjs';

ensureDependencies();
try {
  await ensureWasm();
  await ensureBundle(programs.bench);
} catch (error) {
  say(`The bench could not be built: ${error.message}`);
  process.exit(1);
}
await import(pathToFileURL(join(root, programs.bench.output)).href);
