/**
 * docs/TAPES.md says what the code does: its tables are those generated from the code.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedTapeDocs } from '../../src/tape/schema-doc';

/** Table cells are padded by the formatter; only their text counts. */
const plain = (text: string): string =>
  text
    .replace(/ +\|/g, ' |')
    .replace(/-{3,}/g, '---')
    .replace(/\n{2,}/g, '\n')
    .trim();

describe('docs/TAPES.md', () => {
  const document = readFileSync(new URL('../../docs/TAPES.md', import.meta.url), 'utf8');
  it.each(Object.entries(generatedTapeDocs()))('section %s is the generated one', (name, expected) => {
    const found = new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- /${name} -->`).exec(document)?.[1];
    expect(plain(found ?? '')).toBe(plain(expected));
  });
});
