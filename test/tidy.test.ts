/**
 * The rules of the house, as a test that fails when they are broken: every file says what it is for, names are
 * those of docs/VOCABULARY.md, nothing grows past what one person reads at once, generated files are current,
 * every folder has its line in docs/ARCHITECTURE.md. Words that must not appear are put together here from
 * parts, so that this file passes its own test.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generateLayout } from '../tools/layout.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const HOUSES = ['assembly', 'src', 'test', 'tools'];
const NOT_OURS = new Set(['node_modules', '.git', 'build', 'dist', 'test-results', 'playwright-report']);
const CODE = /\.(ts|mjs|cjs|js|svelte|css)$/;
const TEXT =
  /\.(ts|mjs|cjs|js|svelte|css|html|json|md|yml|yaml|sh|txt|svg|csv|ndjson)$|(^|\/)(_headers|run|\.npmrc|Dockerfile|\.dockerignore)$/;
const MAX_LINES = 400;

function walk(folder: string): { files: string[]; folders: string[] } {
  const found = { files: [] as string[], folders: [] as string[] };
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) {
      found.files.push(path);
      continue;
    }
    if (NOT_OURS.has(entry.name)) continue;
    found.folders.push(path);
    const inner = walk(path);
    found.files.push(...inner.files);
    found.folders.push(...inner.folders);
  }
  return found;
}

const all = walk('');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const isGenerated = (path: string): boolean => path.endsWith('.gen.ts');
const isInHouse = (path: string): boolean => HOUSES.some((house) => path.startsWith(`${house}/`));
const code = all.files.filter((path) => CODE.test(path) && !isGenerated(path) && !path.startsWith('public/'));
// An empty folder is in no clone.
const houseFolders = all.folders.filter(
  (path) => isInHouse(path) && all.files.some((file) => file.startsWith(`${path}/`)),
);

/** Those of `paths` that `explain` finds something wrong with, with the reason. */
function faults(paths: readonly string[], explain: (path: string) => string | null): string[] {
  return paths.flatMap((path) => {
    const reason = explain(path);
    return reason === null ? [] : [`${path}: ${reason}`];
  });
}

/** The comment a file opens with, without its marks: one string a line that says something. */
function openingComment(text: string): string[] | null {
  const start = text.replace(/^#!.*\n/, '').replace(/^\s*<script[^>]*>\s*/, '');
  const block = /^\s*(?:\/\*\*?([\s\S]*?)\*\/|<!--([\s\S]*?)-->)/.exec(start);
  const lines = block === null ? /^(?:\s*\/\/.*\n)+/.exec(start)?.[0] : (block[1] ?? block[2]);
  if (lines === undefined) return null;
  return lines
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\*|\/\/)?\s*/, '').trim())
    .filter((line) => line !== '');
}

/** Source text without comments and string contents: what is left holds the identifiers. */
function identifiersOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, ' ')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/\/\/.*$/gm, ' ');
}

