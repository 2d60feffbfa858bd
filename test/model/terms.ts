/**
 * Terms of an order in plain words, and the parts in which they arrive. Knows no rule of the venue but which numbers
 * mean what. Written from the formats document; never imports src.
 */
import { flagBits, sessionStates, tifs } from './codes';
import type { ModelCommand } from './types';

export const orderTypes = [
  'limit',
  'market',
  'stop',
  'stopLimit',
  'marketIfTouched',
  'limitIfTouched',
  'trailingStop',
  'marketToLimit',
  'marketProtected',
  'pegged',
  'trailingStopLimit',
] as const;
export type ModelType = (typeof orderTypes)[number];
export const termBits = {
  postOnly: 1,
  slide: 2,
  iceberg: 4,
  hidden: 8,
  minimum: 16,
  allOrNone: 32,
  reduceOnly: 64,
  imbalanceOnly: 128,
} as const;
export type TermName = keyof typeof termBits;

export interface ModelTerms {
  type: ModelType;
  /** null: a trailing stop that has seen no price yet. */
  trigger: bigint | null;
  source: number;
  amount: number;
  unit: number;
  offset: bigint;
  /** Ticks from a trailing trigger to the limit. */
  beyond: bigint;
  flags: Set<TermName>;
  display: number;
  minimum: number;
  expiry: bigint;
  tif: number;
  peer: bigint | null;
  isOco: boolean;
  parent: bigint | null;
  filled: number;
  owed: number;
  /** A peg's limit. */
  cap: bigint | null;
  where: 'book' | 'dark' | 'waiting' | 'parked' | 'released' | 'orphaned' | 'held' | 'due' | 'active';
  cause: ModelTerms['where'];
  leavesAtHalt: boolean;
  /** A number was no code, or given twice. */
  isBroken: boolean;
}

export interface Parts {
  key: string;
  records: ModelCommand[];
}

export const partKey = (command: ModelCommand): string =>
  [command.instrument, command.tsNs, command.orderId, command.account].join(' ');

export const noStart = -(2n ** 63n);
const dayNs = 86_400_000_000_000n;

/** The terms of a `new` with the parts that came before it; null for a type that does not exist. */
export function termsOf(
  command: ModelCommand,
  parts: readonly ModelCommand[],
  endsDay = false,
): ModelTerms | null {
  const isUnpriced = (command.flags & flagBits.market) !== 0;
  const terms: ModelTerms = {
    type: isUnpriced ? 'market' : 'limit',
    trigger: null,
    source: 0,
    amount: 0,
    unit: 0,
    offset: 0n,
    beyond: 0n,
    flags: new Set(),
    display: 0,
    minimum: 0,
    expiry: 0n,
    tif: command.tif,
    peer: null,
    isOco: false,
    parent: null,
    filled: 0,
    owed: 0,
    cap: isUnpriced ? null : command.priceUnits,
    where: 'active',
    cause: 'active',
    isBroken: false,
    leavesAtHalt: false,
  };
  let isType = true;
  for (const part of parts) {
    if (part.side === 1) {
      const type = orderTypes[part.tif];
      isType = type !== undefined;
      terms.type = type ?? 'limit';
      terms.source = part.flags;
      terms.unit = part.displayShift;
      terms.amount = part.lots;
      terms.trigger = part.priceUnits === noStart ? null : part.priceUnits;
      terms.offset = part.priceUnits;
    } else if (part.side === 2) {
      terms.flags = new Set(
        (Object.keys(termBits) as TermName[]).filter((name) => (part.flags & termBits[name]) !== 0),
      );
      terms.display = part.lots;
      const wanted = part.priceUnits < 0n ? 0n : part.priceUnits;
      terms.minimum = Number(wanted > 0xffffffffn ? 0xffffffffn : wanted);
    } else if (part.side === 3) terms.expiry = part.priceUnits;
    else if (part.side === 5 && part.flags <= 1) terms.leavesAtHalt = part.flags === 1;
    else if (part.side === 6) terms.beyond = part.priceUnits;
    else if (part.side === 4 && part.tif === 3) terms.parent = BigInt.asUintN(64, part.priceUnits);
    else if (part.side === 4) {
      terms.peer = part.tif === 0 ? null : BigInt.asUintN(64, part.priceUnits);
      terms.isOco = part.tif === 1;
      terms.isBroken = part.tif > 2;
    } else terms.isBroken = true;
  }
  if ((command.flags & flagBits.postOnly) !== 0) terms.flags.add('postOnly');
  if (command.displayShift !== 0) {
    if (terms.flags.has('iceberg')) terms.isBroken = true;
    terms.flags.add('iceberg');
    terms.display = Math.max(1, command.lots >>> command.displayShift);
  }
  if (command.tif === tifs.DAY && !endsDay) terms.expiry = (command.tsNs / dayNs + 1n) * dayNs;
  return isType ? terms : null;
}

