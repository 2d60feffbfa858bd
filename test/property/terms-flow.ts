/**
 * Random flows of orders with terms as lines of a command log, in a narrow band so that everything meets everything.
 * Knows nothing of engines. Ids come from a small pool, so that links, duplicates and changes hit and miss.
 */
import fc from 'fast-check';
import type { JsonCommand } from '../contract/matcher';

const orderTypes = [
  'limit',
  'limit',
  'limit',
  'market',
  'stop',
  'stopLimit',
  'marketIfTouched',
  'limitIfTouched',
  'trailingStop',
  'trailingStopLimit',
  'marketToLimit',
  'marketProtected',
  'pegged',
] as const;
const idsMost = 20;
const changes = ['cancel', 'reduce', 'replace', 'cancel', 'replace', 'split', 'symbolChange'] as const;
const resting = ['GTC', 'GTC', 'DAY', 'GTD'] as const;

export interface TermStep {
  readonly op: 'new' | (typeof changes)[number];
  readonly type: (typeof orderTypes)[number];
  readonly isBuy: boolean;
  readonly id: number;
  readonly other: number;
  readonly offset: number;
  readonly lots: number;
  readonly tif: string;
  readonly flag: number;
  readonly link: number;
  readonly unit: number;
  readonly amount: number;
  readonly account: number;
  readonly wait: number;
}

export const termStep: fc.Arbitrary<TermStep> = fc.record({
  op: fc.oneof(
    { arbitrary: fc.constant('new' as const), weight: 6 },
    { arbitrary: fc.constantFrom(...changes), weight: 1 },
  ),
  type: fc.constantFrom(...orderTypes),
  isBuy: fc.boolean(),
  id: fc.integer({ min: 1, max: idsMost }),
  other: fc.integer({ min: 1, max: idsMost }),
  offset: fc.integer({ min: -4, max: 4 }),
  lots: fc.integer({ min: 1, max: 9 }),
  tif: fc.oneof(
    { arbitrary: fc.constantFrom<string>(...resting), weight: 12 },
    { arbitrary: fc.constantFrom('IOC', 'FOK', 'ATO', 'ATC'), weight: 2 },
  ),
  flag: fc.integer({ min: 0, max: 15 }),
  link: fc.integer({ min: 0, max: 11 }),
  unit: fc.integer({ min: 0, max: 2 }),
  amount: fc.integer({ min: 0, max: 5 }),
  account: fc.integer({ min: 0, max: 3 }),
  wait: fc.integer({ min: 0, max: 2 }),
});

const middle = 100;

function own(step: TermStep): JsonCommand {
  const { type, unit, amount } = step;
  const trigger = String(middle + ((step.amount * 7 + step.offset * 3) % 5));
  const triggerBy = ['last', 'bidAsk', 'mid'][step.other % 3] ?? 'last';
  switch (type) {
    case 'stop':
    case 'stopLimit':
    case 'marketIfTouched':
    case 'limitIfTouched':
      return { trigger, triggerBy };
    case 'trailingStop':
    case 'trailingStopLimit': {
      const start: JsonCommand = step.other % 4 === 0 ? { trigger } : {};
      return {
        ...start,
        triggerBy,
        trail: unit === 2 ? amount * 100 : amount,
        trailIn: ['units', 'ticks', 'basisPoints'][unit] ?? 'units',
        ...(type === 'trailingStopLimit' ? { limitOffset: step.other % 4 } : {}),
      };
    }
    case 'marketProtected':
      return { protection: amount };
    case 'pegged':
      return { peg: ['primary', 'mid', 'market'][unit] ?? 'mid', offset: step.offset % 3 };
    default:
      return {};
  }
}

/** Mostly flags that the type may have: the table of legal orders has a test of its own. */
function flagsOf(step: TermStep): JsonCommand {
  const isLimit = step.type === 'limit';
  const fits =
    isLimit || step.flag === 8 || step.flag === 15 || (step.type.includes('Limit') && step.flag <= 5);
  if (!fits && !(step.type === 'pegged' && (step.flag === 6 || step.flag === 7))) return {};
  switch (step.flag) {
    case 1:
      return { postOnly: true };
    case 2:
      return { slide: true };
    case 3:
      return { display: Math.max(1, step.lots - step.amount) };
    case 4:
    case 5:
      return { hidden: true };
    case 6:
      return { minimum: Math.max(1, step.lots - 2) };
    case 7:
      return { allOrNone: true };
    case 8:
      return { reduceOnly: true };
    case 9:
      return { displayShift: 1 };
    case 15:
      return { allOrNone: true, slide: true };
    default:
      return {};
  }
}

function linkOf(step: TermStep): JsonCommand {
  const id = String(step.other);
  if (step.link === 1) return { oco: id };
  if (step.link === 2) return { ouo: id };
  if (step.link === 3) return { after: id };
  return step.link === 4 ? { after: id, ouo: String((step.other % idsMost) + 1) } : {};
}

const priced: readonly string[] = ['limit', 'stopLimit', 'limitIfTouched'];

/** The lines of a flow; prices in units, `unitsPerTick` of them a tick. */
export function toLines(steps: readonly TermStep[], unitsPerTick: number): JsonCommand[] {
  let ts = 1_000;
  return steps.map((step) => {
    ts += step.wait;
    const price = String((middle + step.offset) * unitsPerTick);
    const head = { op: step.op, ts: String(ts), id: String(step.id) };
    if (step.op === 'cancel') return head;
    // Five percent: most prices stay in range, few lots stay whole.
    if (step.op === 'split') return { op: 'split', ts: String(ts), newShares: 20, oldShares: 21 };
    if (step.op === 'symbolChange') return { op: 'symbolChange', ts: String(ts) };
    if (step.op === 'reduce') return { ...head, lots: step.lots };
    if (step.op === 'replace') return { ...head, price, lots: step.lots };
    const { type, tif } = step;
    const line: JsonCommand = {
      ...head,
      side: step.isBuy ? 'buy' : 'sell',
      type,
      lots: step.lots,
      account: step.account,
    };
    const hasPrice = priced.includes(type) || (type === 'pegged' && step.other % 2 === 0);
    if (hasPrice) line['price'] = price;
    const isPlain = type === 'limit' || type === 'market';
    line['tif'] = isPlain || ['DAY', 'GTD'].includes(tif) ? tif : 'GTC';
    if (line['tif'] === 'GTD') line['expires'] = String(ts + step.amount + 1);
    const made = { ...line, ...own(step), ...flagsOf(step), ...linkOf(step) };
    if (typeof made['trigger'] === 'string')
      made['trigger'] = String(BigInt(made['trigger']) * BigInt(unitsPerTick));
    return made;
  });
}
