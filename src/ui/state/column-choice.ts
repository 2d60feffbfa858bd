/**
 * Which column is which field, from the side of the columns: a person points at a column and says what it is. Pure; a
 * mapping names a column by its name, and by its number where the name occurs twice.
 */
import type { MappingDraft, MappingKind, TablePreview } from '../../worker/import-protocol';

/** What a person calls the fields of a mapping. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  ...{ ts: 'time', date: 'date', time: 'clock time', tsLocal: 'time of receipt', seq: 'sequence number' },
  ...{ bidSize: 'bid size', askSize: 'ask size', buyerIsMaker: 'buyer is maker', durationNs: 'length (ns)' },
  ...{ trades: 'number of trades', snapshot: 'is snapshot', id: 'id' },
};
export const KIND_WORDS: Readonly<Record<MappingKind, string>> = {
  bar: 'bars',
  trade: 'trades',
  quote: 'quotes (best bid and ask)',
  level: 'book, a level a row',
  ladder: 'book, all levels in a row',
  event: 'events of several types',
};

export const fieldWord = (field: string): string =>
  FIELD_WORDS[field] ?? field.replace(/Size(\d+)$/, ' size $1').replace(/^(bid|ask)(\d+)$/, '$1 price $2');

const numberOf = (reference: string): number | null => {
  const digits = /^#([1-9]\d*)$/.exec(reference)?.[1];
  return digits === undefined ? null : Number(digits) - 1;
};

const indexOf = (columns: readonly string[], reference: string): number => {
  const named = columns.indexOf(reference);
  return named >= 0 ? named : (numberOf(reference) ?? -1);
};

/** The field that a column is, or null. */
export function fieldAt(draft: MappingDraft, columns: readonly string[], index: number): string | null {
  const found = Object.entries(draft.columns).find(([, reference]) => indexOf(columns, reference) === index);
  return found?.[0] ?? null;
}

/** A column becomes a field (null: none); a field has one column, and a column is one field. */
export function withField(
  draft: MappingDraft,
  columns: readonly string[],
  index: number,
  field: string | null,
): MappingDraft {
  const others = Object.entries(draft.columns).filter(
    ([name, reference]) => name !== field && indexOf(columns, reference) !== index,
  );
  const name = columns[index] ?? '';
  const reference = name !== '' && columns.indexOf(name) === index ? name : `#${index + 1}`;
  return {
    ...draft,
    columns: Object.fromEntries(field === null ? others : [...others, [field, reference]]),
  };
}

/** Another kind of rows: what the columns are is kept where the kind has such a field. */
export function withKind(draft: MappingDraft, kind: MappingKind, fields: readonly string[]): MappingDraft {
  const known = new Set(fields.map((field) => field.replace('?', '')));
  const kept = Object.entries(draft.columns).filter(([field]) => known.has(field));
  return { ...draft, kind, columns: Object.fromEntries(kept) };
}

/** Fields without which nothing can be read and that no column is yet. */
export function missingFields(draft: MappingDraft, fields: readonly string[]): string[] {
  const hasDate = draft.columns['date'] !== undefined;
  return fields.filter(
    (field) => !field.endsWith('?') && draft.columns[field] === undefined && !(field === 'ts' && hasDate),
  );
}

/** Where a table says nothing: the first column of times is the time, and nothing else is guessed. */
export function firstDraft(table: TablePreview): MappingDraft {
  const at = table.types.indexOf('time');
  const empty: MappingDraft = { kind: 'trade', columns: {} };
  return at < 0 ? empty : withField(empty, table.columns, at, 'ts');
}
