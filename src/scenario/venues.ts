/**
 * Venues with a name as the manifest states them (docs/FORMATS.md §8, "Venues"): fee schedules in exact decimals. Parsed
 * from untrusted JSON into a JSON value again, so that hashing and links need nothing of their own.
 * Invariant: what is parsed is parsed again to the same.
 */
import { CommandKind, FeeRounding, type FeeRoundingName } from '../layout/layout.gen';
import * as shape from './shape';

/** Rates as decimal text: basis points of the value, money units a lot. Positive is a cost. */
interface FeeRates {
  readonly basisPoints?: string;
  readonly perLot?: string;
}
export interface FeeTierSpec extends FeeRates {
  readonly from: string;
}
export interface FeeLineSpec extends FeeRates {
  readonly name: string;
  /** who receives it; absent: the venue's account */
  readonly account?: number;
  readonly role?: 'maker' | 'taker';
  readonly side?: 'buy' | 'sell';
  readonly perFill?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly rounding?: FeeRoundingName;
  readonly tierBy?: 'lots' | 'value';
  readonly tiers?: readonly FeeTierSpec[];
}
/** Messages that may be sent; a penalty is charged instead of refusing. Times and money are decimal text. */
export interface MessageLimit {
  readonly limit: number;
  readonly windowNs: string;
  readonly penalty?: string;
  readonly exempt?: readonly MessageKind[];
}
export interface OrderToTrade {
  readonly ratio: number;
  readonly free: number;
  readonly penalty?: string;
}
export interface VenueSpec {
  readonly name: string;
  /** receives its fees and penalties */
  readonly account: number;
  readonly fees?: readonly FeeLineSpec[];
  readonly messages?: MessageLimit;
  readonly orderToTrade?: OrderToTrade;
}

const messageKinds = ['new', 'cancel', 'reduce', 'replace'] as const;
type MessageKind = (typeof messageKinds)[number];
export const venueLimits = { venues: 64, lines: 16, tiers: 16, messages: 4096 } as const;
const maxMoney = 2n ** 53n;
const maxAccount = 2 ** 20 - 1;
/** Digits behind the point of basis points (10^-8 of the value) and of money a lot. */
const rateDigits = 4;
const perLotDigits = 8;

/** A decimal with at most `digits` behind the point, times 10^digits. */
export function scaledDecimal(text: string, digits: number): bigint {
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + part.padEnd(digits, '0'));
  return text.startsWith('-') ? -size : size;
}

/** Basis points as parts of 10^8 of the value. */
export const rateOf = (text = '0'): number => Number(scaledDecimal(text, rateDigits));
/** Money a lot in parts of 10^8. */
export const perLotOf = (text = '0'): bigint => scaledDecimal(text, perLotDigits);

/** Shortest text of a decimal in a range: "-0.50" becomes "-0.5". */
export function readDecimal(value: unknown, path: string, digits: number, most: bigint): string {
  const pattern = new RegExp(`^-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,${digits}})?$`);
  const text = shape.readPattern(
    value,
    path,
    pattern,
    `a decimal with at most ${digits} digits behind the point`,
  );
  const scaled = scaledDecimal(text, digits);
  const limit = most * 10n ** BigInt(digits);
  if (scaled > limit || scaled < -limit) throw shape.outOfRange(path, `is ${text}, must be within ±${most}.`);
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return scaled === 0n ? '0' : short;
}

function readRates(fields: ReadonlyMap<string, unknown>, path: string): FeeRates {
  const one = (name: 'basisPoints' | 'perLot', digits: number, most: bigint): FeeRates =>
    fields.has(name) ? { [name]: readDecimal(fields.get(name), `${path}.${name}`, digits, most) } : {};
  return { ...one('basisPoints', rateDigits, 10_000n), ...one('perLot', perLotDigits, 1_000_000_000n) };
}

function readTiers(json: unknown, path: string): FeeTierSpec[] {
  let last = 0n;
  return shape.readArray(json, path, venueLimits.tiers).map((entry, index) => {
    const at = `${path}[${index}]`;
    const fields = shape.readFields(entry, at, ['from', 'basisPoints', 'perLot']);
    const from = shape.readBigint(shape.requireField(fields, at, 'from'), `${at}.from`, 1n, 2n ** 62n);
    if (from <= last) throw shape.outOfRange(`${at}.from`, 'must be above the row before.');
    last = from;
    return { from: from.toString(), ...readRates(fields, at) };
  });
}

const lineFields = [
  'name',
  'account',
  'role',
  'side',
  'basisPoints',
  'perLot',
  'perFill',
  'minimum',
  'maximum',
  'rounding',
  'tierBy',
  'tiers',
];

const readAccount = (value: unknown, path: string): number => shape.readInteger(value, path, 1, maxAccount);

function readLine(json: unknown, path: string): FeeLineSpec {
  const fields = shape.readFields(json, path, lineFields);
  const at = (name: string): string => `${path}.${name}`;
  const word = <Name extends string>(name: string, names: readonly Name[]): Readonly<Record<string, Name>> =>
    fields.has(name) ? { [name]: shape.readOneOf(fields.get(name), at(name), names) } : {};
  const money = (name: string): Readonly<Record<string, string>> =>
    fields.has(name)
      ? { [name]: shape.readBigint(fields.get(name), at(name), -maxMoney, maxMoney).toString() }
      : {};
  const line: FeeLineSpec = {
    name: shape.readText(shape.requireField(fields, path, 'name'), at('name'), 64),
    ...(fields.has('account') ? { account: readAccount(fields.get('account'), at('account')) } : {}),
    ...word('role', ['maker', 'taker']),
    ...word('side', ['buy', 'sell']),
    ...readRates(fields, path),
    ...money('perFill'),
    ...money('minimum'),
    ...money('maximum'),
    ...word('rounding', Object.keys(FeeRounding) as FeeRoundingName[]),
    ...word('tierBy', ['lots', 'value']),
    ...(fields.has('tiers') ? { tiers: readTiers(fields.get('tiers'), at('tiers')) } : {}),
  };
  const { minimum, maximum } = line;
  if (minimum !== undefined && maximum !== undefined && BigInt(minimum) > BigInt(maximum)) {
    throw shape.outOfRange(at('minimum'), `is ${minimum}, above maximum ${maximum}.`);
  }
  return line;
}

