/**
 * Figures and times as the page shows them, in every style and zone. Expected texts are written out by hand or
 * counted from published rules of daylight saving, never taken from the code.
 */
import { afterEach, describe, expect, it } from 'vitest';
import {
  clockText,
  dateText,
  formatBytes,
  formatCount,
  formatNumber,
  formatPrice,
  formatSize,
  parseClock,
  parseDecimal,
  priceScale,
  zoneName,
} from '../../src/ui/app/format';
import { CHOICES } from '../../src/ui/state/choices';
import { reading } from '../../src/ui/state/reading.svelte';

const NEW_YORK = 'America/New_York';
const SECOND_NS = 1_000_000_000n;
const ns = (utc: string): bigint => BigInt(Date.parse(utc)) * 1_000_000n;
const local = new Intl.DateTimeFormat().resolvedOptions().timeZone;

afterEach(() => {
  reading.zone = 'exchange';
  reading.numbers = 'comma';
});

describe('numbers', () => {
  const NARROW = '\u202f';
  const scale = priceScale('0.0001', 100);

  it.each([
    ['comma', '1,234,567', '12,345.67', '−0.5', '1.5 MiB'],
    ['point', '1.234.567', '12.345,67', '−0,5', '1,5 MiB'],
    ['space', `1${NARROW}234${NARROW}567`, `12${NARROW}345,67`, '−0,5', '1,5 MiB'],
    ['plain', '1234567', '12345.67', '−0.5', '1.5 MiB'],
  ] as const)('style %s', (style, count, price, negative, bytes) => {
    reading.numbers = style;
    expect(formatCount(1_234_567)).toBe(count);
    expect(formatPrice(123_456_700n, scale)).toBe(price);
    expect(formatNumber(-0.5, 1)).toBe(negative);
    expect(formatBytes(1.5 * 1024 * 1024)).toBe(bytes);
  });

  it('every style that can be chosen has a format of its own', () => {
    const texts = CHOICES.numbers.options.map(({ id }) => {
      reading.numbers = id;
      return formatNumber(1234.5, 1);
    });
    expect(new Set(texts).size).toBe(CHOICES.numbers.options.length);
  });

  it('prices wider than a double keep every digit', () => {
    expect(formatPrice(9_007_199_254_740_993n, priceScale('0.01', 1))).toBe('90,071,992,547,409.93');
    expect(formatCount(18_446_744_073_709_551_615n)).toBe('18,446,744,073,709,551,615');
    expect(formatCount(-12_345n)).toBe('−12,345');
  });

  it('prices on the grid have the decimals of the tick, others all that they need', () => {
    expect(formatPrice(1_000_000, scale)).toBe('100.00');
    expect(formatPrice(1_000_050, scale)).toBe('100.005');
    expect(formatPrice(-1_000_000, scale)).toBe('−100.00');
    expect(formatSize(7, parseDecimal('0.5'))).toBe('3.5');
  });

  it('nothing below zero that rounds to zero keeps a minus', () => {
    expect(formatNumber(-0.001, 2)).toBe('0.00');
  });
});

describe('times', () => {
  it('one switch changes the zone of the same moment', () => {
    const noon = ns('2024-07-01T16:00:00.123Z') + 456_789n;
    expect(clockText(noon, NEW_YORK)).toEqual({ hms: '12:00:00', ms: '123', fine: '456 789' });
    expect(zoneName(noon, NEW_YORK)).toBe('EDT');
    reading.zone = 'utc';
    expect(clockText(noon, NEW_YORK).hms).toBe('16:00:00');
    expect(zoneName(noon, NEW_YORK)).toBe('UTC');
    reading.zone = 'local';
    const expected = new Intl.DateTimeFormat('en-GB', { timeZone: local, timeStyle: 'medium' }).format(
      Number(noon / 1_000_000n),
    );
    expect(clockText(noon, NEW_YORK).hms).toBe(expected);
  });

  // United States 2024: forward on 10 March at 07:00 UTC, back on 3 November at 06:00 UTC.
  it.each([
    ['2024-03-10T06:59:59Z', '01:59:59', 'EST'],
    ['2024-03-10T07:00:00Z', '03:00:00', 'EDT'],
    ['2024-11-03T05:59:59Z', '01:59:59', 'EDT'],
    ['2024-11-03T06:00:00Z', '01:00:00', 'EST'],
  ])('daylight saving: %s', (utc, hms, name) => {
    expect(clockText(ns(utc), NEW_YORK).hms).toBe(hms);
    expect(zoneName(ns(utc), NEW_YORK)).toBe(name);
  });

  it('a date is that of the shown zone', () => {
    const late = ns('2024-01-03T01:00:00Z');
    expect(dateText(late, NEW_YORK)).toBe('2024-01-02');
    reading.zone = 'utc';
    expect(dateText(late, NEW_YORK)).toBe('2024-01-03');
  });

  it.each(['exchange', 'utc', 'local'] as const)('a typed time is read in the shown zone: %s', (zone) => {
    reading.zone = zone;
    const open = ns('2024-03-11T13:30:00Z');
    for (let hour = 0n; hour < 24n; hour += 1n) {
      const at = open + hour * 3_600n * SECOND_NS + 5n;
      const { hms, ms, fine } = clockText(at, NEW_YORK);
      const typed = `${dateText(at, NEW_YORK)} ${hms}.${ms}${fine.replace(' ', '')}`;
      expect(parseClock(typed, open, NEW_YORK)).toBe(at);
    }
  });

  it('a zone that nobody knows reads as UTC', () => {
    expect(clockText(ns('2024-01-01T10:00:00Z'), 'Nowhere/Land').hms).toBe('10:00:00');
    expect(zoneName(0n, 'Nowhere/Land')).toBe('Nowhere/Land');
  });
});
