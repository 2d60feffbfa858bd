/** Manifests: strict in, canonical out, one hash a meaning, old versions for ever. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TapedeckError } from '../../src/layout/errors';
import {
  canonicalJson,
  manifestHash,
  manifestToJson,
  manifestToShortJson,
  migrateManifest,
  parseManifest,
} from '../../src/scenario';
import { anyManifest } from './arbitrary';

const fixtureText = readFileSync(new URL('./fixtures/manifest-v1.json', import.meta.url), 'utf8');
const fixture = (): Record<string, unknown> => JSON.parse(fixtureText) as Record<string, unknown>;
const smallest = { version: 1, instruments: [{ symbol: 'A' }] };

describe('parseManifest', () => {
  it('opens the manifest of the first release, with the hash it had then', () => {
    const manifest = parseManifest(fixture());
    expect(manifest.reports).toEqual(['accepted', 'fill']);
    expect(manifest.commands.map((command) => command.kind)).toEqual([1, 1, 4, 3, 2]);
    expect(manifestHash(manifest)).toBe('37e25289d9563e1208d35696fceaa5dcfc318cd56860a2ec79d90d6e750bfa7d');
  });

  it('fills defaults in', () => {
    const manifest = parseManifest(smallest);
    expect(manifest).toMatchObject({
      title: '',
      tape: null,
      seed: '0',
      accounts: [],
      commands: [],
      capacities: {},
    });
    expect(manifest.instruments[0]).toEqual({
      symbol: 'A',
      priceUnit: '0.01',
      unitsPerTick: 1,
      lotSize: '1',
      maxLots: 1_000_000,
      minTick: 1,
      maxTick: 1_000_000_000,
      selfTrade: 'none',
    });
    expect(manifest.reports).toContain('replaceRejected');
    expect(parseManifest({ version: 1, tape: { hash: '0'.repeat(64) } }).reports).toContain('level');
  });

  it.each([
    [{ ...smallest, x: 1 }, 'x'],
    [{ ...smallest, instruments: [{ symbol: 'A', tick: 1 }] }, 'instruments[0].tick'],
    [
      JSON.parse('{"version":1,"instruments":[{"symbol":"A","constructor":1}]}'),
      'instruments[0].constructor',
    ],
    [JSON.parse('{"version":1,"__proto__":{"tape":1}}'), '__proto__'],
    [{ version: 1 }, 'manifest'],
    [
      { ...smallest, lesson: { goal: 'g', questions: [{ ask: 'a', options: ['x'], answer: 0 }] } },
      'lesson.questions[0].options',
    ],
    [
      { ...smallest, lesson: { goal: 'g', questions: [{ ask: 'a', options: ['x', 'y'], answer: 2 }] } },
      'lesson.questions[0].answer',
    ],
    [{ instruments: [{ symbol: 'A' }] }, 'version'],
    [{ version: 2 }, 'version'],
    [{ ...smallest, instruments: [] }, 'manifest'],
    [{ ...smallest, instruments: [{ symbol: 'A', minTick: 5, maxTick: 4 }] }, 'instruments[0].minTick'],
    [{ ...smallest, instruments: [{ symbol: 'A', lotSize: '0.00' }] }, 'instruments[0].lotSize'],
    [{ ...smallest, instruments: [{ symbol: 'A', maxLots: 2 ** 31 }] }, 'instruments[0].maxLots'],
    [{ ...smallest, seed: -1 }, 'seed'],
    [{ ...smallest, accounts: [{ id: 1 }, { id: 1 }] }, 'accounts[1].id'],
    [{ ...smallest, reports: ['fillTail'] }, 'reports[0]'],
    [{ ...smallest, capacities: { windowTicks: 5000 } }, 'capacities.windowTicks'],
    [{ ...smallest, commands: [{ op: 'cancel', ts: 1, id: 1, price: 1 }] }, 'commands[0].price'],
    [{ version: 1, tape: { hash: 'ABC' } }, 'tape.hash'],
    [{ version: 1, tape: { hash: '0'.repeat(64), url: 'javascript:alert(1)' } }, 'tape.url'],
    [{ ...smallest, title: [[[[[[[[1]]]]]]]] }, 'title.0.0.0.0.0.0.0'],
    ['text', ''],
    [null, ''],
  ])('refuses %j at %s', (json, path) => {
    const attempt = (): unknown => parseManifest(json);
    expect(attempt).toThrow(TapedeckError);
    expect(attempt).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ path }) as unknown }),
    );
  });

  it('refuses more instruments than a run may have', () => {
    const instruments = Array.from({ length: 1025 }, () => ({ symbol: 'A' }));
    expect(() => parseManifest({ version: 1, instruments })).toThrow(/^instruments: has 1025 entries/);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(anyManifest, (manifest) => {
        for (const json of [manifestToJson(manifest), manifestToShortJson(manifest)]) {
          expect(parseManifest(JSON.parse(canonicalJson(json)))).toEqual(manifest);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('migrates or refuses a mutated old version, and never pollutes a prototype', () => {
    fc.assert(
      fc.property(
        fc.nat(fixtureText.length - 1),
        fc.string({ maxLength: 12 }),
        fc.nat(20),
        (at, put, cut) => {
          const text = fixtureText.slice(0, at) + put + fixtureText.slice(at + cut);
          let json: unknown;
          try {
            json = JSON.parse(text);
          } catch {
            return;
          }
          try {
            parseManifest(json);
          } catch (error) {
            expect(error).toBeInstanceOf(TapedeckError);
          }
          expect(Object.keys(Object.prototype)).toEqual([]);
        },
      ),
      { numRuns: 3000, seed: 7 },
    );
  });
});

describe('manifestHash', () => {
  const hash = (changes: Record<string, unknown>): string =>
    manifestHash(parseManifest({ ...fixture(), ...changes }));
  const { hash: tapeHash } = fixture()['tape'] as { hash: string };

  it.each([
    ['title', { title: 'other' }],
    ['place of the tape', { tape: { hash: tapeHash, name: 'n', url: '' } }],
    ['capacities', { capacities: { orders: 9 } }],
    ['order of the report kinds', { reports: ['accepted', 'fill'] }],
    ['written-out defaults', { seed: 7 }],
  ])('does not see the %s', (_, changes) => expect(hash(changes)).toBe(hash({})));

  it.each([
    ['seed', { seed: '8' }],
    ['tape', { tape: { hash: tapeHash.replace('0', '1') } }],
    ['rules', { instruments: [{ symbol: 'ACME' }] }],
    ['accounts', { accounts: [] }],
    ['report kinds', { reports: ['fill'] }],
    ['commands', { commands: [] }],
  ])('sees the %s', (_, changes) => expect(hash(changes)).not.toBe(hash({})));
});

describe('migrateManifest', () => {
  const steps = [
    { name: 'rename', from: 1, lift: (json: Readonly<Record<string, unknown>>) => ({ b: json['a'] }) },
    { name: 'wrap', from: 2, lift: (json: Readonly<Record<string, unknown>>) => ({ c: [json['b']] }) },
  ];
  it('lifts one version a step, from wherever the manifest stands', () => {
    expect(migrateManifest({ version: 1, a: 5 }, steps)).toEqual({ version: 3, c: [5] });
    expect(migrateManifest({ version: 2, b: 5 }, steps)).toEqual({ version: 3, c: [5] });
    expect(migrateManifest({ version: 3, c: 5 }, steps)).toEqual({ version: 3, c: 5 });
    expect(() => migrateManifest({ version: 4 }, steps)).toThrow(
      expect.objectContaining({ code: 'E-SCENARIO-07' }),
    );
  });
});

describe('canonicalJson', () => {
  it('sorts keys by code unit at every depth and writes no spaces', () => {
    expect(canonicalJson({ b: [{ z: 1, Z: null }], a: 'ä"', '10': true, '9': false })).toBe(
      '{"10":true,"9":false,"a":"ä\\"","b":[{"Z":null,"z":1}]}',
    );
  });
});
