/**
 * ITCH messages to what they do to a book. An order that is replaced leaves under its old number and joins under the
 * new one; an execution that is not printable only reduces. Instruments are made when they have a first row.
 */
import { CommandFlag } from '../../layout/layout.gen';
import type { Place } from '../errors';
import { tapeError } from '../errors';
import { FlowInstrument, type OrderFlow } from '../order-flow';
import { RisingClock } from '../rising-clock';
import type { ItchVisitor } from './framing';
import { DAY_NS, Field, stateOfLetter } from './messages';

const BUY = 0;
const SELL = 1;
const LETTER_B = 66;
const LETTER_N = 78;
const LOTS_MAX = 0x7fff_ffff;

/** Instruments by symbol, and the locate codes of the day; the same objects serve both walks. */
export class ItchInstruments {
  readonly #bySymbol = new Map<string, FlowInstrument>();
  #byLocate: (FlowInstrument | null)[] = [];
  readonly #wanted: ReadonlySet<string> | null;

  constructor(symbols: string | undefined) {
    const list = (symbols ?? '').split(',').map((symbol) => symbol.trim().toUpperCase());
    this.#wanted = symbols === undefined ? null : new Set(list.filter((symbol) => symbol !== ''));
  }

  /** Codes are given anew every day. */
  startDay(): void {
    this.#byLocate = [];
  }

  /** Null: not wanted. */
  named(locate: number, symbol: string): FlowInstrument | null {
    const known = this.#byLocate[locate];
    if (known?.symbol === symbol) return known;
    const isWanted = this.#wanted === null || this.#wanted.has(symbol);
    let found = this.#bySymbol.get(symbol);
    if (isWanted && found === undefined) {
      found = new FlowInstrument(symbol, 'NASDAQ');
      this.#bySymbol.set(symbol, found);
    }
    return (this.#byLocate[locate] = isWanted ? (found ?? null) : null);
  }

  /** A message that gives only the code; without a directory the code is the name. */
  located(locate: number): FlowInstrument | null {
    const known = this.#byLocate[locate];
    return known === undefined ? this.named(locate, `#${locate}`) : known;
  }

  reset(): void {
    this.startDay();
  }
}

export class ItchConverter implements ItchVisitor {
  unknownReplaced = 0;
  readonly clock = new RisingClock();
  readonly #cuts = new Map<FlowInstrument, boolean>();

  constructor(
    readonly flow: OrderFlow,
    readonly instruments: ItchInstruments,
    readonly place: () => Place,
    /** midnight in New York of the day; of the capture's day where it is null */
    public midnightNs: bigint | null,
    readonly midnightOf: (captureNs: bigint) => bigint,
  ) {}

  gap(): void {
    this.flow.note('gap');
  }

  /** Books of a day do not outlive it. */
  endDay(): void {
    for (const instrument of this.#cuts.keys()) {
      if (instrument.orders.size === 0) continue;
      this.flow.clear(instrument);
      this.flow.endMessage();
    }
    this.#cuts.clear();
  }

  message(view: DataView, at: number, captureNs: bigint | null): void {
    const letter = String.fromCharCode(view.getUint8(at));
    const instrument = this.#instrumentOf(letter, view, at);
    if (instrument === null) return;
    const sinceMidnight =
      view.getUint16(at + Field.stamp) * 0x1_0000_0000 + view.getUint32(at + Field.stamp + 2);
    if (sinceMidnight >= DAY_NS) this.#refuse(`a stamp of ${sinceMidnight} ns is not within a day`);
    this.midnightNs ??= captureNs === null ? 0n : this.midnightOf(captureNs);
    const tsNs = this.clock.rise(this.midnightNs + BigInt(sinceMidnight), this.place);
    if (this.clock.wasRaised) this.flow.note('outOfOrder');
    this.flow.begin(tsNs, captureNs ?? tsNs);
    this.#cuts.set(instrument, true);
    this.#apply(letter, view, at, instrument);
    this.flow.endMessage();
  }

