/**
 * Lines of orders with terms, accounts with a rule of their own and rules of venues: what is read is written back, what
 * does not belong is refused with its path, and a manifest without them has the hash that it had.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandLayout } from '../../src/layout/layout.gen';
import { recordCount, recordsMost, writeCommand } from '../../src/engine/command';
import { manifestHash, manifestToJson, manifestToShortJson, parseManifest } from '../../src/scenario';
import { commandToJson, parseCommand } from '../../src/scenario/command';
import { commandSize, writeModelCommand } from '../model/bytes';
import { parseJsonRecords } from '../model/json-command';
import { termStep, toLines } from '../property/terms-flow';

const lines = fc.array(termStep, { minLength: 1, maxLength: 20 }).map((steps) => toLines(steps, 1));

describe('a line', () => {
  it('reads back what it writes, short and full', () => {
    fc.assert(
      fc.property(lines, (flow) => {
        for (const line of flow) {
          const command = parseCommand(line, 'line');
          for (const form of ['short', 'full'] as const) {
            expect(parseCommand(commandToJson(command, form), 'line')).toEqual(command);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('makes the records that the formats document says', () => {
    const [ours, plain] = [new DataView(new ArrayBuffer(512)), new DataView(new ArrayBuffer(512))];
    fc.assert(
      fc.property(lines, (flow) => {
        for (const line of flow) {
          const command = parseCommand(line, 'line');
          const count = writeCommand(ours, 0, command);
          const records = parseJsonRecords(line);
          records.forEach((record, at) => writeModelCommand(plain, at * commandSize, record));
          expect([count, recordCount([command])]).toEqual([records.length, records.length]);
          expect(count).toBeLessThanOrEqual(recordsMost);
          const size = count * CommandLayout.size;
          expect(Buffer.compare(Buffer.from(ours.buffer, 0, size), Buffer.from(plain.buffer, 0, size))).toBe(
            0,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  const base = { op: 'new', ts: '0', id: '1', side: 'buy', lots: 1 };
  it.each([
    [{ ...base, price: '1', trigger: '1' }, 'trigger'],
    [{ ...base, type: 'stop' }, 'trigger'],
    [{ ...base, type: 'stop', trigger: '1', price: '1' }, 'price'],
    [{ ...base, type: 'stop', trigger: '1', trail: 1 }, 'trail'],
    [{ ...base, type: 'trailingStop' }, 'trail'],
    [{ ...base, type: 'trailingStop', trail: 1, limitOffset: 1 }, 'limitOffset'],
    [{ ...base, type: 'trailingStopLimit', trail: 1, limitOffset: -1 }, 'limitOffset'],
    [{ ...base, type: 'trailingStopLimit', trail: 1, price: '5' }, 'price'],
    [{ ...base, type: 'stopLimit', trigger: '1' }, 'price'],
    [{ ...base, type: 'pegged' }, 'peg'],
    [{ ...base, type: 'pegged', peg: 'best' }, 'peg'],
    [{ ...base, type: 'marketProtected' }, 'protection'],
    [{ ...base, type: 'iceberg', price: '1' }, 'type'],
    [{ ...base, price: '1', hidden: 1 }, 'hidden'],
    [{ ...base, price: '1', oco: '2', ouo: '3' }, 'ouo'],
    [{ ...base, price: '1', tif: 'GTX' }, 'tif'],
    [{ op: 'cancel', ts: '0', id: '1', hidden: true }, 'hidden'],
  ])('refuses %j', (json, path) => {
    expect(() => parseCommand(json, 'line 3')).toThrow(new RegExp(`line 3\\.${path}`));
  });
});

describe('a manifest', () => {
  const plain = { version: 1, instruments: [{ symbol: 'A' }], accounts: [{ id: 1, cash: '5' }] };
  const venue = {
    allocation: 'split',
    fifoPercent: 40,
    priority: 'time',
    minShareLots: 2,
    priceSteps: [{ fromUnits: '100', units: 5 }],
    lotStep: 10,
    minLots: 20,
    bandBasisPoints: 500,
    referenceUnits: '-7',
    collarTicks: 0,
    maxValue: '9000000000000000000',
  };
  const full = {
    version: 1,
    instruments: [{ symbol: 'A', venueRules: venue }],
    accounts: [{ id: 1, cash: '5', selfTrade: 'cancelOld' }],
  };

  it('carries venue rules and rules of accounts, and reads back what it writes', () => {
    const manifest = parseManifest(full);
    expect(manifest.instruments[0]?.venueRules).toEqual(venue);
    expect(manifest.accounts[0]?.selfTrade).toBe('cancelOld');
    for (const json of [manifestToJson(manifest), manifestToShortJson(manifest)]) {
      expect(parseManifest(JSON.parse(JSON.stringify(json)))).toEqual(manifest);
    }
    expect(manifestHash(manifest)).not.toBe(manifestHash(parseManifest(plain)));
  });

  it('knows regulated markets by their band', () => {
    const rules = (json: object): unknown =>
      parseManifest({ version: 1, instruments: [{ symbol: 'A', venueRules: json }] }).instruments[0]
        ?.venueRules;
    expect(rules({ regulated: true })).toEqual({ bandBasisPoints: 1000 });
    expect(rules({ regulated: true, bandBasisPoints: 50 })).toEqual({ bandBasisPoints: 50 });
    expect(rules({ regulated: false })).toEqual({});
  });

  it.each([
    [{ allocation: 'random' }, 'venueRules.allocation'],
    [{ fifoPercent: 10 }, 'venueRules.fifoPercent'],
    [{ allocation: 'split', fifoPercent: 101 }, 'venueRules.fifoPercent'],
    [
      {
        priceSteps: [
          { fromUnits: '5', units: 1 },
          { fromUnits: '5', units: 2 },
        ],
      },
      'venueRules.priceSteps[1].fromUnits',
    ],
    [{ bandBasisPoints: 10_001 }, 'venueRules.bandBasisPoints'],
    [{ maxValue: '0' }, 'venueRules.maxValue'],
    [{ open: '9:30' }, 'venueRules.open'],
  ])('refuses %j', (json, path) => {
    const read = (): unknown =>
      parseManifest({ version: 1, instruments: [{ symbol: 'A', venueRules: json }] });
    expect(read).toThrow(path);
  });
});
