/**
 * `npm run soak`: property and fuzz tests with TAPEDECK_SOAK=1, under which they take many more seeds. For
 * machines that have time; arguments go to the test runner.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root, runNode } from './setup.mjs';
import { ensureWasm } from './wasm.mjs';

ensureDependencies();
await ensureWasm();
const folders = ['test/property', 'test/fuzz'].filter((folder) => existsSync(join(root, folder)));
process.exitCode = await runNode(
  ['node_modules/vitest/vitest.mjs', 'run', ...folders, ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TAPEDECK_SOAK: '1' },
  },
);
