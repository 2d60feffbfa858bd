/**
 * What is told of own orders beside the run, checked by plain full scans: the place of every order in its queue against
 * the list of the whole book, the picked-out reports against the whole journal.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { parseCommand } from '../../src/scenario/command';
import { parseManifest } from '../../src/scenario/manifest';
import { firstPersonId, moneyText, moneyUnits, withPerson } from '../../src/scenario/person';
import { Run } from '../../src/sim';
import { core } from './core-module';

const plain = parseManifest(JSON.parse(readFileSync('public/samples/thin.json', 'utf8')));
const manifest = withPerson(plain, plain.instruments);
const second = 1_000_000_000n;

describe('the place of an order in its queue', () => {
  it('is what a scan of the whole book finds, for every order', async () => {
    const run = await Run.open(core, plain, null, []);
    for (const seconds of [10n, 200n, 900n]) {
      await run.seek(run.startNs + seconds * second);
      const all = run.engine.orders(0);
      expect(all.length).toBeGreaterThan(50);
      for (const row of all) {
        const ahead = all
          .slice(0, all.indexOf(row))
          .filter(({ side, priceUnits }) => side === row.side && priceUnits === row.priceUnits)
          .reduce((lots, one) => lots + BigInt(one.lots), 0n);
        expect(run.engine.order(0, row.orderId)).toEqual({ ...row, aheadLots: ahead });
      }
    }
    expect(run.engine.order(0, 77n)).toBeNull();
  });
});

describe('reports of own orders', () => {
  it('are those of the journal that name them or an account, after any way there', async () => {
    const run = await Run.open(core, manifest, null, []);
    const whole: Uint8Array[] = [];
    const ids = [0n, 1n, 2n, 3n].map((n) => (firstPersonId + n).toString());
    for (const [index, id] of ids.entries()) {
      whole.push((await run.advance(run.startNs + BigInt(60 * (index + 1)) * second, Infinity)).reports);
      const touch = run.engine.depth(0, index % 2, 1)[0]!.priceUnits.toString();
      const wanted = { op: 'new', ts: run.nowNs.toString(), id, side: index % 2 === 0 ? 'buy' : 'sell' };
      run.submit(parseCommand({ ...wanted, price: touch, lots: 700, account: 1 }, 'order'));
    }
    whole.push((await run.advance(run.startNs + 1_000n * second, Infinity)).reports);
    const strip = (rows: Iterable<object>): unknown[] => [...rows].map((row) => ({ ...row, n: 0 }));
    const names = ['id', 'makerId', 'takerId'];
    const expected = whole
      .flatMap((bytes) => [...decodeReports(bytes)])
      .filter((row) => names.some((name) => ids.includes(String(row[name]))));
    expect(expected.length).toBeGreaterThan(8);
    const { nowNs } = run;
    for (const ns of [nowNs, run.startNs, nowNs]) {
      await run.seek(ns);
      const told = strip(decodeReports(run.own.bytes()));
      expect(told).toEqual(ns === nowNs ? strip(expected) : []);
    }
  });
});

describe('money of an account', () => {
  it.each([
    ['0.01', '1', 100_000_000n, '1000000.00'],
    ['0.0001', '1', 10_000_000_000n, '1000000.00'],
    ['0.5', '0.001', 2_000_000_000n, '1000000.00'],
  ])('unit %s, lot %s', (priceUnit, lotSize, units, text) => {
    const steps = { priceUnit, lotSize };
    expect(moneyUnits(1_000_000n, steps)).toBe(units);
    expect(moneyText(units, steps)).toBe(text);
  });

  it('has the places that say something', () => {
    expect(moneyText(-5n, { priceUnit: '0.0001', lotSize: '1' })).toBe('-0.0005');
    expect(moneyText(-120n, { priceUnit: '0.01', lotSize: '1' })).toBe('-1.20');
    expect(moneyText(3n, { priceUnit: '1', lotSize: '1' })).toBe('3.00');
  });
});
