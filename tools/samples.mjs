/** `npm run samples`: writes the bundled tapes, runs and their index anew, byte for byte the same. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBundle, programs } from './bundle.mjs';
import { ensureDependencies, root } from './setup.mjs';
import { ensureWasm } from './wasm.mjs';

ensureDependencies();
await ensureWasm();
await ensureBundle(programs.samples);
process.chdir(root);
await import(pathToFileURL(join(root, programs.samples.output)).href);
