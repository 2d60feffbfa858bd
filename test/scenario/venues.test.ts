/**
 * Venues and latency of a manifest: parsed to the same again, hashed only where there are any, refused with the path of what is wrong.
 */
import { describe, expect, it } from 'vitest';
import { manifestHash, manifestToShortJson } from '../../src/scenario/canonical';
import { parseManifest } from '../../src/scenario/manifest';

const venue = {
  name: 'NORTH',
  account: 90,
  fees: [
    { name: 'remove', role: 'taker', perLot: '0.30', tiers: [{ from: '1000', perLot: '0.25' }] },
    { name: 'levy', account: 91, side: 'sell', basisPoints: '0.278', rounding: 'up' },
    { name: 'commission', perFill: 5, minimum: '100', maximum: 5000 },
  ],
};
const manifest = (venues: unknown, listed: unknown = 'NORTH'): unknown => ({
  version: 1,
  instruments: [{ symbol: 'ACME', ...(listed === null ? {} : { venue: listed }) }],
  ...(venues === undefined ? {} : { venues }),
});

describe('venues', () => {
  it('are parsed to the same again, decimals in their shortest form', () => {
    const parsed = parseManifest(manifest([venue]));
    expect(parsed.venues[0]?.fees?.[0]?.perLot).toBe('0.3');
    expect(parsed.venues[0]?.fees?.[2]?.maximum).toBe('5000');
    expect(parseManifest(manifestToShortJson(parsed))).toEqual(parsed);
    expect(parsed.reports).toEqual(expect.arrayContaining(['account', 'fee', 'holding']));
  });

  it('are part of the hash where there are any', () => {
    const none = manifestHash(parseManifest(manifest(undefined, null)));
    expect(manifestHash(parseManifest(manifest([], null)))).toBe(none);
    expect(manifestHash(parseManifest(manifest([venue])))).not.toBe(none);
  });

  const wrong: readonly [path: string, venues: unknown, listed?: unknown][] = [
    ['venues[0].account', [{ name: 'N' }]],
    ['venues[1].name', [venue, venue]],
    ['venues[0].fee', [{ ...venue, fee: [] }]],
    ['venues[0].fees[0].role', [{ ...venue, fees: [{ name: 'x', role: 'both' }] }]],
    ['venues[0].fees[0].basisPoints', [{ ...venue, fees: [{ name: 'x', basisPoints: '0.00001' }] }]],
    ['venues[0].fees[0].basisPoints', [{ ...venue, fees: [{ name: 'x', basisPoints: '10000.1' }] }]],
    ['venues[0].fees[0].perFill', [{ ...venue, fees: [{ name: 'x', perFill: '0.5' }] }]],
    ['venues[0].fees[0].minimum', [{ ...venue, fees: [{ name: 'x', minimum: 9, maximum: 8 }] }]],
    [
      'venues[0].fees[1]',
      [
        {
          ...venue,
          fees: [
            { name: 'x', minimum: 1 },
            { name: 'y', maximum: 1 },
          ],
        },
      ],
    ],
    [
      'venues[0].fees[0].tiers[1].from',
      [{ ...venue, fees: [{ name: 'x', tiers: [{ from: 5 }, { from: 5 }] }] }],
    ],
    ['instruments[0].venue', [venue], 'SOUTH'],
    ['instruments[0].venue', undefined, 'NORTH'],
  ];
  it.each(wrong)('%s is refused with its path', (path, venues, listed) => {
    expect(() => parseManifest(manifest(venues, listed))).toThrow(
      expect.objectContaining({ details: { path } }),
    );
  });
});

describe('latency', () => {
  const run = (latency: unknown, endNs: unknown = '1000'): unknown => ({
    version: 1,
    instruments: [{ symbol: 'ACME' }],
    latency,
    ...(endNs === null ? {} : { endNs }),
  });

  it('is parsed to the same again, and is part of the hash', () => {
    const parsed = parseManifest(
      run([
        { account: 1, new: { pareto: { scale: 1000, alpha: 2, most: '9000' } }, feed: { uniform: [1, 2] } },
      ]),
    );
    expect(parseManifest(manifestToShortJson(parsed))).toEqual(parsed);
    expect(parsed.reports).toEqual(expect.arrayContaining(['sent', 'heard']));
    expect(manifestHash(parsed)).not.toBe(manifestHash(parseManifest(run([]))));
  });

  const wrong: readonly [path: string, latency: unknown, endNs?: unknown][] = [
    ['latency', [{ account: 1 }], null],
    ['latency[0].account', [{}]],
    ['latency[1]', [{ account: 1 }, { account: 1 }]],
    ['latency[0].venue', [{ account: 1, venue: 'NORTH' }]],
    ['latency[0].new', [{ account: 1, new: {} }]],
    ['latency[0].new', [{ account: 1, new: { constant: 1, uniform: [1, 2] } }]],
    ['latency[0].new.constant', [{ account: 1, new: { constant: -1 } }]],
    ['latency[0].new.uniform[1]', [{ account: 1, new: { uniform: [5, 4] } }]],
    ['latency[0].feed.logNormal.sigma', [{ account: 1, feed: { logNormal: { median: 1 } } }]],
    ['latency[0].feed.pareto.alpha', [{ account: 1, feed: { pareto: { scale: 1, alpha: 0 } } }]],
    [
      'latency[0].feed.exponential.from',
      [{ account: 1, feed: { exponential: { mean: 1, from: 9, most: 8 } } }],
    ],
    ['latency[0].feed.empirical[0][1]', [{ account: 1, feed: { empirical: [[1, 0]] } }]],
  ];
  it.each(wrong)('%s is refused with its path', (path, latency, endNs) => {
    expect(() => parseManifest(run(latency, endNs))).toThrow(expect.objectContaining({ details: { path } }));
  });
});

describe('routing', () => {
  const both = (more: object, routing: unknown = { protect: true }): unknown => ({
    version: 1,
    instruments: [
      { symbol: 'ACME', venue: 'NORTH' },
      { symbol: 'ACME', venue: 'SOUTH', ...more },
    ],
    venues: [venue, { name: 'SOUTH', account: 80 }],
    routing,
  });

  it('is parsed to the same again, and is part of the hash', () => {
    const parsed = parseManifest(both({}));
    expect(parseManifest(manifestToShortJson(parsed))).toEqual(parsed);
    expect(manifestHash(parsed)).not.toBe(manifestHash(parseManifest(both({}, { protect: false }))));
    expect(parsed.reports).toEqual(expect.arrayContaining(['touch', 'routed']));
  });

  it.each([
    ['routing.protect', {}, {}],
    ['instruments[1].unitsPerTick', { unitsPerTick: 5 }, { protect: true }],
    ['instruments[1].priceUnit', { priceUnit: '1' }, { protect: false }],
  ] as const)('%s is refused with its path', (path, more, routing) => {
    expect(() => parseManifest(both(more, routing))).toThrow(expect.objectContaining({ details: { path } }));
  });
});
