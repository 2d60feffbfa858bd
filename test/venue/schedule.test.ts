/**
 * Rulebooks and calendars: clocks of several zones over daylight saving, half days and weekends, against times worked out by
 * hand and the wall clocks of this machine; circuit breakers by their levels; everything refused with its path.
 */
import { describe, expect, it } from 'vitest';
import { SessionState, sessionStateName } from '../../src/layout/layout.gen';
import { haltsOf } from '../../src/scenario/calendar/breaker';
import { localText } from '../../src/scenario/calendar/clock';
import { momentsOf, scheduleOf } from '../../src/scenario/calendar/schedule';
import { manifestHash, manifestToShortJson, parseManifest } from '../../src/scenario';
import { readRulebook } from '../../src/scenario/rulebook';
import { findRulebook, rulebooks } from '../../src/scenario/rulebooks';
import { sessionCommands } from '../../src/scenario/session-commands';

const ns = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
const iso = (at: bigint): string => new Date(Number(at / 1_000_000n)).toISOString().slice(0, 19);

function planned(name: string, version: string, from: string, to: string): string[] {
  const book = findRulebook(name, version)!;
  const [start, end] = [ns(from), ns(to)];
  return scheduleOf(momentsOf(book, start, end), 0, start, end)
    .filter(({ lots, side }) => side === 0 && sessionStateName[lots] !== undefined)
    .map(
      ({ tsNs, lots, orderId }) =>
        `${iso(tsNs)} ${sessionStateName[lots]}${orderId === 0n ? '' : ` +${orderId}`}`,
    );
}

describe('sessions by the clock', () => {
  it('Xetra: the Monday after the clocks change opens an hour later in UTC, and Good Friday not at all', () => {
    const opens = planned('xetra-like', '7.1', '2024-10-25T00:00:00Z', '2024-10-28T12:30:00Z');
    // 09:00 in Berlin is 07:00 UTC until 27 October 2024, 08:00 UTC from then on.
    expect(opens.filter((line) => line.endsWith('continuous +30000000000'))).toEqual([
      '2024-10-25T07:00:00 continuous +30000000000',
      '2024-10-25T11:02:00 continuous +30000000000',
      '2024-10-28T08:00:00 continuous +30000000000',
      '2024-10-28T12:02:00 continuous +30000000000',
    ]);
    expect(planned('xetra-like', '7.1', '2024-03-29T00:00:00Z', '2024-04-01T22:00:00Z')).toEqual([
      '2024-03-29T00:00:00 closed',
    ]);
  });

  it('Nasdaq: a DST week, a half day and a holiday', () => {
    const week = planned('nasdaq-like', '2020-02', '2024-03-08T22:00:00Z', '2024-03-11T21:00:00Z');
    expect(week).toEqual([
      '2024-03-08T22:00:00 extendedHours',
      '2024-03-09T01:00:00 closed',
      // Monday, 04:00 and 09:30 of summer time.
      '2024-03-11T08:00:00 extendedHours',
      '2024-03-11T13:30:00 openingCall',
      '2024-03-11T13:30:00 continuous',
      '2024-03-11T20:00:00 closingCall',
      '2024-03-11T20:00:00 extendedHours',
    ]);
    const thanks = planned('nasdaq-like', '2020-02', '2024-11-28T00:00:00Z', '2024-11-29T23:00:00Z');
    expect(thanks).toEqual([
      '2024-11-28T00:00:00 extendedHours',
      '2024-11-28T01:00:00 closed',
      '2024-11-29T09:00:00 extendedHours',
      '2024-11-29T14:30:00 openingCall',
      '2024-11-29T14:30:00 continuous',
      '2024-11-29T18:00:00 closingCall',
      '2024-11-29T18:00:00 extendedHours',
      '2024-11-29T22:00:00 closed',
    ]);
  });

  it('CME: from Sunday evening to Friday afternoon, a break every day', () => {
    const days = planned('cme-like', '2024-04', '2024-06-07T20:00:00Z', '2024-06-10T23:00:00Z');
    expect(days).toEqual([
      '2024-06-07T20:00:00 continuous'.replace('20:00:00 continuous', '21:00:00 closed'),
      '2024-06-09T21:45:00 preOpen',
      '2024-06-09T21:59:30 noCancel',
      '2024-06-09T22:00:00 continuous',
      '2024-06-10T21:00:00 closed',
      '2024-06-10T21:45:00 preOpen',
      '2024-06-10T21:59:30 noCancel',
      '2024-06-10T22:00:00 continuous',
    ]);
  });

  it('a part of a schedule is the schedule of a part, whatever state it begins in', () => {
    const whole = planned('xetra-like', '9.0', '2024-10-21T00:00:00Z', '2024-11-01T00:00:00Z');
    const part = planned('xetra-like', '9.0', '2024-10-25T12:30:00Z', '2024-11-01T00:00:00Z');
    expect(part).toEqual(whole.filter((line) => line > '2024-10-25T12:30'));
    expect(planned('xetra-like', '9.0', '2024-10-25T16:00:00Z', '2024-10-25T17:00:00Z')[0]).toBe(
      '2024-10-25T16:00:00 postClose',
    );
  });

  it('shows both clocks, as this machine does', () => {
    for (const zone of ['America/New_York', 'Europe/Berlin', 'America/Chicago', 'Australia/Sydney', 'UTC']) {
      const format = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      });
      for (let day = 0; day < 366; day += 3) {
        const at = ns('2024-01-01T05:59:59Z') + BigInt(day) * 86_400_000_000_000n;
        const shown = format.format(new Date(Number(at / 1_000_000n)));
        expect(localText(at, zone)?.slice(0, 19), `${zone} ${iso(at)}`).toBe(shown);
      }
    }
  });
});