export const isClamped = (line: FeeLineSpec): boolean =>
  line.minimum !== undefined || line.maximum !== undefined;

function readFees(json: unknown, path: string): FeeLineSpec[] {
  const lines = shape
    .readArray(json, path, venueLimits.lines)
    .map((entry, index) => readLine(entry, `${path}[${index}]`));
  const clamped = lines.findIndex(isClamped);
  const second = lines.findIndex((line, index) => index > clamped && clamped >= 0 && isClamped(line));
  if (second >= 0) {
    throw shape.wrongShape(
      `${path}[${second}]`,
      'is the second line with a minimum or maximum; one may have them.',
    );
  }
  return lines;
}

const readPenalty = (fields: ReadonlyMap<string, unknown>, path: string): { penalty?: string } =>
  fields.has('penalty')
    ? { penalty: shape.readBigint(fields.get('penalty'), `${path}.penalty`, 1n, maxMoney).toString() }
    : {};

function readMessages(json: unknown, path: string): MessageLimit {
  const fields = shape.readFields(json, path, ['limit', 'windowNs', 'penalty', 'exempt']);
  const limit = shape.requireField(fields, path, 'limit');
  const windowNs = fields.get('windowNs') ?? 1_000_000_000;
  const exempt = shape
    .readArray(fields.get('exempt') ?? [], `${path}.exempt`, messageKinds.length)
    .map((entry, index) => shape.readOneOf(entry, `${path}.exempt[${index}]`, messageKinds));
  return {
    limit: shape.readInteger(limit, `${path}.limit`, 1, venueLimits.messages),
    windowNs: shape.readBigint(windowNs, `${path}.windowNs`, 1n, maxMoney).toString(),
    ...readPenalty(fields, path),
    ...(exempt.length === 0 ? {} : { exempt: messageKinds.filter((kind) => exempt.includes(kind)) }),
  };
}

function readRatio(json: unknown, path: string): OrderToTrade {
  const fields = shape.readFields(json, path, ['ratio', 'free', 'penalty']);
  return {
    ratio: shape.readInteger(shape.requireField(fields, path, 'ratio'), `${path}.ratio`, 1, 1_000_000),
    free: shape.readInteger(fields.get('free') ?? 0, `${path}.free`, 0, 1_000_000_000),
    ...readPenalty(fields, path),
  };
}

export const messageBits = (kinds: readonly MessageKind[] = []): number =>
  kinds.reduce((bits, kind) => bits | (1 << CommandKind[kind]), 0);

export function readVenues(json: unknown): VenueSpec[] {
  const seen = new Set<string>();
  return shape.readArray(json, 'venues', venueLimits.venues).map((entry, index) => {
    const path = `venues[${index}]`;
    const fields = shape.readFields(entry, path, ['name', 'account', 'fees', 'messages', 'orderToTrade']);
    const name = shape.readText(shape.requireField(fields, path, 'name'), `${path}.name`, 64);
    if (seen.has(name)) throw shape.outOfRange(`${path}.name`, `"${name}" is there twice.`);
    seen.add(name);
    return {
      name,
      account: readAccount(shape.requireField(fields, path, 'account'), `${path}.account`),
      ...(fields.has('fees') ? { fees: readFees(fields.get('fees'), `${path}.fees`) } : {}),
      ...(fields.has('messages')
        ? { messages: readMessages(fields.get('messages'), `${path}.messages`) }
        : {}),
      ...(fields.has('orderToTrade')
        ? { orderToTrade: readRatio(fields.get('orderToTrade'), `${path}.orderToTrade`) }
        : {}),
    };
  });
}

/** The same symbol on several venues is one market: `protect` sends orders where the price is best. */
export interface Routing {
  readonly protect: boolean;
}

export function readRouting(json: unknown): Routing {
  const fields = shape.readFields(json, 'routing', ['protect']);
  return { protect: shape.readBoolean(shape.requireField(fields, 'routing', 'protect'), 'routing.protect') };
}

interface Listed {
  readonly symbol: string;
  readonly venue?: string;
  readonly priceUnit: string;
  readonly unitsPerTick: number;
  readonly lotSize: string;
}

/** One instrument on several venues has one grid of prices and lots. */
export function refuseUnequal(instruments: readonly Listed[]): void {
  instruments.forEach((own, index) => {
    const first = instruments.find(({ symbol, venue }) => symbol === own.symbol && venue !== undefined);
    if (first === undefined || own.venue === undefined) return;
    for (const name of ['priceUnit', 'unitsPerTick', 'lotSize'] as const) {
      if (own[name] === first[name]) continue;
      const path = `instruments[${index}].${name}`;
      throw shape.outOfRange(path, `is ${own[name]}; on ${first.venue ?? ''} it is ${first[name]}.`);
    }
  });
}

/** Every account that receives something. */
export const collectorsOf = (venues: readonly VenueSpec[]): readonly number[] => [
  ...new Set(
    venues.flatMap(({ account, fees = [] }) => [account, ...fees.map((line) => line.account ?? account)]),
  ),
];
