/**
 * Every term of the page in two sentences, with a small example where one helps. The words are those of
 * docs/VOCABULARY.md; the glossary dialog, the cards behind the labels and the tests read this one table.
 */
import { COST_TERMS } from './glossary-costs';
import { MARKET_TERMS } from './glossary-market';
import { OWN_TERMS } from './glossary-own';
import { RUN_TERMS } from './glossary-run';

export interface Entry {
  /** the word as docs/VOCABULARY.md has it */
  readonly word: string;
  /** two sentences */
  readonly text: string;
  readonly example?: string;
}

export const GLOSSARY = { ...MARKET_TERMS, ...RUN_TERMS, ...COST_TERMS, ...OWN_TERMS } as const;

export type TermId = keyof typeof GLOSSARY;
export const TERM_IDS = (Object.keys(GLOSSARY) as TermId[]).sort((first, second) =>
  GLOSSARY[first].word.toLowerCase() < GLOSSARY[second].word.toLowerCase() ? -1 : 1,
);

export const entryOf = (id: TermId): Entry => GLOSSARY[id];

/** Names that data carries (kinds of reports, assumptions) lead to a term where there is one. */
export const termOf = (name: string): TermId | null => {
  const id = name
    .replace(/^\w+Rejected$/, 'rejected')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return Object.hasOwn(GLOSSARY, id) ? (id as TermId) : null;
};

/** Terms whose word, text or example hold what was typed; those whose word does come first. */
export function searchTerms(typed: string): TermId[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return TERM_IDS;
  const inWord = TERM_IDS.filter((id) => GLOSSARY[id].word.toLowerCase().includes(wanted));
  const inText = TERM_IDS.filter((id) => {
    const { text, example = '' } = entryOf(id);
    return !inWord.includes(id) && `${text} ${example}`.toLowerCase().includes(wanted);
  });
  return [...inWord, ...inText];
}