  /** Null: the message makes no row, or is of a symbol that is not wanted. */
  #instrumentOf(letter: string, view: DataView, at: number): FlowInstrument | null {
    const locate = view.getUint16(at + Field.locate);
    switch (letter) {
      case 'A':
      case 'F':
      case 'P':
        return this.instruments.named(locate, textAt(view, at + Field.addStock));
      case 'H':
        return this.instruments.named(locate, textAt(view, at + Field.stock));
      case 'R':
        this.instruments.named(locate, textAt(view, at + Field.stock));
        return null;
      case 'Q':
        return this.instruments.named(locate, textAt(view, at + Field.crossStock));
      case 'E':
      case 'C':
      case 'X':
      case 'D':
      case 'U':
        return this.instruments.located(locate);
      default:
        return null;
    }
  }

  #apply(letter: string, view: DataView, at: number, on: FlowInstrument): void {
    const { flow } = this;
    const high = view.getUint32(at + Field.reference);
    const low = view.getUint32(at + Field.reference + 4);
    switch (letter) {
      case 'A':
      case 'F': {
        const side = this.#side(view.getUint8(at + Field.side));
        return flow.add(
          on,
          low,
          high,
          side,
          view.getUint32(at + Field.addPrice),
          view.getUint32(at + Field.shares),
        );
      }
      case 'E':
        return flow.execute(on, low, high, view.getUint32(at + Field.executedShares));
      case 'C': {
        const shares = view.getUint32(at + Field.executedShares);
        if (view.getUint8(at + Field.printable) === LETTER_N) return flow.reduce(on, low, high, shares);
        return flow.execute(on, low, high, shares, view.getUint32(at + Field.executedPrice));
      }
      case 'X':
        return flow.reduce(on, low, high, view.getUint32(at + Field.executedShares));
      case 'D':
        return void flow.cancel(on, low, high);
      case 'U':
        return this.#replace(view, at, on, low, high);
      case 'P': {
        const side = this.#side(view.getUint8(at + Field.side));
        return flow.print(on, side, view.getUint32(at + Field.addPrice), view.getUint32(at + Field.shares));
      }
      case 'Q':
        return this.#cross(view, at, on);
      case 'H': {
        const state = stateOfLetter[String.fromCharCode(view.getUint8(at + Field.state))];
        if (state === undefined) this.#refuse('the trading state of H is none of T, H, P, Q');
        return flow.status(on, state);
      }
    }
  }

  #replace(view: DataView, at: number, on: FlowInstrument, low: number, high: number): void {
    const order = this.flow.cancel(on, low, high);
    if (order === undefined) {
      // its side is not known, so what replaces it cannot be placed
      this.unknownReplaced++;
      return;
    }
    const newHigh = view.getUint32(at + Field.newReference);
    const newLow = view.getUint32(at + Field.newReference + 4);
    const [shares, price] = [view.getUint32(at + Field.newShares), view.getUint32(at + Field.newPrice)];
    this.flow.add(on, newLow, newHigh, order.side, price, shares);
  }

  /** A cross without shares only says that there was none. */
  #cross(view: DataView, at: number, on: FlowInstrument): void {
    const shares = view.getBigUint64(at + Field.crossShares);
    if (shares === 0n) return;
    if (shares > BigInt(LOTS_MAX)) this.#refuse(`a cross of ${shares} shares does not fit`);
    this.flow.print(on, BUY, view.getUint32(at + Field.crossPrice), Number(shares), CommandFlag.cross);
  }

  #side(letter: number): number {
    if (letter !== LETTER_B && letter !== 83) this.#refuse('a side is neither B nor S');
    return letter === LETTER_B ? BUY : SELL;
  }

  #refuse(message: string): never {
    throw tapeError('malformedRow', this.place(), `${message}. Nothing was imported.`);
  }
}

/** Eight characters, padded with spaces. */
function textAt(view: DataView, at: number): string {
  let text = '';
  for (let i = 0; i < 8; i++) text += String.fromCharCode(view.getUint8(at + i));
  return text.trimEnd();
}
