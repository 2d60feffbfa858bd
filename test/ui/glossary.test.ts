/**
 * Every term explains itself in two sentences, by the words of docs/VOCABULARY.md; every label that is marked as a term
 * and every name that data brings to the page has its entry.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entryOf, GLOSSARY, searchTerms, TERM_IDS, termOf } from '../../src/ui/app/glossary';
import { assumptionsOf } from '../../src/sim';
import { parseManifest } from '../../src/scenario';
import { ReportKind } from '../../src/layout/layout.gen';
import { REPORT_WORDS } from '../../src/ui/panels/report-words';

const ui = new URL('../../src/ui/', import.meta.url);
const vocabulary = readFileSync(new URL('../../docs/VOCABULARY.md', import.meta.url), 'utf8');
const known = new Set(
  [...vocabulary.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].flatMap(([, words = '']) => words.split(', ')),
);
const components = readdirSync(ui, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.svelte'))
  .map((path) => [path, readFileSync(new URL(path, ui), 'utf8')] as const);

describe('entries', () => {
  it.each(TERM_IDS)('%s: two sentences, a word of the vocabulary', (id) => {
    const { word, text, example } = entryOf(id);
    expect(text.match(/[.!?](?= [A-Z▲“]|$)/g), text).toHaveLength(2);
    expect(known, `docs/VOCABULARY.md has no row for “${word}”`).toContain(word);
    if (example !== undefined) expect(example).toMatch(/\.$/);
  });

  it('no word is explained twice', () => {
    const words = TERM_IDS.map((id) => GLOSSARY[id].word);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe('labels', () => {
  it('each that is marked as a term has an entry', () => {
    const used = components.flatMap(([path, text]) =>
      [...text.matchAll(/<Term id="([^"]+)"/g)].map(([, id = '']) => `${path} ${id}`),
    );
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((use) => !Object.hasOwn(GLOSSARY, use.split(' ')[1] ?? ''))).toEqual([]);
  });

  it('each kind of report leads to a term', () => {
    expect(Object.keys(REPORT_WORDS).filter((kind) => termOf(kind) === null)).toEqual([]);
    // The second half of a fill is no report of its own.
    const kinds = Object.keys(ReportKind).filter((kind) => kind !== 'fillTail');
    expect(kinds.filter((kind) => termOf(kind) === null)).toEqual([]);
  });

  it('each assumption leads to a term', () => {
    const names = Object.keys(
      assumptionsOf(
        parseManifest({ version: 1, instruments: [{ symbol: 'ACME', priceUnit: '0.01' }] }),
        null,
      ),
    );
    expect(names.length).toBeGreaterThan(4);
    expect(names.filter((name) => termOf(name) === null)).toEqual([]);
  });
});

describe('search', () => {
  it('finds words before texts, in any case, and nothing for nonsense', () => {
    expect(searchTerms('SPREAD')[0]).toBe('spread');
    expect(searchTerms('round trip')).toContain('spread');
    expect(searchTerms('xyzzy')).toEqual([]);
    expect(searchTerms(' ')).toEqual(TERM_IDS);
  });
});
