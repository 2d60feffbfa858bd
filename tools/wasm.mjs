/**
 * Compiles the engine core twice: `build/tapedeck.wasm` (what ships) and `build/tapedeck.debug.wasm` (with
 * assertions). Settings are those of asconfig.json. Both files are moved into place only when both compiled,
 * so a reader never sees half a core.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { fingerprint, isFresh, writeStamp } from './freshness.mjs';
import { ensureDependencies, isProgram, root, runNode, say } from './setup.mjs';

const STAMP = 'build/tapedeck.wasm.stamp';
const OUTPUTS = ['build/tapedeck.wasm', 'build/tapedeck.debug.wasm'];
const sources = () => fingerprint(['assembly', 'asconfig.json', 'package-lock.json', 'tools/wasm.mjs']);

/** True when the compiled core belongs to the sources as they are. */
export function isWasmFresh() {
  return isFresh(STAMP, sources(), OUTPUTS);
}

/**
 * asc inlines only tiny functions; the sizes below are where the matcher stops gaining (a fifth faster, 14 KB
 * larger). The feature list is the whole of what the core may use: no threads, no relaxed SIMD.
 */
async function inlineHotPaths(file) {
  const { default: binaryen } = await import('binaryen');
  const { BulkMemory, BulkMemoryOpt, MutableGlobals, NontrappingFPToInt, SIMD128, SignExt } =
    binaryen.Features;
  const module = binaryen.readBinary(readFileSync(file));
  module.setFeatures(BulkMemory | BulkMemoryOpt | MutableGlobals | NontrappingFPToInt | SIMD128 | SignExt);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setAlwaysInlineMaxSize(150);
  binaryen.setFlexibleInlineMaxSize(400);
  binaryen.setOneCallerInlineMaxSize(4000);
  binaryen.setAllowInliningFunctionsWithLoops(true);
  module.runPasses(['inlining-optimizing', 'inlining-optimizing']);
  module.optimize();
  if (!module.validate()) throw new Error('The optimised engine core is not valid.');
  writeFileSync(file, module.emitBinary());
}

/** Compiles the core if its sources changed. */
export async function ensureWasm() {
  ensureDependencies();
  const print = sources();
  if (isFresh(STAMP, print, OUTPUTS)) return;
  if (!existsSync(join(root, 'assembly/index.ts'))) throw new Error('assembly/index.ts is missing');
  say('Compiling the engine core …');
  mkdirSync(join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(join(root, 'build/wasm-'));
  const compile = (target, name) =>
    runNode([
      'node_modules/assemblyscript/bin/asc.js',
      '--config',
      'asconfig.json',
      '--target',
      target,
      '--outFile',
      relative(root, join(folder, name)),
    ]);
  try {
    for (const [target, name] of [
      ['release', 'tapedeck.wasm'],
      ['debug', 'tapedeck.debug.wasm'],
    ]) {
      if ((await compile(target, name)) !== 0)
        throw new Error('The engine core does not compile (see above).');
    }
    await inlineHotPaths(join(folder, 'tapedeck.wasm'));
    for (const name of readdirSync(folder)) renameSync(join(folder, name), join(root, 'build', name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  writeStamp(STAMP, print);
}

if (isProgram(import.meta.url)) {
  try {
    await ensureWasm();
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
