/** `npm run samples`: writes the bundled tapes anew, byte for byte the same from the same plans. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBundle, programs } from './bundle.mjs';
import { ensureDependencies, root } from './setup.mjs';

ensureDependencies();
await ensureBundle(programs.samples);
process.chdir(root);
await import(pathToFileURL(join(root, programs.samples.output)).href);
