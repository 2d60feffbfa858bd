/**
 * Bundles a TypeScript program into one file for Node, when its sources changed: the command line and the
 * bench. The bundle is moved into place whole. `import.meta.url` keeps pointing at the source file, so paths
 * written relative to a source stay right.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fingerprint, isFresh, writeStamp } from './freshness.mjs';
import { root } from './setup.mjs';

const ALWAYS = ['src', 'package-lock.json', 'tools/bundle.mjs'];

/** The programs: entry, output, sources besides `src`, and whether packages are bundled in. */
export const programs = {
  cli: { entry: 'src/cli/main.ts', output: 'build/cli.mjs', sources: [], isSelfContained: true },
  samples: { entry: 'src/cli/samples.ts', output: 'build/samples.mjs', sources: [], isSelfContained: true },
  bench: {
    entry: 'test/bench/main.ts',
    output: 'build/bench.mjs',
    sources: ['test/bench', 'test/model', 'test/tape'],
    isSelfContained: false,
  },
};

const stampOf = (program) => `${program.output}.stamp`;
const sourcesOf = (program) => fingerprint([...ALWAYS, ...program.sources]);

/** True when the bundle belongs to the sources as they are. */
export function isBundleFresh(program) {
  return isFresh(stampOf(program), sourcesOf(program), [program.output]);
}

function keepSourceUrls(output) {
  return {
    name: 'keep-source-urls',
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes('import.meta.url') || !id.startsWith(root) || id.includes('node_modules'))
        return null;
      const from = relative(dirname(join(root, output)), id.split('?')[0]).replaceAll('\\', '/');
      return {
        code: code.replaceAll('import.meta.url', `new URL('${from}', import.meta.url).href`),
        map: null,
      };
    },
  };
}

/** Bundles the program if its sources changed. */
export async function ensureBundle(program) {
  const print = sourcesOf(program);
  if (isFresh(stampOf(program), print, [program.output])) return;
  const { build } = await import('vite');
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'silent',
    plugins: [keepSourceUrls(program.output)],
    worker: { format: 'es' },
    ssr: { target: 'node', noExternal: program.isSelfContained ? true : [] },
    build: {
      ssr: program.entry,
      target: 'node20',
      write: false,
      minify: false,
      rolldownOptions: { output: { format: 'es', codeSplitting: false } },
    },
  });
  const chunk = result.output.find((part) => part.type === 'chunk');
  const target = join(root, program.output);
  mkdirSync(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, chunk.code);
  renameSync(draft, target);
  writeStamp(stampOf(program), print);
}
