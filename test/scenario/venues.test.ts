/**
 * Venues of a manifest: parsed to the same again, hashed only where there are any, refused with the path of what is wrong.
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
