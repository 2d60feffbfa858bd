/**
 * The one interface that the contract suite, the cases and the properties speak to, and the reference engine behind it.
 * Knows nothing of the core: `core-matcher.ts` puts the core behind the same interface.
 */
import { openLots, levelLots } from '../model/book';
import { commandReports } from '../model/codes';
import type { ReportName, SelfTradeRule } from '../model/codes';
import { parseJsonRecords } from '../model/json-command';
import { ModelEngine } from '../model/model-engine';
import { plainDigest } from '../model/plain-digest';
import { toObject } from '../model/report-object';
import { isTrading } from '../model/states';
import type {
  ModelAccountStart,
  ModelCallRules,
  ModelCommand,
  ModelCounters,
  ModelExchange,
  ModelImpact,
  ModelVenue,
  ReportObject,
} from '../model/types';

export interface InstrumentRules {
  unitsPerTick: number;
  maxLots: number;
  minTick: number;
  maxTick: number;
  selfTrade: SelfTradeRule;
  mode: 'matched' | 'tape';
  venueRules?: ModelVenue;
  venue?: string;
  impact?: ModelImpact;
  callRules?: ModelCallRules;
}
export interface MatcherConfig {
  instruments: readonly InstrumentRules[];
  accounts: readonly ModelAccountStart[];
  venues?: readonly ModelExchange[];
  /** As in a manifest; the reference engine has constant ones only, in `model/travel.ts`. */
  latency?: readonly ({ account: number; venue?: string } & Record<string, unknown>)[];
  seed?: bigint;
  /** All instruments are one, on several venues. */
  routing?: { protect: boolean };
  reports: readonly ReportName[];
}
export type JsonCommand = Record<string, string | number | boolean>;

/** Lots of unknown origin count as one order. */
export interface LevelView {
  price: string;
  lots: string;
  orders: number;
}
export interface OrderView {
  id: string;
  side: string;
  price: string;
  shown: number;
  account: number;
}

export interface MoneyView {
  available: bigint;
  locked: bigint;
  position: bigint;
  cost: bigint;
  realised: bigint;
  fees: bigint;
  entries: bigint;
}

export interface Matcher {
  readonly name: string;
  /** Applies a command in its JSON form and returns its reports. */
  apply(command: JsonCommand): ReportObject[];
  /** Applies a command as a record, unchecked. */
  applyRecord(command: ModelCommand): ReportObject[];
  /** Best level first. */
  levels(instrument: number, side: 0 | 1): LevelView[];
  /** Bids then asks, best level first, within a level in queue order. */
  orders(instrument: number): OrderView[];
  /** Cash of an account and what it holds of an instrument. */
  money(account: number, instrument: number): MoneyView;
  counters(instrument: number): ModelCounters;
  digest(): { digest: string; reportCount: number };
  /** Throws when a structural invariant is broken. */
  check(): void;
}
export type OpenMatcher = (config: MatcherConfig) => Matcher;

export const plainRules: InstrumentRules = {
  unitsPerTick: 1,
  maxLots: 1_000_000,
  minTick: -1_000_000,
  maxTick: 1_000_000,
  selfTrade: 'none',
  mode: 'matched',
};

export function configOf(
  rules: Partial<InstrumentRules> = {},
  rest: Partial<Omit<MatcherConfig, 'instruments'>> = {},
  instrumentCount = 1,
): MatcherConfig {
  const one = { ...plainRules, ...rules };
  const instruments = Array.from({ length: instrumentCount }, () => one);
  return { instruments, accounts: [], reports: commandReports, ...rest };
}

/** The reference engine itself, for what the interface does not show. */
export const openModelEngine = (config: MatcherConfig): ModelEngine => new ModelEngine(config);

export function openModel(config: MatcherConfig): Matcher {
  const engine = new ModelEngine(config);
  const applyRecord = (command: ModelCommand): ReportObject[] => {
    const first = engine.reports.length;
    return engine.apply(command).map((report, index) => toObject(report, first + index));
  };
  const instrumentOf = (instrument: number) => {
    const found = engine.instruments[instrument];
    if (!found) throw new Error(`no instrument ${instrument}`);
    return found;
  };
  const bookOf = (instrument: number) => instrumentOf(instrument).book;
  return {
    name: 'model',
    apply: (command) => parseJsonRecords(command).flatMap(applyRecord),
    applyRecord,
    levels: (instrument, side) =>
      bookOf(instrument)
        .side(side)
        .map((level) => ({
          price: String(level.price),
          lots: String(levelLots(level)),
          orders: level.orders.length + (level.anonymous > 0 ? 1 : 0),
        })),
    orders: (instrument) =>
      bookOf(instrument).sides.flatMap((levels) =>
        levels.flatMap((level) =>
          level.orders.map((order) => ({
            id: String(order.id),
            side: order.side === 0 ? 'buy' : 'sell',
            price: String(order.price),
            shown: order.shown,
            account: order.account,
          })),
        ),
      ),
    money: (id, instrument) => moneyOf(engine, id, instrument),
    counters: (instrument) => ({ ...instrumentOf(instrument).counters }),
    digest: () => ({ digest: plainDigest(engine.reports).digest, reportCount: engine.reports.length }),
    check: () => checkModel(engine),
  };
}

/** Cash and holding of an account in the reference engine. */
export function moneyOf({ ledger }: ModelEngine, id: number, instrument: number): MoneyView {
  const { available, locked, positions, costs, realised, fees, entries } = ledger.get(id);
  const of = (map: ReadonlyMap<number, bigint>): bigint => map.get(instrument) ?? 0n;
  const held = { position: of(positions), cost: of(costs), realised: of(realised) };
  return { available, locked, ...held, fees, entries };
}

/** What the reference engine owes to itself: nothing empty, nothing twice, nothing crossed, sums that hold. */
function checkModel(engine: ModelEngine): void {
  for (const { book, rules, session } of engine.instruments) {
    let count = 0;
    for (const side of [0, 1] as const) {
      let last: bigint | null = null;
      for (const level of book.side(side)) {
        if (last !== null && (side === 0 ? level.price >= last : level.price <= last)) {
          throw new Error('levels out of order');
        }
        last = level.price;
        if (levelLots(level) === 0) throw new Error('an empty level');
        for (const order of level.orders) {
          count += 1;
          if (book.byId.get(order.id) !== order) throw new Error('an order without its id');
          if (order.shown < 1 || openLots(order) > order.original) throw new Error('lots out of range');
        }
      }
    }
    for (const order of book.byId.values()) if (order.terms && order.terms.where !== 'book') count += 1;
    if (count !== book.byId.size) throw new Error('ids without orders');
    const [bid, ask] = [book.best(0), book.best(1)];
    if (rules.mode === 'matched' && isTrading(session) && bid && ask && bid.price >= ask.price)
      throw new Error('crossed');
  }
}
