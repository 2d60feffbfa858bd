/** The engine core as Node finds it: `build/tapedeck.wasm`. The engine id is a hash of exactly these bytes. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { TapedeckError } from '../layout/errors';

export interface Core {
  readonly module: WebAssembly.Module;
  /** first 16 hex digits of the SHA-256 of the bytes */
  readonly engineId: string;
}

/**
 * Node would compile each function twice, quickly when it is first called and well once it is hot; a command line runs
 * once, so it compiles everything well before it starts.
 */
const compileFlags = ['--no-liftoff', '--no-wasm-lazy-compilation'] as const;

export async function loadCore(): Promise<Core> {
  const place = new URL('../../build/tapedeck.wasm', import.meta.url);
  let bytes: Buffer<ArrayBuffer>;
  try {
    bytes = await readFile(place);
  } catch {
    throw new TapedeckError('E-CORE-01', 'The engine core has not been built. Run: npm run wasm');
  }
  for (const flag of compileFlags) setFlagsFromString(flag);
  const engineId = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return { module: await WebAssembly.compile(bytes), engineId };
}
