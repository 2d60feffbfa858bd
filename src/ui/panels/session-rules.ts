/**
 * What ends a state of the session and by which numbers of the rulebook, as sentences; and the rules that are no clock: bands,
 * corridors, batches, the bump. Pure; knows rulebooks, no page.
 */
import type { SessionStateName } from '../../layout/layout.gen';
import type { Manifest } from '../../scenario';
import type { Rulebook } from '../../scenario/rulebook';

type MarketIndex = NonNullable<Manifest['marketIndex']>;

const amounts: Readonly<Record<string, string>> = {
  us: 'microseconds',
  ms: 'milliseconds',
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
};

/** `15s` as “15 seconds”. */
function lengthWords(length: string): string {
  const [, count = '', unit = ''] = /^(\d+)([a-z]+)$/.exec(length) ?? [];
  const words = amounts[unit] ?? unit;
  return `${count} ${count === '1' ? words.slice(0, -1) : words}`;
}

const percent = (basisPoints: number): string => `${basisPoints / 100} %`;
const bySupervisor = 'a supervisor resumes trading';

/** Null: nothing but the clock, or a supervisor, ends it. */
export function endWords(state: SessionStateName, book: Rulebook | null): string | null {
  const { volatility, bands, batch } = book ?? {};
  switch (state) {
    case 'limitState':
      return bands === undefined
        ? null
        : `all that stands at the band trades or is cancelled; after ${lengthWords(bands.limitState)} without that, trading pauses`;
    case 'straddle':
      return 'both best prices are inside the bands again; a supervisor may pause trading meanwhile';
    case 'volatilityCall': {
      if (volatility === undefined) return bySupervisor;
      const { length, within, widerBasisPoints } = volatility;
      const chance = within === '0s' ? '' : `, at random within ${lengthWords(within)} from then on`;
      const wider =
        widerBasisPoints === 0
          ? ''
          : `; with a price further than ${percent(widerBasisPoints)} from the last auction the call is extended`;
      return `an auction, after ${lengthWords(length)}${chance}${wider}`;
    }
    case 'volatilityExtended': {
      const wider = volatility?.widerBasisPoints ?? 0;
      const inside =
        wider === 0 ? '' : `the auction’s price is within ${percent(wider)} of the last auction, `;
      return `${inside}nothing would trade any more, or ${bySupervisor}`;
    }
    case 'pause':
      return bands === undefined && book?.breaker === undefined
        ? `${bySupervisor}: by an auction`
        : 'the pause is over, or a supervisor ends it: by an auction at one price';
    case 'halted':
      return bySupervisor;
    case 'batch':
      return batch === undefined
        ? null
        : `an auction comes every ${lengthWords(batch)}, and the next batch begins`;
    default:
      return null;
  }
}

/** Rules of the book that are no clock. */
export function standingRules({ volatility, bands, breaker, batch, delay }: Rulebook): string[] {
  const list: string[] = [];
  if (volatility !== undefined) {
    const { dynamicBasisPoints: near, staticBasisPoints: far } = volatility;
    const parts = [
      ...(near === 0 ? [] : [`${percent(near)} of the last price`]),
      ...(far === 0 ? [] : [`${percent(far)} of the last auction`]),
    ];
    list.push(`corridor: within ${parts.join(' and ')}, else a volatility call`);
  }
  if (bands !== undefined)
    list.push(
      `bands: around the mean of ${lengthWords(bands.mean)}, which must have moved by ${percent(bands.republishBasisPoints)} and stood ${lengthWords(bands.hold)}`,
    );
  if (breaker !== undefined)
    list.push(
      `breaker: an index ${breaker.levelBasisPoints.map(percent).join(' or ')} down pauses everything for ${lengthWords(breaker.halt)}, ${percent(breaker.closingBasisPoints)} ends the day`,
    );
  if (batch !== undefined) list.push(`batches: an auction every ${lengthWords(batch)}`);
  if (delay !== undefined)
    list.push(`bump: orders that would take wait ${lengthWords(delay)}, cancels do not`);
  return list;
}

/** How far the index of the whole market stands from its last close; null where the run has none, or before its first value. */
export function indexWords(index: MarketIndex | null, nowNs: bigint): string | null {
  const last = index?.points.findLast(({ ts }) => BigInt(ts) <= nowNs);
  if (index === null || last === undefined) return null;
  const [close, value] = [BigInt(index.close), BigInt(last.value)];
  const moved = value > close ? value - close : close - value;
  const hundredths = (moved * 10_000n + close / 2n) / close;
  const sign = value > close ? '▲' : value < close ? '▼' : '=';
  return `${sign} ${percent(Number(hundredths))} from its last close`;
}
