/** Cells as vendors write them, to the exact texts that market events take. Undefined: there is no value. */
const MISSING = /^(|null|nan|none|n\/a|na|-|\.)$/i;
const PLAIN = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;
const suffixes: Readonly<Record<string, string>> = { k: 'e3', m: 'e6', b: 'e9' };

export function isMissing(cell: string | null | undefined): boolean {
  return cell === null || cell === undefined || MISSING.test(cell);
}

/** `$1,234.50`, `1.234,5` in a table whose columns are parted by semicolons, `.5`, `1.2M`. */
export function numberText(cell: string, hasDecimalComma: boolean): string {
  if (PLAIN.test(cell) && !(hasDecimalComma && cell.includes('.'))) return cell;
  let text = cell.replace(/^[$€£\s]+|\s+$/g, '').replace(/^\+/, '');
  text = hasDecimalComma ? text.replace(/\./g, '').replace(',', '.') : text.replace(/,(?=\d{3}(\D|$))/g, '');
  const suffix = /^([-\d.]+)([kmb])$/i.exec(text);
  if (suffix !== null) text = `${suffix[1] ?? ''}${suffixes[(suffix[2] ?? '').toLowerCase()] ?? ''}`;
  return text
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=e|$)/i, '')
    .replace(/^(-?)0+(?=\d)/, '$1');
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
