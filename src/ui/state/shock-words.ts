/**
 * Shocks in words: what one will do before it is sent, and what happened once it was. One place for the form, the list of
 * events and the question about the past. Knows commands and amounts, no page.
 */
import type { Rates, Shock } from '../../scenario/shocks';
import { formatCount } from '../app/format';

const times = (factor: number): string => `× ${factor}`;
const leanWords = (lean: number): string =>
  lean === 0
    ? ''
    : `, leaning ${Math.round(Math.abs(lean) * 100)} % to ${lean > 0 ? '▲ buying' : '▼ selling'}`;

/** What the agents do from now on. */
export function ratesWords({ limits, markets, cancels, lean }: Rates): string {
  if (limits === 1 && markets === 1 && cancels === 1 && lean === 0) return 'agents act as planned again';
  if (limits === 0 && markets === 0 && cancels >= 1000) return 'agents pull every order they have';
  return `agents send limit orders ${times(limits)}, market orders ${times(markets)}, cancels ${times(cancels)}${leanWords(lean)}`;
}

const lots = (count: number): string => `${formatCount(count)} ${count === 1 ? 'lot' : 'lots'}`;
const doing = (side: 'buy' | 'sell'): string => (side === 'buy' ? '▲ buys' : '▼ sells');
const forSeconds = (seconds: number): string => `for ${formatCount(seconds)} seconds of the market`;
const effects = {
  none: '',
  up: ' Makers step back for 3 seconds, then buyers come for a minute.',
  down: ' Makers step back for 3 seconds, then sellers come for a minute.',
} as const;

/** A sentence or two. */
export function shockWords(shock: Shock): string {
  switch (shock.kind) {
    case 'fatFinger':
      return `Somebody ${doing(shock.side)} ${lots(shock.lots)} at market, now, whatever the price.`;
    case 'burst':
      return `${formatCount(shock.count)} market orders within ${shock.seconds} seconds: each ${doing(shock.side)} ${lots(shock.lots)}.`;
    case 'pull':
      return 'Makers cancel every order within a quarter of a second, then quote again as planned.';
    case 'drought':
      return `Limit orders come at a quarter of their pace and are cancelled two and a half times as soon, ${forSeconds(shock.seconds)}. Takers go on.`;
    case 'rates': {
      const until = shock.seconds === 0 ? 'until something else changes them' : forSeconds(shock.seconds);
      return `From now on ${ratesWords(shock)}, ${until}.`;
    }
    case 'news':
      return `Everybody reads: “${shock.text.trim()}”.${effects[shock.effect]}`;
  }
}
