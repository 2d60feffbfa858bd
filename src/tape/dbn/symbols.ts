/**
 * Which symbol a DBN file means by a number, and when: numbers are given anew, at some venues every day, so a name holds
 * from its first day to before its last. Recordings of the live feed name numbers as they go. Databento, “Symbology”.
 */
import { daysFromCivil } from '../../scenario/calendar/new-york';

interface Span {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly symbol: string;
}

const NS_PER_DAY = 86_400_000_000_000n;
const EVER = 2n ** 64n;

/** `20240131` as the beginning of that day. */
function dayNs(date: number): bigint {
  const [year, month, day] = [Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100];
  return BigInt(daysFromCivil({ year, month, day })) * NS_PER_DAY;
}

export class DbnSymbols {
  readonly #spans = new Map<number, Span[]>();
  readonly #last = new Map<number, Span>();

  /** Days as `20240131`, the last one not included; 0: open. */
  add(number: number, symbol: string, startDate: number, endDate: number): void {
    const startNs = startDate === 0 ? 0n : dayNs(startDate);
    const endNs = endDate === 0 ? EVER : dayNs(endDate);
    const span = { startNs, endNs: endNs > startNs ? endNs : startNs + NS_PER_DAY, symbol };
    const spans = this.#spans.get(number);
    if (spans === undefined) this.#spans.set(number, [span]);
    else spans.push(span);
  }

  /** From now on; it overrules what the head of the file says. */
  rename(number: number, symbol: string): void {
    this.#spans.set(number, [{ startNs: 0n, endNs: EVER, symbol }]);
    this.#last.delete(number);
  }

  /** A number without a symbol is its own name. */
  at(number: number, tsNs: bigint): string {
    const last = this.#last.get(number);
    if (last !== undefined && tsNs >= last.startNs && tsNs < last.endNs) return last.symbol;
    const spans = this.#spans.get(number);
    const found = spans?.find(({ startNs, endNs }) => tsNs >= startNs && tsNs < endNs);
    // the only name a number has is its name beside its days too
    const span = found ?? (spans?.length === 1 ? spans[0] : undefined);
    if (span === undefined) return `#${number}`;
    this.#last.set(number, span);
    return span.symbol;
  }
}
