/**
 * What goes into the reference engine and what comes out, as plain values.
 * Knows nothing of records, memory or src. Prices and ids are BigInt, lots are numbers, always.
 */
import type { ReportName, SelfTradeRule, UncrossName } from './codes';

export interface ModelInstrument {
  unitsPerTick: number;
  maxLots: number;
  minTick: number;
  maxTick: number;
  selfTrade: SelfTradeRule;
  mode: 'matched' | 'tape';
  venueRules?: ModelVenue;
  /** Name of the venue where it is listed. */
  venue?: string;
  callRules?: ModelCallRules;
  /** A tape's instrument that takes orders. */
  impact?: ModelImpact;
}

/** What own orders do in a tape's book, as the host states it. */
export interface ModelImpact {
  policy: 'none' | 'consume' | 'rematch';
  queueModel: 'exact';
  exponent: number;
  lifetimeNs: bigint;
  knownLevels: number;
  auctionPercent: number;
  divergenceLimit: number;
}

/** The numbers of a rulebook, as the engine takes them. */
export interface ModelCallRules {
  uncrossRules?: readonly UncrossName[];
  enteredOnly?: number;
  iteratesStops?: number;
  byShares?: number;
  thresholdPoints?: number;
  endsDay?: number;
  batchNs?: bigint;
  dynamicPoints?: number;
  staticPoints?: number;
  widerPoints?: number;
  volatilityNs?: bigint;
  bands?: readonly ModelBandRow[];
  meanNs?: bigint;
  holdNs?: bigint;
  republishPoints?: number;
  limitStateNs?: bigint;
  pauseNs?: bigint;
  bumpNs?: bigint;
}

/** Price bands from a reference on. */
export interface ModelBandRow {
  fromUnits: bigint;
  points: number;
  /** 0: any */
  mostUnits: bigint;
  doubles: boolean;
}

/** Rules beyond the plain ones, as in a manifest. */
export interface ModelVenue {
  allocation?: 'fifo' | 'proRata' | 'proRataTop' | 'split';
  minShareLots?: number;
  priority?: 'displayTime' | 'time';
  fifoPercent?: number;
  priceSteps?: readonly { fromUnits: string; units: number }[];
  lotStep?: number;
  minLots?: number;
  bandBasisPoints?: number;
  referenceUnits?: string;
  collarTicks?: number;
  maxValue?: string;
}
interface ModelRates {
  basisPoints?: string;
  perLot?: string;
}
/** A line of a fee schedule, as in a manifest. */
export interface ModelFeeLine extends ModelRates {
  name: string;
  account?: number;
  role?: 'maker' | 'taker';
  side?: 'buy' | 'sell';
  perFill?: string;
  minimum?: string;
  maximum?: string;
  rounding?: 'nearest' | 'up' | 'down';
  tierBy?: 'lots' | 'value';
  tiers?: readonly (ModelRates & { from: string })[];
}
export interface ModelExchange {
  name: string;
  account: number;
  fees?: readonly ModelFeeLine[];
  messages?: {
    limit: number;
    windowNs: string;
    penalty?: string;
    exempt?: readonly ('new' | 'cancel' | 'reduce' | 'replace')[];
  };
  orderToTrade?: { ratio: number; free: number; penalty?: string };
}
export interface ModelAccountStart {
  id: number;
  cash: bigint;
  selfTrade?: SelfTradeRule;
}
export interface ModelConfig {
  instruments: readonly ModelInstrument[];
  accounts?: readonly ModelAccountStart[];
  venues?: readonly ModelExchange[];
  /** All instruments are one, on several venues. */
  routing?: { protect: boolean };
  reports: readonly ReportName[];
}

/** The 40-byte command, field by field; nothing in it has been checked. */
export interface ModelCommand {
  tsNs: bigint;
  orderId: bigint;
  priceUnits: bigint;
  lots: number;
  kind: number;
  side: number;
  tif: number;
  flags: number;
  instrument: number;
  rank: number;
  displayShift: number;
  account: number;
}

/** What a book counts about itself. */
export interface ModelCounters {
  tradedLots: number;
  lastPriceUnits: bigint;
  tradeCount: number;
  fifoDisagreements: number;
  unknownOrders: number;
  overdrawnLots: number;
  crossedCount: number;
}

export interface ModelReport {
  kind: ReportName;
  ts: bigint;
  instrument: number;
  side: number;
  code: number;
  id: bigint;
  price: bigint;
  lots: number;
  fill?: {
    takerId: bigint;
    makerLeaves: number;
    takerLeaves: number;
    makerAccount: number;
    takerAccount: number;
  };
}

/** A report as a line of NDJSON. */
export type ReportObject = Record<string, string | number>;
