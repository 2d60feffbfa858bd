/**
 * What a run takes for granted, as short as a badge: the data level first, because it is what is left when room is
 * short, then how own orders and messages are treated. Pure.
 */
import { assumptionWord } from './format';

/** What the badge says beside the data level; the rest is one press away. */
const brief = ['impact', 'latency', 'fees'] as const;
/** Where own orders stand in a tape, their places in its queues are part of the claim. */
const briefInTape = ['queueModel', 'impact', 'latency', 'fees'] as const;

/** “order by order (L3)”, in its two parts. */
function levelOf(text: string): { short: string; long: string } {
  const match = /^(.*) \((L\d)\)$/.exec(text);
  if (match !== null) return { short: match[2] ?? '', long: match[1] ?? '' };
  const [short = '', ...rest] = text.split(', ');
  return { short, long: rest.join(', ') };
}

/** The first is the data level’s code. `inTape`: own orders stand in the book of a tape. */
export function assumptionBrief(assumptions: Readonly<Record<string, string>>, inTape: boolean): string[] {
  const { short, long } = levelOf(assumptions['dataLevel'] ?? '');
  const rest = (inTape ? briefInTape : brief).flatMap((what) => {
    const value = assumptions[what];
    const word = what === 'queueModel' ? 'queue' : assumptionWord(what);
    // “full: every order is matched”: there is room for the first word of it.
    return value === undefined ? [] : [`${word} ${value.split(':')[0] ?? ''}`];
  });
  return [short, ...(inTape || long === '' ? [] : [long]), ...rest];
}