const priced: readonly ModelType[] = ['limit', 'stopLimit', 'limitIfTouched'];
const triggered: readonly ModelType[] = [
  'stop',
  'stopLimit',
  'marketIfTouched',
  'limitIfTouched',
  'trailingStop',
  'trailingStopLimit',
];
/** Its trigger follows the market. */
export const trails = (type: ModelType): boolean => type.startsWith('trailing');
export const hasLimit = (type: ModelType): boolean => priced.includes(type);
export const waits = (type: ModelType): boolean => triggered.includes(type);

const rests: readonly number[] = [tifs.GTC, tifs.DAY, tifs.GTD];

const s = sessionStates;
const met = [s.continuous, s.limitState, s.straddle, s.extendedHours];
const before = [s.preOpen, s.openingCall, s.noCancel];
const between = [s.volatilityCall, s.volatilityExtended, s.pause, s.batch];

/** Session states in which type and time in force go together; undefined: in none. */
function statesFor(type: ModelType, tif: number): number[] | undefined {
  const isPlain = type === 'limit' || type === 'market';
  if (isPlain && tif === tifs.ATO) return [...before, s.extendedHours];
  if (isPlain && tif === tifs.ATC) return [...met, ...before, s.closingCall];
  if (isPlain && (tif === tifs.IOC || tif === tifs.FOK)) return met;
  if (!rests.includes(tif)) return undefined;
  if (type === 'market') return [...met, ...before, ...between, s.closingCall];
  if (type === 'limit') return [...met, ...before, ...between, s.closingCall, s.postClose, s.tradeAtClose];
  return triggered.includes(type) ? [...met, ...before, ...between, s.closingCall, s.postClose] : met;
}

/** The table of the document: 'never', 'later' (another session state), or 'now'. */
export function legality(terms: ModelTerms, session: number): 'never' | 'later' | 'now' {
  const { type, tif, flags } = terms;
  const isPlain = type === 'limit' || type === 'market';
  const limitTifs = [...rests, tifs.IOC, tifs.FOK];
  const states = statesFor(type, tif);
  if (states === undefined) return 'never';
  const has = (...names: TermName[]): boolean => names.some((name) => flags.has(name));
  const isResting = rests.includes(tif);
  const isLimitLike = hasLimit(type) || type === 'trailingStopLimit';
  if (has('postOnly', 'slide') && !(type === 'limit' && isResting)) return 'never';
  if (has('iceberg') && !(isLimitLike && isResting)) return 'never';
  if (has('hidden') && !((isLimitLike || type === 'pegged') && isResting)) return 'never';
  const isCondition = type === 'limit' || type === 'pegged';
  if (has('minimum') && !(isCondition && (isResting || tif === tifs.IOC))) return 'never';
  if (has('allOrNone') && !(isCondition && isResting)) return 'never';
  if (has('reduceOnly') && !(isPlain || triggered.includes(type))) return 'never';
  if (has('reduceOnly') && !limitTifs.includes(tif)) return 'never';
  if (has('imbalanceOnly')) {
    const isAuction = tif === tifs.ATO || tif === tifs.ATC;
    if (type !== 'limit' || !isAuction || flags.size > 1) return 'never';
  }
  if (has('postOnly', 'slide', 'iceberg') && has('hidden', 'minimum', 'allOrNone')) return 'never';
  if (has('minimum') && has('allOrNone')) return 'never';
  if (has('reduceOnly') && has('minimum', 'allOrNone')) return 'never';
  return states.includes(session) ? 'now' : 'later';
}

/** Do the numbers of the terms fit the order? */
export function fits(terms: ModelTerms, command: ModelCommand): boolean {
  const { type, flags, amount, unit, source } = terms;
  const most = 2 ** 20;
  if (terms.isBroken || source > 2) return false;
  const { beyond } = terms;
  if (beyond !== 0n && (type !== 'trailingStopLimit' || beyond < 0n || beyond > BigInt(most))) return false;
  if (trails(type) && (unit > 2 || amount === 0 || amount > (unit === 2 ? 10_000 : most))) return false;
  if (type === 'marketProtected' && amount > most) return false;
  if (type === 'pegged' && (unit > 2 || terms.offset > BigInt(most) || terms.offset < -BigInt(most)))
    return false;
  const isIn = (lots: number): boolean => lots >= 1 && lots <= command.lots;
  if (flags.has('iceberg') && !isIn(terms.display)) return false;
  if (flags.has('minimum') && !isIn(terms.minimum)) return false;
  if (flags.has('reduceOnly') && command.account === 0) return false;
  return terms.tif === tifs.DAY || (terms.tif === tifs.GTD) === (terms.expiry !== 0n);
}
