/** Waiting: backoff between its bounds, and what headers of real hosts say about limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, RateGate } from '../../src/tape/live/pace';

describe('backoff', () => {
  const rule = { baseMs: 1000, maxMs: 60_000 };

  it('doubles to a ceiling, half of it jitter', () => {
    expect([0, 1, 2, 5, 6, 60].map((tries) => backoffMs(tries, 0, rule))).toEqual([
      500, 1000, 2000, 16_000, 30_000, 30_000,
    ]);
    expect(backoffMs(2, 0.5, rule)).toBe(3000);
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 0.999, noNaN: true }), (tries, jitter) => {
        const ms = backoffMs(tries, jitter, rule);
        return ms >= backoffMs(tries, 0, rule) && ms <= 2 * backoffMs(tries, 0, rule) && ms <= 60_000;
      }),
    );
  });
});

describe('limits', () => {
  const nowMs = 1_700_000_030_000;
  const restOf = (status: number, headers: Record<string, string>): number => {
    const gate = new RateGate(6000);
    gate.note({ status, headers }, nowMs, 700);
    return Math.max(0, gate.notBeforeMs - nowMs);
  };

  it.each([
    ['an answer without a word', 200, {}, 0],
    ['429 with Retry-After', 429, { 'retry-after': '7' }, 7000],
    ['429 alone: the backoff', 429, {}, 700],
    ['418 alone: two minutes', 418, {}, 120_000],
    ['503 with a Retry-After that is a date: the backoff', 503, { 'retry-after': 'Wed, 21 Oct' }, 700],
    ['weight far from the limit', 200, { 'x-mbx-used-weight-1m': '4799' }, 0],
    ['weight near the limit: the next minute', 200, { 'x-mbx-used-weight-1m': '4800' }, 10_000],
    ['nothing remains, seconds', 200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3' }, 3000],
    [
      'nothing remains, a moment',
      200,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000032' },
      2000,
    ],
    ['something remains', 200, { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '3' }, 0],
  ])('%s', (_name, status, headers, restMs) => {
    expect(restOf(status, headers as Record<string, string>)).toBe(restMs);
  });

  it('an answer never shortens a rest', () => {
    const gate = new RateGate(6000);
    gate.note({ status: 429, headers: { 'retry-after': '60' } }, nowMs, 0);
    gate.note({ status: 200, headers: {} }, nowMs + 10, 0);
    expect(gate.notBeforeMs).toBe(nowMs + 60_000);
  });
});
