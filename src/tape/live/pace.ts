/**
 * How long to wait before the next try, and what the headers of an answer say about it. Pure: the wall clock and the
 * jitter are handed in. Binance: “Limits” (429, 418, Retry-After, x-mbx-used-weight-1m); RFC 6585 and RFC 9110 §10.2.3.
 */
export interface BackoffRule {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** Doubles with every failed try up to a ceiling; the half of it is jitter. `jitter` lies in [0, 1). */
export function backoffMs(tries: number, jitter: number, { baseMs, maxMs }: BackoffRule): number {
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** Math.min(tries, 30));
  return ceilingMs / 2 + (ceilingMs / 2) * jitter;
}

export interface AnswerHead {
  readonly status: number;
  /** names in lower case */
  readonly headers: Readonly<Record<string, string>>;
}

const MINUTE_MS = 60_000;
/** Part of an allowance that is left to other pages of the same address. */
const USED_PART_MAX = 0.8;

const amountOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null;

/** Remembers what a host said about its limits, and until when it is to be left in peace. */
export class RateGate {
  notBeforeMs = 0;
  used: number | null = null;

  /** `weightLimit`: of the host, in a minute. */
  constructor(readonly weightLimit: number) {}

  note({ status, headers }: AnswerHead, nowMs: number, waitMs: number): void {
    this.used = amountOf(headers['x-mbx-used-weight-1m']) ?? this.used;
    const untilMs = this.#untilMs(status, headers, nowMs, waitMs);
    if (untilMs > this.notBeforeMs) this.notBeforeMs = untilMs;
  }

  #untilMs(status: number, headers: AnswerHead['headers'], nowMs: number, waitMs: number): number {
    const retryS = amountOf(headers['retry-after']);
    if (status === 429 || status === 418 || status === 503) {
      if (retryS !== null) return nowMs + retryS * 1000;
      return nowMs + (status === 418 ? 2 * MINUTE_MS : waitMs);
    }
    if (amountOf(headers['x-ratelimit-remaining']) === 0) {
      // seconds from now, or a moment since 1970
      const reset = amountOf(headers['x-ratelimit-reset']) ?? 60;
      return reset > 1e9 ? reset * 1000 : nowMs + reset * 1000;
    }
    const weight = amountOf(headers['x-mbx-used-weight-1m']);
    if (weight === null || weight < this.weightLimit * USED_PART_MAX) return 0;
    return (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
  }
}

/** Worth another try, as against what the same question will always get. */
export const isPassing = (status: number): boolean =>
  status === 429 || status === 418 || status === 408 || status >= 500;