describe('circuit breakers', () => {
  const book = findRulebook('nasdaq-like', '2020-02')!;
  const at = (time: string): string => String(ns(`2020-03-09T${time}Z`));
  const point = (time: string, value: number): { ts: string; value: string } => ({
    ts: at(time),
    value: String(value),
  });

  it('7 and 13 per cent halt once, 20 per cent ends the day, and late falls only at 20', () => {
    // New York is at UTC − 4. The close before was 1,000,000.
    const points = [
      point('13:34:00', 930_001),
      point('13:34:13', 930_000),
      point('13:40:00', 860_000),
      point('13:49:13', 869_000),
      point('14:00:00', 929_000),
      point('14:30:00', 925_000),
      point('19:25:00', 1),
    ];
    const halts = haltsOf(book, { close: '1000000', points: points.slice(0, 6) }, () => true);
    expect(
      halts.map(({ fromNs, untilNs, basisPoints }) => [iso(fromNs), untilNs && iso(untilNs), basisPoints]),
    ).toEqual([
      ['2020-03-09T13:34:13', '2020-03-09T13:49:13', 700],
      ['2020-03-09T13:49:13', '2020-03-09T14:04:13', 1300],
    ]);
    const late = [point('19:24:59', 930_001), point('19:25:00', 900_000)];
    expect(haltsOf(book, { close: '1000000', points: late }, () => true)).toEqual([]);
    const last = [point('19:25:00', 800_000), point('19:30:00', 700_000)];
    const end = haltsOf(book, { close: '1000000', points: last }, () => true);
    expect(end).toEqual([{ fromNs: ns('2020-03-09T19:25:00Z'), untilNs: null, basisPoints: 2000 }]);
  });

  it('a halt pauses every instrument of the rulebook and gives back what the schedule means then', () => {
    const manifest = parseManifest({
      version: 1,
      instruments: [
        { symbol: 'A', rulebook: { name: 'nasdaq-like', version: '2020-02' } },
        { symbol: 'B', rulebook: { name: 'crypto-24-7', version: '1' } },
      ],
      startNs: at('14:00:00'),
      endNs: at('21:00:00'),
      marketIndex: { close: '1000', points: [point('15:00:00', 930), point('16:00:00', 800)] },
    });
    const made = sessionCommands(manifest).map(
      ({ tsNs, lots, instrument, side }) =>
        `${iso(tsNs).slice(11)} ${instrument} ${side === 3 ? 'bands' : sessionStateName[lots]}`,
    );
    expect(made).toEqual([
      '14:00:00 0 bands',
      '15:00:00 0 pause',
      '15:15:00 0 continuous',
      '16:00:00 0 closed',
      // The factor of the bands goes by the clock.
      '19:35:00 0 bands',
      '20:00:00 0 bands',
    ]);
  });
});

