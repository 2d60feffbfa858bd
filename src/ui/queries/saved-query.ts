/**
 * What a saved query is: a statement over the tables of docs/SQL.md with what it measures, over what span, where it
 * comes from and how it may be read. Pure data. Every statement keeps symbols apart and works where there is no data.
 */
export interface SavedQuery {
  readonly id: string;
  readonly title: string;
  /** a sentence or two: what to look for, and the limit of it */
  readonly teaches: string;
  readonly formula: string;
  readonly window: string;
  /** the paper or book that the measure is from; empty for plain counting */
  readonly source: string;
  /** How it may be read beside price. `counts`: it says what happened and nothing of what follows. */
  readonly reading: keyof typeof readings;
  readonly view: 'table' | 'line' | 'bars';
  readonly sql: string;
}

export const readings = {
  counts: '',
  contemporaneous: 'Contemporaneous, not predictive.',
  hindsight: 'Looks at what followed: a description in hindsight, no forecast.',
} as const;
