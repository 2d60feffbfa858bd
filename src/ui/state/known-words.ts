/**
 * What became known from a tape beside the run, in words: a title, what it says, and the letter of its flag on the
 * chart. Knows no place on the page. Amounts are exact where a decimal can be.
 */
import { formatCount, formatPrice, type Decimal } from '../app/format';
import type { KnownEvent } from '../../worker/protocol';

export const newsFlag = 'N';

export interface KnownWords {
  readonly tone: 'accent' | 'warn' | 'bad';
  readonly title: string;
  readonly words: string;
  readonly flag: string;
}

/** Tens in a number, or −1 where it is no power of ten. */
function tensOf(shares: bigint): number {
  const text = shares.toString();
  return /^10*$/.test(text) ? text.length - 1 : -1;
}

function amountText(units: bigint, { mantissa, decimals }: Decimal, more: number): string {
  const unit = { mantissa, decimals: decimals + more };
  return formatPrice(units, { unit, unitsPerTick: 1, decimals });
}

function cashText(cash: bigint, shares: bigint, unit: Decimal): string {
  const tens = tensOf(shares);
  if (tens >= 0) return `${amountText(cash, unit, tens)} a share`;
  return `${amountText(cash, unit, 0)} for every ${formatCount(shares)} shares`;
}

const plural = (count: bigint, word: string): string =>
  `${formatCount(count)} ${word} ${count === 1n ? 'share' : 'shares'}`;

/** `unit`: the value of a price unit of the instrument. */
export function knownWords(event: KnownEvent, unit: Decimal): KnownWords {
  if (event.kind === 'news') return { tone: 'accent', title: 'News', words: event.text, flag: newsFlag };
  if (event.kind === 'auction') {
    const words = `${formatCount(event.lots)} lots at ${amountText(event.priceUnits, unit, 0)}, one price for all`;
    return { tone: 'accent', title: 'Auction', words, flag: 'A' };
  }
  if (event.kind === 'fact') {
    const words = amountText(event.value, { mantissa: 1n, decimals: event.decimals }, 0);
    return { tone: 'accent', title: event.text, words, flag: 'F' };
  }
  switch (event.action) {
    case 'split': {
      const words = `${plural(BigInt(event.newShares), 'new')} for ${plural(event.oldShares, 'old')}`;
      return { tone: 'warn', title: 'Split', words, flag: 'S' };
    }
    case 'dividend': {
      const words = cashText(event.cash, event.oldShares, unit);
      return { tone: 'warn', title: 'Dividend', words, flag: 'D' };
    }
    case 'symbolChange':
      return { tone: 'warn', title: 'Symbol change', words: 'it goes on under another name', flag: 'C' };
    case 'delisting':
      return { tone: 'bad', title: 'Delisting', words: 'trading has ended for good', flag: 'X' };
    default:
      return { tone: 'warn', title: 'Corporate action', words: event.action, flag: 'A' };
  }
}
