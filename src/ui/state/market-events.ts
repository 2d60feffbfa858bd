/**
 * The events of a run worth a line and a mark: its start, scheduled interventions, session changes, auctions, what became
 * known from tapes beside it, its end.
 * Collected from frames; a frame that resets the past resets the list, so nothing is listed that is not yet.
 */
import type { CommandInput, Manifest } from '../../scenario';
import { formatCount, formatPrice, priceScale, type Decimal } from '../app/format';
import type { Frame } from '../../worker/protocol';
import { interventionEvents, type PriceText } from './intervention-events';
import { knownWords, newsFlag } from './known-words';
import { sessionWords } from './session-words';

export interface MarketEvent {
  readonly tsNs: bigint;
  readonly tone: 'ok' | 'warn' | 'bad' | 'accent';
  readonly title: string;
  readonly words: string;
  /** letter of its flag on the chart, where it has one */
  readonly flag?: string;
}

/** What people could read up to now. */
export const headlinesOf = (events: readonly MarketEvent[]): MarketEvent[] =>
  events.filter(({ flag }) => flag === newsFlag);

const priceTextOf =
  ({ instruments }: Manifest): PriceText =>
  (instrument, units) => {
    const { priceUnit = '1', unitsPerTick = 1 } = instruments[instrument] ?? {};
    return formatPrice(BigInt(units), priceScale(priceUnit, unitsPerTick));
  };

const LIMIT = 200;
const byTime = (first: MarketEvent, second: MarketEvent): number =>
  first.tsNs < second.tsNs ? -1 : first.tsNs > second.tsNs ? 1 : 0;

export class MarketEvents {
  list: readonly MarketEvent[] = [];

  #interventions: readonly MarketEvent[] = [];
  /** how many of them have happened */
  #happened = 0;

  /** Begins with another run. */
  open(manifest: Manifest, humanLog: readonly CommandInput[]): void {
    this.list = [];
    this.#happened = 0;
    this.#interventions = interventionEvents(manifest.commands, humanLog, priceTextOf(manifest));
  }

  /** Somebody acted in the same run. */
  follow(manifest: Manifest, humanLog: readonly CommandInput[]): void {
    this.list = this.list.filter((event) => !this.#interventions.includes(event));
    this.#happened = 0;
    this.#interventions = interventionEvents(manifest.commands, humanLog, priceTextOf(manifest));
  }

  /** Takes a frame; true when the list changed. `unit`: the value of a price unit of the instrument in view. */
  take(frame: Frame, unit: Decimal): boolean {
    const before = this.list;
    if (frame.isReset) {
      this.list = [];
      this.#happened = 0;
    }
    if (this.list.length === 0)
      this.#add({ tsNs: frame.startNs, tone: 'ok', title: 'Start of the run', words: '' });
    const news: MarketEvent[] = [];
    for (const event of this.#interventions.slice(this.#happened)) {
      if (event.tsNs > frame.nowNs) break;
      this.#happened += 1;
      news.push(event);
    }
    for (const { tsNs, instrument, state } of frame.sessions) {
      if (instrument === frame.instrument) news.push({ tsNs, ...sessionWords(state) });
    }
    for (const event of frame.known) {
      if (event.instrument === frame.instrument) news.push({ tsNs: event.tsNs, ...knownWords(event, unit) });
    }
    for (const trade of frame.trades) {
      if (trade.kind !== 'cross' || trade.instrument !== frame.instrument) continue;
      const words = `${formatCount(trade.lots)} lots crossed at one price`;
      news.push({ tsNs: trade.tsNs, tone: 'accent', title: 'Auction', words });
    }
    // Stable: what happened at one moment stays in its order.
    if (news.length > 0) this.list = [...this.list, ...news].sort(byTime).slice(-LIMIT);
    const last = this.list[this.list.length - 1];
    if (frame.isAtEnd && last?.title !== 'End of the run') {
      this.#add({ tsNs: frame.nowNs, tone: 'ok', title: 'End of the run', words: '' });
    }
    return this.list !== before;
  }

  #add(event: MarketEvent): void {
    this.list = [...this.list, event].slice(-LIMIT);
  }
}
