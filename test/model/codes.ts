/**
 * Names and numbers of the formats document, written out a second time by hand.
 * Knows nothing of src: a renumbered code in the schema must make the reference engine disagree.
 */
export const reportKinds = {
  accepted: 1,
  rejected: 2,
  fill: 3,
  cancelled: 4,
  replaced: 5,
  reduced: 6,
  cancelRejected: 7,
  reduceRejected: 8,
  replaceRejected: 9,
  trade: 10,
  touch: 11,
  session: 12,
  level: 13,
  account: 14,
  action: 15,
  adjusted: 16,
  news: 17,
  fact: 18,
  triggered: 20,
  restated: 21,
  fee: 26,
  holding: 27,
  indicative: 22,
  auction: 23,
  entry: 28,
  sent: 29,
  heard: 30,
  routed: 31,
  bands: 24,
} as const;
export type ReportName = keyof typeof reportKinds;
export const fillTailKind = 131;

export const commandKinds = {
  new: 1,
  cancel: 2,
  reduce: 3,
  replace: 4,
  split: 5,
  dividend: 6,
  symbolChange: 7,
  delist: 8,
  news: 9,
  fact: 10,
  terms: 11,
  session: 12,
  venueRule: 13,
  entry: 26,
  tapeAdd: 32,
  tapeCancel: 33,
  tapeReduce: 34,
  tapeExecute: 35,
  tapeHidden: 36,
  tapeLevelSet: 37,
  tapeStatus: 38,
  tapeTrade: 39,
  tapeTouch: 40,
  tapeClear: 41,
} as const;

export const tifs = { GTC: 0, IOC: 1, FOK: 2, DAY: 3, GTD: 4, ATO: 5, ATC: 6 } as const;
export const ranks = {
  session: 0,
  corporate: 1,
  tape: 2,
  intervention: 3,
  person: 4,
  strategy: 5,
  agent: 6,
} as const;
export const flagBits = { market: 1, postOnly: 2, last: 16, final: 32, cross: 64, synthetic: 128 } as const;

export const rejectCodes = {
  unknownInstrument: 1,
  unknownCommand: 2,
  badSide: 3,
  illegalCombination: 4,
  badLots: 5,
  offTick: 6,
  priceOutOfRange: 7,
  duplicateId: 8,
  unknownId: 9,
  unknownAccount: 10,
  insufficientFunds: 11,
  postOnlyWouldTake: 12,
  notTradingNow: 13,
  badAction: 14,
  badTerms: 20,
  expired: 21,
  unknownLink: 22,
  reduceOnlyWouldIncrease: 23,
  offLotStep: 24,
  belowMinLots: 25,
  outsideBand: 26,
  beyondCollar: 27,
  aboveMaxValue: 28,
  tooLate: 40,
  tooManyMessages: 41,
  tooFewTrades: 42,
} as const;
export const cancelReasons = {
  requested: 1,
  iocRemainder: 2,
  fokUnfillable: 3,
  marketRemainder: 4,
  selfTrade: 5,
  retired: 6,
  split: 7,
  symbolChange: 8,
  delisted: 9,
  expired: 10,
  minimumUnfillable: 11,
  linked: 12,
  reduceOnly: 13,
  postOnlyWouldTake: 14,
  auctionEnded: 15,
  halted: 16,
  lapsed: 24,
  tradeThrough: 40,
} as const;
export const sessionStates = {
  continuous: 0,
  halted: 1,
  quoting: 2,
  openingCall: 3,
  closingCall: 4,
  preOpen: 5,
  noCancel: 6,
  volatilityCall: 7,
  volatilityExtended: 8,
  pause: 9,
  tradeAtClose: 10,
  postClose: 11,
  closed: 12,
  limitState: 13,
  straddle: 14,
  extendedHours: 15,
  batch: 16,
} as const;
export const auctionKinds = { none: 0, opening: 1, closing: 2, intraday: 3 } as const;
export const uncrossRules = {
  none: 0,
  maxVolume: 1,
  minSurplus: 2,
  surplusSide: 3,
  unexecuted: 4,
  nearestSettlement: 5,
  nearestReference: 6,
  nearestMid: 7,
  reference: 8,
  middle: 9,
  lowest: 10,
} as const;
export type UncrossName = keyof typeof uncrossRules;
export const venueSettings = { settlement: 1, reference: 2, bandFactor: 3 } as const;
export const entryKinds = { funding: 1, borrow: 2, interest: 3, settle: 4 } as const;
/** What a participant heard of. */
export const heards = { answer: 1, fill: 2, cancelled: 3, touch: 4 } as const;
export const actionKinds = { split: 1, dividend: 2, symbolChange: 3, delisting: 4 } as const;
export const roundings = { exact: 1, price: 2, lots: 3, both: 4 } as const;
export const tradeCodes = { displayed: 1, hidden: 2, cross: 3, print: 4, unsided: 5 } as const;

export type SelfTradeRule = 'none' | 'cancelNew' | 'cancelOld' | 'cancelBoth' | 'decrement';

export const commandReports: readonly ReportName[] = [
  'accepted',
  'rejected',
  'fill',
  'cancelled',
  'replaced',
  'reduced',
  'cancelRejected',
  'reduceRejected',
  'replaceRejected',
];
export const tapeReports: readonly ReportName[] = [
  'accepted',
  'cancelled',
  'reduced',
  'trade',
  'touch',
  'session',
  'level',
];
/** Written where `accepted` is; never asked for by name. */
export const impliedReports: readonly ReportName[] = ['triggered', 'restated'];
export const allReports: readonly ReportName[] = (Object.keys(reportKinds) as ReportName[]).filter(
  (name) => !impliedReports.includes(name),
);

/** The name that a number has in one of the tables above. */
export function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  for (const [name, number] of Object.entries(table)) if (number === value) return name;
  throw new Error(`no name for ${value}`);
}

/** The number that a name has in one of the tables above. */
export function numberOf(table: Readonly<Record<string, number>>, name: string): number {
  const found = table[name];
  if (found === undefined) throw new Error(`unknown word ${name}`);
  return found;
}
