/**
 * What script travels before the market moves, read from the built files: all that `index.html` names and all that the
 * cell's worker imports, followed through static imports. Bytes, not times, so it says the same on every machine.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const isBuilt = existsSync(join(dist, 'index.html'));
const KIB = 1024;
/** The floor of a release is 200; what is added here is looked for elsewhere first. */
const MOST_KIB = 190;

/** Files that this one cannot begin without; `import(` is left out on purpose. */
const importsOf = (code: string): string[] =>
  [...code.matchAll(/(?:^|[;}])import(?:[^"'();]*?from)?["']\.\/([^"']+\.js)["']/g)].map(
    (match) => match[1] as string,
  );

function closure(names: readonly string[], into = new Map<string, string>()): Map<string, string> {
  for (const name of names) {
    if (into.has(name)) continue;
    const code = readFileSync(join(dist, 'assets', name), 'utf8');
    into.set(name, code);
    closure(importsOf(code), into);
  }
  return into;
}

function startScripts(): Map<string, string> {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/assets\/([^"']+\.js)/g)].map((match) => match[1] as string);
  const workers = readdirSync(join(dist, 'assets')).filter((name) => /^cell-worker-[^.]+\.js$/.test(name));
  expect(named.length).toBeGreaterThan(0);
  expect(workers).toHaveLength(1);
  return closure([...named, ...workers]);
}

describe.skipIf(!isBuilt)('the start of the built page', () => {
  test(`loads at most ${MOST_KIB} KiB of packed script`, () => {
    const sizes = [...startScripts()].map(
      ([name, code]) => [name, gzipSync(code, { level: 9 }).byteLength / KIB] as const,
    );
    const sum = sizes.reduce((total, [, kib]) => total + kib, 0);
    const list = sizes.map(([name, kib]) => `${name} ${kib.toFixed(1)}`).join(', ');
    expect(sum, list).toBeLessThanOrEqual(MOST_KIB);
    // Far less would mean that files were not found, not that the page became light.
    expect(sum, list).toBeGreaterThan(MOST_KIB / 2);
  });

  test('waits for no reader of Parquet, no desk and no glossary', () => {
    const start = [...startScripts().values()].join('\n');
    const all = readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.js'));
    const built = all.map((name) => readFileSync(join(dist, 'assets', name), 'utf8')).join('\n');
    // Texts that survive packing, each of a part that is fetched on request.
    for (const text of [
      'parquet file invalid',
      'There is no such order in this run',
      'gave the order a new price',
    ]) {
      expect(built.includes(text), `${text}: built`).toBe(true);
      expect(start.includes(text), `${text}: at the start`).toBe(false);
    }
  });
});
