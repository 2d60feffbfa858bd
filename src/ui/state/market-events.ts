/**
 * The events of a run worth a line and a mark: its start, scheduled interventions, session changes, auctions, what became
 * known from tapes beside it, its end.
 * Collected from frames; a frame that resets the past resets the list, so nothing is listed that is not yet.
 */
import { commandToJson, type CommandInput, type Manifest } from '../../scenario';
import { formatCount, type Decimal } from '../app/format';
import type { Frame } from '../../worker/protocol';
import { knownWords } from './known-words';
import { sessionWords } from './session-words';

export interface MarketEvent {
  readonly tsNs: bigint;
  readonly tone: 'ok' | 'warn' | 'bad' | 'accent';
  readonly title: string;
  readonly words: string;
  /** letter of its flag on the chart, where it has one */
  readonly flag?: string;
}

function interventionEvent(command: CommandInput): MarketEvent {
  const { op, side, type = 'limit', lots } = commandToJson(command);
  const words =
    op === 'session'
      ? `${sessionWords(command.lots).title.toLowerCase()}, as the manifest says`
      : op === 'new'
        ? `${side === 'buy' ? '▲ buy' : '▼ sell'} ${formatCount(Number(lots))} lots, ${type} order, as the manifest says`
        : `${op} of order ${command.orderId}, as the manifest says`;
  return { tsNs: command.tsNs, tone: 'bad', title: 'Intervention', words };
}

const LIMIT = 200;

export class MarketEvents {
  list: readonly MarketEvent[] = [];

  #interventions: readonly CommandInput[] = [];
  /** how many of them have happened */
  #happened = 0;

  /** Begins with another run. */
  open({ commands }: Manifest): void {
    this.list = [];
    this.#interventions = commands.filter((command) => commandToJson(command)['source'] === 'intervention');
    this.#happened = 0;
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
    for (const command of this.#interventions.slice(this.#happened)) {
      if (command.tsNs > frame.nowNs) break;
      this.#happened += 1;
      news.push(interventionEvent(command));
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
    news.sort((first, second) => (first.tsNs < second.tsNs ? -1 : first.tsNs > second.tsNs ? 1 : 0));
    for (const event of news) this.#add(event);
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
