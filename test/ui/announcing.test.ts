/**
 * What a screen reader hears: at most one calm sentence a second, the newest wins, urgent ones at once; and trades
 * summed up in one sentence.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcer } from '../../src/ui/state/announcer.svelte';
import { tradeSummary } from '../../src/ui/state/trade-summary';

describe('announcer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says the first at once, then only the newest of what came meanwhile', () => {
    const announcer = new Announcer();
    announcer.say('one');
    announcer.say('two');
    announcer.say('three');
    expect(announcer.text).toBe('one');
    vi.advanceTimersByTime(1_000);
    expect(announcer.text).toBe('three');
    vi.advanceTimersByTime(1_000);
    announcer.say('four');
    expect(announcer.text).toBe('four');
  });

  it('says the urgent at once and keeps the calm waiting', () => {
    const announcer = new Announcer();
    announcer.say('one');
    announcer.say('two');
    announcer.sayNow('Trading halt');
    expect(announcer.urgent).toBe('Trading halt');
    vi.advanceTimersByTime(1_000);
    expect(announcer.text).toBe('two');
    expect(announcer.urgent).toBe('Trading halt');
  });

  it('changes the region even when the same is said again', () => {
    const announcer = new Announcer();
    announcer.say('Paused');
    vi.advanceTimersByTime(1_000);
    const before = announcer.text;
    announcer.say('Paused');
    expect(announcer.text).not.toBe(before);
    expect(announcer.text.startsWith('Paused')).toBe(true);
  });
});

describe('trade summary', () => {
  const rows = (list: readonly (readonly [number, number])[]) => ({
    count: list.length,
    at: (row: number, column: number): number => list[row]?.[column] ?? 0,
    lowerBound: (value: number): number => list.filter(([since]) => since < value).length,
  });
  const price = (units: number): string => `${units}`;
  const trades = rows([
    [10, 100],
    [20, 103],
    [30, 101],
    [30, 99],
  ]);

  it('counts those after the moment, with the last price and its change', () => {
    expect(tradeSummary(trades, 10, price)).toBe('3 trades, last 99, down 1');
    expect(tradeSummary(trades, 20, price)).toBe('2 trades, last 99, down 4');
    expect(tradeSummary(trades, 0, price)).toBe('4 trades, last 99, down 1');
  });

  it('says when there was none', () => {
    expect(tradeSummary(trades, 30, price)).toBe('No trades');
    expect(tradeSummary(rows([]), 0, price)).toBe('No trades');
  });
});
