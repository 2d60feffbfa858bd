/**
 * What could stand at the caret of a statement: tables, columns, functions and keywords. It reads the text, it does not
 * parse SQL: a wrong guess costs a glance. Pure. Invariant: nothing is offered inside text, comments or numbers.
 */
import type { QueryTable } from '../../worker/query-protocol';

export type SuggestionKind = 'table' | 'column' | 'function' | 'keyword';

export interface Suggestion {
  readonly text: string;
  readonly kind: SuggestionKind;
  /** a few words on what it is */
  readonly detail: string;
}

export interface Suggestions {
  /** the part of the statement that a suggestion takes the place of */
  readonly from: number;
  readonly to: number;
  readonly options: readonly Suggestion[];
}

const mostOffered = 40;

const keywords = [
  ...[
    'SELECT',
    'FROM',
    'WHERE',
    'GROUP BY',
    'ORDER BY',
    'HAVING',
    'LIMIT',
    'WITH',
    'AS',
    'JOIN',
    'LEFT JOIN',
  ],
  ...[
    'CROSS JOIN',
    'FULL JOIN',
    'USING',
    'ON',
    'UNION ALL',
    'DISTINCT',
    'CASE',
    'WHEN',
    'THEN',
    'ELSE',
    'END',
  ],
  ...['AND', 'OR', 'NOT', 'NULL', 'IS NULL', 'IN', 'BETWEEN', 'LIKE', 'INTERVAL', 'OVER', 'PARTITION BY'],
  ...['WINDOW', 'QUALIFY', 'FILTER', 'IGNORE NULLS', 'ROWS', 'ASC', 'DESC', 'PIVOT', 'DESCRIBE', 'SUMMARIZE'],
];

const functions: Readonly<Record<string, string>> = {
  abs: 'size without sign',
  any_value: 'one value of the group',
  arg_max: 'arg_max(what, by): `what` where `by` is largest',
  arg_min: 'arg_min(what, by): `what` where `by` is smallest',
  avg: 'mean',
  coalesce: 'first that is not NULL',
  corr: 'correlation',
  count: 'how many',
  covar_samp: 'covariance of a sample',
  date_trunc: "date_trunc('minute', ts)",
  exp: 'e to the power',
  first_value: 'first of the window',
  floor: 'rounded down',
  greatest: 'largest of its arguments',
  lag: 'value of a row before',
  last_value: 'last of the window',
  lead: 'value of a row after',
  least: 'smallest of its arguments',
  ln: 'natural logarithm',
  max: 'largest',
  median: 'middle value',
  min: 'smallest',
  ntile: 'number of the part, of equal parts',
  nullif: 'NULL where both are equal',
  quantile_cont: 'quantile_cont(x, 0.95)',
  range: 'range(from, to): a list of integers',
  regr_r2: 'regr_r2(y, x): part explained',
  regr_slope: 'regr_slope(y, x): least squares',
  round: 'round(x, digits)',
  row_number: 'number of the row',
  sqrt: 'square root',
  stddev_samp: 'standard deviation',
  strftime: "strftime(ts, '%H:%M')",
  sum: 'total',
  time_bucket: 'time_bucket(INTERVAL 1 MINUTE, ts)',
  unnest: 'a row for each item of a list',
};

/** Where the caret is: in plain SQL, or in text or a comment. */
function isInText(before: string): boolean {
  const bare = before
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/--[^\n]*\n/g, ' ')
    .replace(/'(?:[^']|'')*'/g, ' ')
    .replace(/"[^"]*"/g, ' ');
  return /['"]|--|\/\*/.test(bare);
}

interface Scope {
  readonly named: readonly QueryTable[];
  readonly aliases: ReadonlyMap<string, QueryTable>;
  readonly own: readonly string[];
}

function scopeOf(sql: string, tables: readonly QueryTable[]): Scope {
  const byName = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
  const aliases = new Map<string, QueryTable>();
  const named = new Set<QueryTable>();
  const parts =
    /\b(?:from|join)\s+([a-z_]\w*)(?:\s+(?:as\s+)?(?!(?:on|using|where|group|order|join|left|cross|full)\b)([a-z_]\w*))?/gi;
  for (const [, name = '', alias] of sql.matchAll(parts)) {
    const table = byName.get(name.toLowerCase());
    if (table === undefined) continue;
    named.add(table);
    aliases.set(name.toLowerCase(), table);
    if (alias !== undefined) aliases.set(alias.toLowerCase(), table);
  }
  const own = [...sql.matchAll(/(?:\bwith\s+|\)\s*,\s*)([a-z_]\w*)\s+as\s*\(/gi)].map(([, name]) => name!);
  return { named: [...named], aliases, own };
}

const columnsOf = (table: QueryTable): Suggestion[] =>
  table.columns.map(({ name, doc }) => ({ text: name, kind: 'column', detail: `${table.name}: ${doc}` }));

function candidates(sql: string, before: string, tables: readonly QueryTable[]): Suggestion[] {
  const { named, aliases, own } = scopeOf(sql, tables);
  const qualifier = /([a-z_]\w*)\.$/i.exec(before)?.[1]?.toLowerCase();
  if (qualifier !== undefined) {
    const table = aliases.get(qualifier) ?? tables.find(({ name }) => name.toLowerCase() === qualifier);
    return table === undefined ? [] : columnsOf(table);
  }
  const asTables: Suggestion[] = [
    ...own.map((text): Suggestion => ({ text, kind: 'table', detail: 'of this statement' })),
    ...tables.map(({ name, doc }): Suggestion => ({ text: name, kind: 'table', detail: doc })),
  ];
  if (/\b(?:from|join|describe|summarize)\s+$/i.test(before)) return asTables;
  const columns = named.length === 0 ? [] : named.flatMap(columnsOf);
  const seen = new Set<string>();
  return [
    ...columns.filter(({ text }) => !seen.has(text) && seen.add(text)),
    ...Object.entries(functions).map(([text, detail]): Suggestion => ({
      text: `${text}(`,
      kind: 'function',
      detail,
    })),
    ...keywords.map((text): Suggestion => ({ text, kind: 'keyword', detail: '' })),
    ...asTables,
  ];
}

/** `isAsked`: the person wants to see what there is, even where nothing was typed. */
export function suggest(
  sql: string,
  caret: number,
  tables: readonly QueryTable[],
  isAsked = false,
): Suggestions | null {
  const upTo = sql.slice(0, caret);
  const word = /(?<![\w.])[a-z_]\w*$|(?<=\.)\w*$/i.exec(upTo)?.[0] ?? '';
  const from = caret - word.length;
  const before = sql.slice(0, from);
  const isAfterDot = before.endsWith('.') && !/\d\.$/.test(before);
  const isAfterTable = /\b(?:from|join)\s+$/i.test(before);
  if (isInText(before) || /\w$/.test(before)) return null;
  if (!isAsked && !isAfterDot && !isAfterTable && word.length < 2) return null;
  const wanted = word.toLowerCase();
  const all = candidates(sql, before, tables);
  const starting = all.filter(({ text }) => text.toLowerCase().startsWith(wanted));
  const inside = all.filter(
    ({ text }) =>
      wanted.length >= 2 && !text.toLowerCase().startsWith(wanted) && text.toLowerCase().includes(wanted),
  );
  const options = [...starting, ...inside].slice(0, mostOffered);
  const isDone = options.length === 1 && options[0]!.text.toLowerCase() === wanted;
  return options.length === 0 || isDone ? null : { from, to: caret, options };
}