describe('files', () => {
  it('open with a comment of one to ten lines that says what they are for', () => {
    expect(
      faults(code, (path) => {
        const comment = openingComment(read(path));
        if (comment === null) return 'opens without a comment';
        if (comment.length > 10) return `opens with ${comment.length} lines of comment`;
        return comment.join(' ').length < 40 ? 'its opening comment says next to nothing' : null;
      }),
    ).toEqual([]);
  });

  it('are named in kebab-case', () => {
    const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
    const isComponent = (path: string): boolean => path.endsWith('.svelte');
    const isNamedWell = (path: string): boolean =>
      path.split('/').every((part) => kebab.test((part.split('.')[0] ?? '').replace(/^$/, 'hidden')));
    const files = all.files.filter((path) => isInHouse(path));
    expect(
      faults(files, (path) => {
        const checked = isComponent(path) ? path.replace(/[^/]+$/, 'component') : path;
        if (!isNamedWell(checked)) return 'is not kebab-case';
        const name = path.replace(/^.*\//, '');
        return isComponent(path) && !/^(?:[A-Z][A-Za-z0-9]*|[a-z0-9-]+)\.svelte$/.test(name)
          ? 'is neither PascalCase nor kebab-case'
          : null;
      }),
    ).toEqual([]);
  });

  it('and folders have names that say something', () => {
    const empty = /^(?:util|helper|common|manager|misc|shared|lib)s?$/;
    expect(
      faults([...all.files, ...all.folders].filter(isInHouse), (path) =>
        path.split('/').some((part) => empty.test((part.split('.')[0] ?? '').toLowerCase()))
          ? 'has a name that says nothing'
          : null,
      ),
    ).toEqual([]);
  });

  it(`have at most ${MAX_LINES} lines`, () => {
    expect(
      faults(code, (path) => {
        const count = read(path).split('\n').length - 1;
        return count > MAX_LINES ? `${count} lines` : null;
      }),
    ).toEqual([]);
  });

  it('leave nothing for later', () => {
    const later = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`);
    expect(faults(code, (path) => (later.test(read(path)) ? 'leaves something for later' : null))).toEqual(
      [],
    );
  });

  it('name no package registry', () => {
    const hosts = [
      ['npmjs', 'org'],
      ['npmjs', 'com'],
      ['yarnpkg', 'com'],
      ['npmmirror', 'com'],
      ['unpkg', 'com'],
      ['jsdelivr', 'net'],
      ['pypi', 'org'],
      ['pythonhosted', 'org'],
      ['crates', 'io'],
      ['docker', 'io'],
      ['ghcr', 'io'],
      ['quay', 'io'],
      ['gcr', 'io'],
      ['mcr', 'microsoft', 'com'],
    ].map((parts) => parts.join('.'));
    const configured = process.env.npm_config_registry;
    if (configured !== undefined && URL.canParse(configured)) hosts.push(new URL(configured).host);
    const texts = all.files.filter((path) => TEXT.test(path));
    expect(
      faults(texts, (path) => {
        const text = read(path);
        const host = hosts.find((name) => text.includes(name));
        return host === undefined ? null : `names ${host}`;
      }),
    ).toEqual([]);
  });
});

describe('documents', () => {
  const documents = all.files.filter((path) => path.endsWith('.md'));
  const linesOf = (path: string): string[] =>
    read(path)
      .replace(/```[\s\S]*?```/g, '')
      .split('\n');

  /** As a heading becomes an address on the sites that show Markdown. */
  const anchorOf = (line: string): string =>
    line
      .replace(/^#+\s*/, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');

  /** What is wrong with a relative target, or null. */
  function faultOf(from: string, target: string): string | null {
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? from : normalize(join(dirname(from), file)).replaceAll('\\', '/');
    if (path.startsWith('..') || !existsSync(join(root, path))) return `${target} is not there`;
    if (anchor === undefined || !path.endsWith('.md')) return null;
    const anchors = linesOf(path)
      .filter((line) => line.startsWith('#'))
      .map(anchorOf);
    return anchors.includes(anchor) ? null : `${target}: no such heading`;
  }

  it('link only to what is there', () => {
    const checked: string[] = [];
    const wrong = documents.flatMap((path) =>
      [
        ...linesOf(path)
          .join('\n')
          .matchAll(/\]\(([^)\s]+)\)/g),
      ].flatMap(([, target = '']) => {
        if (/^[a-z]+:/i.test(target)) return [];
        checked.push(target);
        const fault = faultOf(path, target);
        return fault === null ? [] : [`${path}: ${fault}`];
      }),
    );
    expect(wrong).toEqual([]);
    expect(checked.length).toBeGreaterThan(10);
  });

  it('are all reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      for (const [, target = ''] of read(path).matchAll(/\]\(([^)\s#]+\.md)/g)) {
        if (!/^[a-z]+:/i.test(target))
          reached.add(normalize(join(dirname(path), target)).replaceAll('\\', '/'));
      }
    }
    expect(documents.filter((path) => path.startsWith('docs/') && !reached.has(path))).toEqual([]);
  });
});

describe('names', () => {
  // docs/VOCABULARY.md: a touch is no BBO, a tape no stream, an event no tick; and a name says what a thing does.
  const banned = (
    [
      ['\\b\\w*(?:Bbo|BBO|bbo)\\w*\\b', 'touch'],
      ['\\b(?:tape|event|market)Stream\\w*\\b|\\bTapeStream\\w*\\b', 'tape'],
      ['\\bon[A-Z]?Tick\\b|\\b\\w*[tT]ickEvent\\w*\\b|\\btickData\\b', 'event'],
      ['\\b\\w*(?:Manager|Helper|Utils?)\\b', 'what it does'],
      ['\\b\\w*(?:[nN]anos|[mM]illis)\\b', 'a suffix Ns or Ms'],
    ] as const
  ).map(([pattern, instead]) => [new RegExp(pattern), instead] as const);

  it('are those of the vocabulary', () => {
    expect(
      faults(code.filter(isInHouse), (path) => {
        const text = identifiersOf(read(path));
        for (const [pattern, instead] of banned) {
          const found = pattern.exec(text);
          if (found !== null) return `${found[0]}: say ${instead}`;
        }
        return null;
      }),
    ).toEqual([]);
  });
});

describe('house', () => {
  it('reaches other hosts from one file', () => {
    const doors = /\b(?:WebSocket|WebTransport|EventSource|XMLHttpRequest|sendBeacon|RTCPeerConnection)\b/;
    const gateway = 'src/worker/live-net.ts';
    // These ask this site alone: their addresses are relative, or checked to be its own.
    const own = [
      ...['src/worker/library-worker.ts', 'src/worker/far-rows.ts'],
      ...['src/ui/app/services.ts', 'src/sw/service-worker.ts'],
    ];
    const source = code.filter((path) => path.startsWith('src/') && !path.startsWith('src/cli/'));
    expect(source).toContain(gateway);
    expect(
      faults(source, (path) => {
        const text = identifiersOf(read(path));
        if (path === gateway) return null;
        if (doors.test(text)) return `holds ${doors.exec(text)?.[0]}`;
        return /(?<![.#\w])fetch\(/.test(text) && !own.includes(path) ? 'fetches' : null;
      }),
    ).toEqual([]);
  });

  it('has current generated files', async () => {
    const generated: Record<string, string> = await generateLayout();
    expect(Object.keys(generated).length).toBeGreaterThan(0);
    for (const [path, text] of Object.entries(generated)) expect(read(path) === text, path).toBe(true);
  });

  it('gives the purpose of every folder in docs/ARCHITECTURE.md', () => {
    const lines = existsSync(join(root, 'docs/ARCHITECTURE.md'))
      ? read('docs/ARCHITECTURE.md').split('\n')
      : [];
    const hasPurpose = (path: string): boolean =>
      lines.some((line) => new RegExp(`^\\|\\s*\`${path}/\`\\s*\\|\\s*\\S.{8,}\\|`).test(line));
    expect(faults(houseFolders, (path) => (hasPurpose(path) ? null : 'has no row'))).toEqual([]);
  });

  it('lets the engine core import nothing but its own files', () => {
    const core = all.files.filter((path) => path.startsWith('assembly/') && path.endsWith('.ts'));
    expect(core.length).toBeGreaterThan(0);
    expect(
      faults(core, (path) => {
        for (const [, from = ''] of read(path).matchAll(
          /^(?:import|export)\b[^;]*?\bfrom\s+['"]([^'"]+)['"]/gm,
        )) {
          const target = normalize(join(dirname(path), from)).replaceAll('\\', '/');
          if (!from.startsWith('.') || !target.startsWith('assembly/')) return `imports ${from}`;
        }
        return /@external\b|\bdeclare\s+(?:function|const|let)\b/.test(read(path))
          ? 'declares a host import'
          : null;
      }),
    ).toEqual([]);
  });

  it('pins every package exactly and records no download address', () => {
    const own = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const versions = Object.entries({ ...own.dependencies, ...own.devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
    expect(read('package-lock.json')).not.toMatch(/"resolved"\s*:/);
  });

  it('locks the packages of every platform, so that a clean install works on each', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});