describe('rulebooks', () => {
  it('come with a name, a version and sources, and survive being written and read', () => {
    expect(new Set(rulebooks.map(({ name, version }) => `${name} ${version}`)).size).toBe(rulebooks.length);
    for (const book of rulebooks) {
      expect(book.sources.length, book.name).toBeGreaterThan(0);
      expect(readRulebook(JSON.parse(JSON.stringify(book)), 'again')).toEqual(book);
    }
  });

  const base = {
    name: 'own',
    version: '1',
    zone: 'UTC',
    sessions: [{ at: '09:00:00', state: 'continuous' }],
  };
  it.each<[string, object]>([
    ['book.zone', { zone: 'Mars/Olympus' }],
    ['book.sessions[0].at', { sessions: [{ at: '24:00:00', state: 'closed' }] }],
    [
      'book.sessions[1].at',
      {
        sessions: [
          { at: '10:00:00', state: 'closed' },
          { at: '09:00:00', state: 'closed' },
        ],
      },
    ],
    ['book.sessions[0].state', { sessions: [{ at: '10:00:00', state: 'asleep' }] }],
    ['book.sessions[0]', { sessions: [{ at: '10:00:00' }] }],
    ['book.holidays[0]', { holidays: ['2024-02-30'] }],
    ['book.auction.rules', { auction: { rules: ['middle'] } }],
    ['book.auction.rules[1]', { auction: { rules: ['maxVolume', 'coin'] } }],
    ['book.delay', { delay: 'soon' }],
    ['book.volatility.length', { volatility: { length: '2 minutes' } }],
    [
      'book.bands.rows[0].tier',
      {
        bands: {
          rows: [{ from: '0', basisPoints: 1 }],
          mean: '5m',
          hold: '30s',
          limitState: '15s',
          pause: '5m',
          republishBasisPoints: 100,
        },
      },
    ],
    ['book.more', { more: 1 }],
  ])('refuses %s', (path, change) => {
    const read = (): unknown => readRulebook({ ...base, ...change }, 'book');
    expect(read).toThrow(expect.objectContaining({ details: expect.objectContaining({ path }) as object }));
  });

  it('a manifest names one or writes one out, and has another hash with another version', () => {
    const of = (rulebook: object): ReturnType<typeof parseManifest> =>
      parseManifest({ version: 1, instruments: [{ symbol: 'A', rulebook }], startNs: '0', endNs: '10' });
    const named = of({ name: 'xetra-like', version: '9.0' });
    expect(named.reports).toContain('indicative');
    expect(parseManifest(manifestToShortJson(named))).toEqual(named);
    expect(manifestHash(named)).not.toBe(manifestHash(of({ name: 'xetra-like', version: '7.1' })));
    const inline = of(base);
    expect(parseManifest(manifestToShortJson(inline))).toEqual(inline);
    expect(() => of({ name: 'xetra-like', version: '8' })).toThrow('Known by name and version: ');
    expect(() => parseManifest({ version: 1, instruments: [{ symbol: 'A', rulebook: base }] })).toThrow(
      'instruments[0].rulebook',
    );
    expect(SessionState.batch).toBe(16);
  });
});
