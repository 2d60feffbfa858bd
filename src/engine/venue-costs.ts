/**
 * Writes venues and their fee schedules as the records that the core takes. Knows no rule of them. Invariant: a tier
 * without a rate has its line's, so the core looks at one row only.
 */
import {
  ExchangeLayout as X,
  FeeLineLayout as L,
  FeeRounding,
  FeeTierLayout as T,
} from '../layout/layout.gen';
import {
  isClamped,
  messageBits,
  perLotOf,
  rateOf,
  type FeeLineSpec,
  type VenueSpec,
} from '../scenario/venues';

const maxI64 = 2n ** 63n - 1n;
const both = 3;

export function writeExchange(view: DataView, at: number, venue: VenueSpec): void {
  new Uint8Array(view.buffer, at, X.size).fill(0);
  const { messages, orderToTrade } = venue;
  view.setUint32(at + X.account, venue.account, true);
  view.setUint32(at + X.messageLimit, messages?.limit ?? 0, true);
  view.setBigInt64(at + X.windowNs, BigInt(messages?.windowNs ?? 0), true);
  view.setBigInt64(at + X.messagePenalty, BigInt(messages?.penalty ?? 0), true);
  view.setUint32(at + X.exempt, messageBits(messages?.exempt), true);
  view.setUint32(at + X.ratio, orderToTrade?.ratio ?? 0, true);
  view.setUint32(at + X.ratioFree, orderToTrade?.free ?? 0, true);
  view.setBigInt64(at + X.ratioPenalty, BigInt(orderToTrade?.penalty ?? 0), true);
}

export function writeFeeLine(view: DataView, at: number, venue: VenueSpec, line: FeeLineSpec): void {
  const tiers = line.tiers ?? [];
  new Uint8Array(view.buffer, at, L.size + tiers.length * T.size).fill(0);
  view.setBigInt64(at + L.perLot, perLotOf(line.perLot), true);
  view.setBigInt64(at + L.perFillUnits, BigInt(line.perFill ?? 0), true);
  view.setBigInt64(at + L.minimumUnits, BigInt(line.minimum ?? -maxI64), true);
  view.setBigInt64(at + L.maximumUnits, BigInt(line.maximum ?? maxI64), true);
  view.setInt32(at + L.rate, rateOf(line.basisPoints), true);
  view.setUint32(at + L.collector, line.account ?? venue.account, true);
  view.setUint32(at + L.tierCount, tiers.length, true);
  view.setUint8(at + L.roles, line.role === undefined ? both : line.role === 'maker' ? 1 : 2);
  view.setUint8(at + L.sides, line.side === undefined ? both : line.side === 'buy' ? 1 : 2);
  view.setUint8(at + L.rounding, FeeRounding[line.rounding ?? 'nearest']);
  view.setUint8(at + L.tierBy, line.tierBy === 'value' ? 1 : 0);
  view.setUint8(at + L.isClamped, isClamped(line) ? 1 : 0);
  tiers.forEach((tier, index) => {
    const row = at + L.size + index * T.size;
    view.setBigInt64(row + T.from, BigInt(tier.from), true);
    view.setBigInt64(row + T.perLot, perLotOf(tier.perLot ?? line.perLot), true);
    view.setInt32(row + T.rate, rateOf(tier.basisPoints ?? line.basisPoints), true);
  });
}

export interface CostCapacities {
  readonly venues: number;
  readonly lines: number;
  readonly tiers: number;
  /** times of messages that an account keeps */
  readonly messageTimes: number;
  /** most journal units of one fill: itself, two linked orders, and each side's account, holding and fees */
  readonly fillUnits: number;
}

export function costCapacities(venues: readonly VenueSpec[]): CostCapacities {
  const lines = venues.map(({ fees = [] }) => fees.length);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    venues: venues.length,
    lines: sum(lines),
    tiers: sum(venues.flatMap(({ fees = [] }) => fees.map(({ tiers = [] }) => tiers.length))),
    messageTimes: sum(venues.map(({ messages }) => messages?.limit ?? 0)),
    fillUnits: 8 + 2 * Math.max(0, ...lines),
  };
}
