/** What became known, in words: exact amounts whatever unit they come in. */
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../../src/ui/app/format';
import { knownWords } from '../../src/ui/state/known-words';
import type { KnownEvent } from '../../src/worker/protocol';

const at = { tsNs: 0n, instrument: 0 };
const action = (name: string, newShares: number, oldShares: bigint, cash: bigint): KnownEvent => ({
  ...{ ...at, kind: 'action', action: name, newShares, oldShares, cash },
});
const said = (event: KnownEvent, unit = '0.01'): string => {
  const { title, words } = knownWords(event, parseDecimal(unit));
  return `${title}: ${words}`;
};

describe('words of what became known', () => {
  it.each<[KnownEvent, string]>([
    [{ ...at, kind: 'news', text: 'hello' }, 'News: hello'],
    [{ ...at, kind: 'fact', text: 'EPS', decimals: 2, value: -187n }, 'EPS: −1.87'],
    [{ ...at, kind: 'fact', text: 'ships', decimals: 0, value: 1234n }, 'ships: 1,234'],
    [action('split', 2, 1n, 0n), 'Split: 2 new shares for 1 old share'],
    [action('split', 1, 10n, 0n), 'Split: 1 new share for 10 old shares'],
    [action('dividend', 1, 1n, 25n), 'Dividend: 0.25 a share'],
    [action('dividend', 1, 100n, 2425n), 'Dividend: 0.2425 a share'],
    [action('dividend', 1, 3n, 100n), 'Dividend: 1.00 for every 3 shares'],
  ])('%#: %o', (event, words) => {
    expect(said(event)).toBe(words);
  });
});
