/**
 * `npm start`: from a fresh clone to a running page. Needs Node and nothing else: installs the packages,
 * compiles the core, builds the page, serves it and prints the address. `--dev` starts the development
 * server instead.
 */
import { join } from 'node:path';
import { ensurePage } from './build.mjs';
import { addressOptions, startServer } from './serve.mjs';
import { ensureDependencies, root, runNode, say } from './setup.mjs';
import { ensureWasm } from './wasm.mjs';

async function startDevelopment({ port, host, isPortFixed }) {
  ensureDependencies();
  await ensureWasm();
  const address = isPortFixed ? ['--port', String(port), '--strictPort'] : [];
  return runNode(['node_modules/vite/bin/vite.js', '--host', host, ...address], { stdio: 'inherit' });
}

async function startPage(options) {
  await ensurePage();
  const { url } = await startServer({ folder: join(root, 'dist'), ...options });
  process.stdout.write(`\n  Tapedeck is at ${url}\n  Stop with Ctrl+C.\n\n`);
}

try {
  const options = addressOptions();
  if (options.isDev) process.exitCode = await startDevelopment(options);
  else await startPage(options);
} catch (error) {
  say(error.code === 'EADDRINUSE' ? 'The port is taken: choose another with --port.' : error.message);
  process.exitCode = 1;
}
