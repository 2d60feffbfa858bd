/** Cells as vendors write them, to the exact texts that market events take. Undefined: there is no value. */
/** The last is Databento’s price that is not defined. */
const MISSING = /^(|null|nan|none|n\/a|na|nat|-|\.|9223372036854775807)$/i;
const PLAIN = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;
const suffixes: Readonly<Record<string, string>> = { k: 'e3', m: 'e6', b: 'e9' };

export function isMissing(cell: string | null | undefined): boolean {
  return cell === null || cell === undefined || MISSING.test(cell);
}

const FLOAT_DIGITS = 15;

/**
 * The shortest decimal of a float; where sums have left noise behind the digits that a float is sure of, as in
 * 2.5000000000000004, the decimal without it.
 */
export function floatText(value: number): string {
  const text = String(value);
  if (text.length <= FLOAT_DIGITS + 1) return text;
  const sure = String(Number(value.toPrecision(FLOAT_DIGITS)));
  return sure.length + 3 < text.length ? sure : text;
}

const MARKS = /^([-+]?)[$€£¥₹]?\s*([-+]?)|\s+$/g;
const GROUPED = /^[-+]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?(e[-+]?\d+|[kmb])?$/i;

/** Without signs of currencies, and without spaces and apostrophes between thousands. */
const withoutMarks = (cell: string): string =>
  cell
    .trim()
    .replace(MARKS, '$1$2')
    .replace(/(?<=\d)['’ \u00a0\u202f](?=\d{3})/g, '');

/** With a point for the decimals, whichever of the two marks the table uses for them. */
const withPoint = (text: string, hasDecimalComma: boolean): string =>
  hasDecimalComma ? text.replace(/[.,]/g, (mark) => (mark === ',' ? '.' : ',')) : text;

/**
 * `$1,234.50`, `1.234,5` where decimals stand behind commas, `1 234.5`, `1'234.5`, `.5`, `1.2M`. What is no number in
 * the table's own way of writing them is left as it is, to be refused where it is not a plain number either.
 */
export function numberText(cell: string, hasDecimalComma: boolean): string {
  if (PLAIN.test(cell) && !(hasDecimalComma && cell.includes('.'))) {
    const isFloat = cell.length > FLOAT_DIGITS && cell.includes('.') && String(Number(cell)) === cell;
    return isFloat ? floatText(Number(cell)) : cell;
  }
  const bare = withoutMarks(cell);
  let text = withPoint(bare, hasDecimalComma);
  if (text.includes(',')) {
    if (!GROUPED.test(text)) return bare;
    text = text.replaceAll(',', '');
  }
  const suffix = /^([-+\d.]+)([kmb])$/i.exec(text);
  if (suffix !== null) text = `${suffix[1] ?? ''}${suffixes[(suffix[2] ?? '').toLowerCase()] ?? ''}`;
  return text
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=e|$)/i, '')
    .replace(/^(-?)0+(?=\d)/, '$1');
}

/** 1: only a decimal point explains the cell, −1: only a decimal comma does, 0: either does, or it is no number. */
export function decimalMarkOf(cell: string): -1 | 0 | 1 {
  const text = withoutMarks(cell).replace(/^[-+]+|[kmb]$/gi, '');
  const saysMark =
    /^\d{1,3}(,\d{3})+\.\d+$|^\d{1,3}(,\d{2,3}){2,}$|^(\d*\.(\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+)$/;
  if (saysMark.test(text)) return 1;
  return saysMark.test(withPoint(text, true)) ? -1 : 0;
}

const sides: Readonly<Record<string, 'buy' | 'sell'>> = {
  ...{ b: 'buy', buy: 'buy', bid: 'buy', bids: 'buy', buyer: 'buy', '1': 'buy', '+1': 'buy' },
  ...{
    s: 'sell',
    sell: 'sell',
    ask: 'sell',
    asks: 'sell',
    a: 'sell',
    offer: 'sell',
    seller: 'sell',
    '-1': 'sell',
  },
};

/** Null: the source says that there is no side. Undefined: no word for a side. */
export function sideText(cell: string): 'buy' | 'sell' | null | undefined {
  const word = cell.toLowerCase();
  return sides[word] ?? (/^(n|none|unknown|0|)$/.test(word) ? null : undefined);
}

export function truthOf(cell: string): boolean | undefined {
  if (/^(true|t|1|yes|y|snapshot|partial)$/i.test(cell)) return true;
  return /^(false|f|0|no|n|update|delta|l2update|)$/i.test(cell) ? false : undefined;
}

/** What an action says about a level. */
export function actionOf(cell: string): 'set' | 'delete' | 'snapshot' | 'clear' | undefined {
  if (/^(delete|deleted|remove|removed|d|del)$/i.test(cell)) return 'delete';
  if (/^(snapshot|partial)$/i.test(cell)) return 'snapshot';
  if (/^(clear|reset)$/i.test(cell)) return 'clear';
  const isSet = /^(add|new|insert|update|change|modify|set|upsert|delta|l2update|a|u|i|n|m|c|)$/i.test(cell);
  return isSet ? 'set' : undefined;
}
