/**
 * Queue models on tapes of levels against their published forms, written down here once more: HftBacktest’s risk-averse, power and
 * logarithmic models, whose share of cancels ahead is Rigtorp’s f(V) ÷ (f(V) + f(Q − V)). And what is known without any form.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandKind as K } from '../../src/layout/layout.gen';
import { filledBy } from '../../src/sim/survival';
import { CoreMatcher } from '../contract/core-matcher';
import { commandKinds } from '../model/codes';
import type { ModelCommand } from '../model/types';
import { check } from '../property/check';
import { inTapeConfig } from './own-flow';

type Step = { readonly kind: 'print' | 'level'; readonly lots: number };
type Form = (x: number) => number;

/** Lots ahead and lots filled after each step, of an order of 10 lots that came behind `first` lots. */
function published(
  f: Form | null,
  first: number,
  steps: readonly Step[],
): { ahead: number; filled: number }[] {
  let [front, seen, printed, filled] = [first, first, 0, 0];
  return steps.map(({ kind, lots }) => {
    if (filled === 10) return { ahead: 0, filled };
    if (kind === 'print') {
      front -= lots;
      printed += lots;
      if (front < 0) filled = Math.min(10, filled + Math.min(lots, Math.floor(-front)));
      front = Math.max(front, 0);
    } else if (lots !== seen) {
      const gone = seen - lots - printed;
      if (gone > 0 && f !== null) {
        const back = Math.max(seen - front, 0);
        const ahead = front === 0 ? 0 : f(front) / (f(front) + f(back));
        front = front - ahead * gone + Math.min(back - (1 - ahead) * gone, 0);
      }
      front = Math.max(Math.min(front, lots), 0);
      [seen, printed] = [lots, 0];
    }
    return { ahead: front, filled };
  });
}

const forms = [
  { queueModel: 'riskAverse', exponent: 1000, f: null },
  { queueModel: 'power', exponent: 1000, f: (x: number) => x },
  { queueModel: 'power', exponent: 3000, f: (x: number) => x ** 3 },
  { queueModel: 'logarithmic', exponent: 1000, f: (x: number) => Math.log(1 + x) },
] as const;

const row = (kind: number, lots: number, tsNs: bigint): ModelCommand => ({
  ...{ rank: 2, displayShift: 0, tif: 0, instrument: 0, account: 0, flags: 16, side: 0, orderId: 0n },
  ...{ kind, lots, tsNs, priceUnits: 100n },
});

function inCore(form: (typeof forms)[number], first: number, steps: readonly Step[]) {
  const { queueModel, exponent } = form;
  const impact = { queueModel: queueModel as 'exact', exponent };
  const core = new CoreMatcher(inTapeConfig(impact));
  core.applyRecord(row(K.tapeLevelSet, first, 0n));
  core.applyRecord({ ...row(commandKinds.new, 10, 1n), orderId: 1n, rank: 4, flags: 0 });
  return steps.map(({ kind, lots }, index) => {
    core.applyRecord(row(kind === 'print' ? K.tapeTrade : K.tapeLevelSet, lots, BigInt(index + 2)));
    core.check();
    const own = core.engine.ownOrders(0)[0];
    return { ahead: Number(own?.aheadLots ?? 0n), filled: 10 - (own?.lots ?? 0) };
  });
}

const stepsArbitrary = fc.array(
  fc.record({
    kind: fc.constantFrom('print' as const, 'level' as const),
    lots: fc.integer({ min: 1, max: 60 }),
  }),
  { maxLength: 20 },
);

describe('queue models', () => {
  it('a print whose side nobody knows reaches an order of either side at its price', () => {
    const synthetic = 128;
    for (const side of [0, 1])
      for (const printSide of [0, 1]) {
        const core = new CoreMatcher(inTapeConfig({ queueModel: 'riskAverse' as 'exact' }));
        core.applyRecord({ ...row(commandKinds.new, 10, 1n), side, orderId: 1n, rank: 4, flags: 0 });
        const print = { ...row(K.tapeTrade, 4, 2n), side: printSide };
        core.applyRecord(print);
        const sided = core.engine.ownOrders(0)[0]!.lots;
        expect(sided).toBe(side === printSide ? 6 : 10);
        core.applyRecord({ ...print, tsNs: 3n, flags: print.flags | synthetic });
        expect(core.engine.ownOrders(0)[0]!.lots).toBe(sided - 4);
        core.check();
      }
  });

  it.each(forms)('$queueModel $exponent is its published form', (form) => {
    const property = fc.property(fc.integer({ min: 0, max: 80 }), stepsArbitrary, (first, steps) => {
      const wanted = published(form.f, first, steps);
      inCore(form, first, steps).forEach(({ ahead, filled }, index) => {
        expect(filled).toBe(wanted[index]!.filled);
        // The core tells whole lots, rounded up.
        if (filled < 10) expect(Math.abs(ahead - wanted[index]!.ahead)).toBeLessThan(1.001);
      });
    });
    check(property, 60);
  });

  it('by hand: 40 ahead, 30 leave a level of 60: risk-averse moves only when the level is smaller', () => {
    const [risk, power] = [forms[0], forms[1]];
    const steps: Step[] = [
      { kind: 'level', lots: 60 },
      { kind: 'level', lots: 30 },
      { kind: 'print', lots: 33 },
    ];
    expect(inCore(risk, 40, steps)).toEqual([
      { ahead: 40, filled: 0 },
      { ahead: 30, filled: 0 },
      { ahead: 0, filled: 3 },
    ]);
    // f(x) = x: of 30 that left, 40/60 were ahead.
    expect(inCore(power, 40, steps)[1]).toEqual({ ahead: 20, filled: 0 });
  });
});

describe('the share that has filled, where some were cancelled', () => {
  it('is the textbook estimate: 6, 6, 6, 6+, 7, 9+, 10, … weeks (Freireich 1963, treated)', () => {
    const filled = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    const all = [
      ...filled.map((week) => ({ afterNs: BigInt(week), isFilled: true })),
      ...censored.map((week) => ({ afterNs: BigInt(week), isFilled: false })),
    ];
    const shares = filledBy(all, [5n, 6n, 7n, 10n, 13n, 16n, 22n, 23n]);
    const published_ = [1, 0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448];
    shares.forEach((share, index) => expect(1 - share).toBeCloseTo(published_[index]!, 3));
  });
});
