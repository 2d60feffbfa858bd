/**
 * Which orders are legal: type × time in force × session state, and which flags go with which. The one table from
 * which `tools/layout.mjs` makes the engine's check (`assembly/match/legal.gen.ts`) and docs/ORDER_TABLE.md, the
 * tests their matrix and the page its ticket. Data only: it imports nothing at run time.
 */
import type { OrderTypeName, RejectCodeName, SessionStateName, TermFlagName, TifName } from './layout.gen';

export interface TypeRule {
  readonly type: OrderTypeName;
  readonly words: string;
  /** OrdType (40) of FIX, and the field that tells it from others of that number. */
  readonly fix: string;
  /** What `price` is: a limit, none, or a limit that may be left out (a cap). */
  readonly price: 'limit' | 'none' | 'cap';
  /** Whether it waits for a trigger. */
  readonly waits: boolean;
  /** Its trigger follows the market; what it becomes when it is elected. */
  readonly trails?: 'market' | 'limit';
  readonly tifs: Readonly<Partial<Record<SessionStateName, readonly TifName[]>>>;
}

export interface FlagRule {
  readonly flag: TermFlagName;
  readonly words: string;
  readonly types: readonly OrderTypeName[];
  readonly tifs: readonly TifName[];
  /** Flags it cannot go with; the other way round follows. */
  readonly not: readonly TermFlagName[];
}

const resting: readonly TifName[] = ['GTC', 'DAY', 'GTD'];

type StateTifs = Readonly<Partial<Record<SessionStateName, readonly TifName[]>>>;

/** States in which orders meet as they come. */
const trading: readonly SessionStateName[] = ['continuous', 'limitState', 'straddle', 'extendedHours'];
/** States in which orders are collected for the next opening. */
const opening: readonly SessionStateName[] = ['preOpen', 'openingCall', 'noCancel'];
/** Other calls that an order may join. */
const calls: readonly SessionStateName[] = [
  'volatilityCall',
  'volatilityExtended',
  'pause',
  'batch',
  'postClose',
];

const during = (states: readonly SessionStateName[], tifs: readonly TifName[]): StateTifs =>
  Object.fromEntries(states.map((state) => [state, tifs]));
const waiting = during([...trading, ...opening, 'closingCall', ...calls], resting);
const met = during(trading, resting);

export const typeRules: readonly TypeRule[] = [
  {
    type: 'limit',
    words: 'Limit',
    fix: '2',
    price: 'limit',
    waits: false,
    tifs: {
      ...during(trading, [...resting, 'IOC', 'FOK', 'ATC']),
      ...during(opening, [...resting, 'ATO', 'ATC']),
      ...during(calls, resting),
      extendedHours: [...resting, 'IOC', 'FOK', 'ATO', 'ATC'],
      closingCall: [...resting, 'ATC'],
      tradeAtClose: resting,
    },
  },
  {
    type: 'market',
    words: 'Market',
    fix: '1',
    price: 'none',
    waits: false,
    tifs: {
      ...during(trading, [...resting, 'IOC', 'FOK', 'ATC']),
      ...during(opening, [...resting, 'ATO', 'ATC']),
      ...during(['volatilityCall', 'volatilityExtended', 'pause', 'batch'], resting),
      extendedHours: [...resting, 'IOC', 'FOK', 'ATO', 'ATC'],
      closingCall: [...resting, 'ATC'],
    },
  },
  { type: 'stop', words: 'Stop', fix: '3', price: 'none', waits: true, tifs: waiting },
  { type: 'stopLimit', words: 'Stop limit', fix: '4', price: 'limit', waits: true, tifs: waiting },
  {
    type: 'marketIfTouched',
    words: 'Market if touched',
    fix: 'J',
    price: 'none',
    waits: true,
    tifs: waiting,
  },
  {
    type: 'limitIfTouched',
    words: 'Limit if touched',
    fix: '2, TriggerAction (1101) 1',
    price: 'limit',
    waits: true,
    tifs: waiting,
  },
  {
    type: 'trailingStop',
    words: 'Trailing stop',
    fix: '3, PegPriceType (1094) 8',
    price: 'none',
    waits: true,
    trails: 'market',
    tifs: waiting,
  },
  {
    type: 'trailingStopLimit',
    words: 'Trailing stop limit',
    fix: '4, PegPriceType (1094) 8',
    price: 'none',
    waits: true,
    trails: 'limit',
    tifs: waiting,
  },
  {
    type: 'marketToLimit',
    words: 'Market to limit',
    fix: 'K',
    price: 'none',
    waits: false,
    tifs: met,
  },
  {
    type: 'marketProtected',
    words: 'Market with protection',
    fix: '1, with a protection',
    price: 'none',
    waits: false,
    tifs: met,
  },
  { type: 'pegged', words: 'Pegged', fix: 'P, PegPriceType (1094)', price: 'cap', waits: false, tifs: met },
];

export const flagRules: readonly FlagRule[] = [
  {
    flag: 'postOnly',
    words: 'Post only',
    types: ['limit'],
    tifs: resting,
    not: ['hidden', 'minimum', 'allOrNone'],
  },
  {
    flag: 'slide',
    words: 'Post only, slides',
    types: ['limit'],
    tifs: resting,
    not: ['hidden', 'minimum', 'allOrNone'],
  },
  {
    flag: 'iceberg',
    words: 'Iceberg',
    types: ['limit', 'stopLimit', 'limitIfTouched', 'trailingStopLimit'],
    tifs: resting,
    not: ['hidden', 'minimum', 'allOrNone'],
  },
  {
    flag: 'hidden',
    words: 'Hidden',
    types: ['limit', 'stopLimit', 'limitIfTouched', 'pegged', 'trailingStopLimit'],
    tifs: resting,
    not: [],
  },
  {
    flag: 'minimum',
    words: 'Minimum quantity',
    types: ['limit', 'pegged'],
    tifs: [...resting, 'IOC'],
    not: ['allOrNone'],
  },
  { flag: 'allOrNone', words: 'All or none', types: ['limit', 'pegged'], tifs: resting, not: [] },
  {
    flag: 'reduceOnly',
    words: 'Reduce only',
    types: [
      'limit',
      'market',
      'stop',
      'stopLimit',
      'marketIfTouched',
      'limitIfTouched',
      'trailingStop',
      'trailingStopLimit',
    ],
    tifs: [...resting, 'IOC', 'FOK'],
    not: ['minimum', 'allOrNone'],
  },
  {
    flag: 'imbalanceOnly',
    words: 'Imbalance only',
    types: ['limit'],
    tifs: ['ATO', 'ATC'],
    not: ['postOnly', 'slide', 'iceberg', 'hidden', 'minimum', 'allOrNone', 'reduceOnly'],
  },
];

/** Why the table refuses a combination, null where it is legal: the rule of the engine, for pages and tests. */
export function refusalOf(
  type: OrderTypeName,
  tif: TifName,
  state: SessionStateName,
  flags: readonly TermFlagName[] = [],
): RejectCodeName | null {
  const rule = typeRules.find((row) => row.type === type)!;
  const isEverLegal = Object.values(rule.tifs).some((tifs) => tifs.includes(tif));
  const isFlagged = flagRules.some(
    (row) =>
      flags.includes(row.flag) &&
      (!row.types.includes(type) ||
        !row.tifs.includes(tif) ||
        row.not.some((other) => flags.includes(other))),
  );
  if (!isEverLegal || isFlagged) return 'illegalCombination';
  return rule.tifs[state]?.includes(tif) === true ? null : 'notTradingNow';
}
