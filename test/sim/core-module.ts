/** The built core, compiled once for these tests. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const coreBytes = new Uint8Array(
  readFileSync(fileURLToPath(new URL('../../build/tapedeck.wasm', import.meta.url))),
);
export const core = new WebAssembly.Module(coreBytes);
