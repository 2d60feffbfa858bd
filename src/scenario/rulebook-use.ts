/**
 * Which rulebook an instrument trades by, as the manifest says it: one that comes with Tapedeck, by name and version, or one
 * written out. Knows no schedule. Invariant: what is parsed is parsed again to the same.
 */
import type { PriorityName } from '../layout/layout.gen';
import type { BandRow, CallRules } from './call-rules';
import { lengthNs } from './calendar/clock';
import { readRulebook, rulebookFields, type Rulebook } from './rulebook';
import { findRulebook, rulebooks } from './rulebooks';
import * as shape from './shape';
import type { VenueRules } from './venue-rules';

/** A name and a version alone, or a whole rulebook: flat, because links bound how deep JSON may be. */
export type RulebookUse = Readonly<{ name: string; version: string }> &
  Readonly<Partial<Rulebook>> &
  Readonly<{
    /** of the price bands */
    tier?: string;
    /** price units, as text */
    settlementUnits?: string;
  }>;

const most = 2n ** 62n;
const ownFields = ['tier', 'settlementUnits'];

function readBook(fields: Map<string, unknown>, path: string): Rulebook | undefined {
  if (fields.has('sessions')) {
    const rest = [...fields].filter(([name]) => !ownFields.includes(name));
    return readRulebook(Object.fromEntries(rest), path);
  }
  const text = (name: string): string =>
    shape.readText(shape.requireField(fields, path, name), `${path}.${name}`, 64);
  return findRulebook(text('name'), text('version'));
}

export function readRulebookUse(json: unknown, path: string): RulebookUse {
  const fields = shape.readFields(json, path, [...rulebookFields, ...ownFields]);
  const book = readBook(fields, path);
  if (book === undefined) {
    const known = rulebooks.map(({ name, version }) => `${name} ${version}`).join(', ');
    throw shape.outOfRange(`${path}.name`, `no such rulebook. Known by name and version: ${known}.`);
  }
  if (!fields.has('sessions') && fields.size > 2 + ownFields.filter((name) => fields.has(name)).length)
    throw shape.wrongShape(
      path,
      'names a rulebook and writes one out: give sessions, or name and version alone.',
    );
  const tiers = tiersOf(book);
  if (fields.has('tier') || tiers.length > 0)
    shape.readOneOf(fields.get('tier') ?? tiers[0], `${path}.tier`, tiers);
  const settlement = (): string =>
    shape.readBigint(fields.get('settlementUnits'), `${path}.settlementUnits`, -most, most).toString();
  return {
    ...(fields.has('sessions') ? book : { name: book.name, version: book.version }),
    ...(tiers.length > 0 ? { tier: String(fields.get('tier') ?? tiers[0]) } : {}),
    ...(fields.has('settlementUnits') ? { settlementUnits: settlement() } : {}),
  };
}

const tiersOf = ({ bands }: Rulebook): string[] => [...new Set((bands?.rows ?? []).map(({ tier }) => tier))];

export function rulebookOf(use: RulebookUse): Rulebook {
  const book = use.sessions === undefined ? findRulebook(use.name, use.version) : (use as Rulebook);
  if (book === undefined) throw new Error(`no rulebook ${use.name} ${use.version}`);
  return book;
}

/** Who of one price is served first: as the instrument says, else as its rulebook says. */
export const priorityOf = (rules: { venueRules?: VenueRules; rulebook?: RulebookUse }): PriorityName =>
  rules.venueRules?.priority ??
  (rules.rulebook === undefined ? undefined : rulebookOf(rules.rulebook).priority) ??
  'displayTime';

/** A decimal price in whole price units, down. */
function unitsOf(price: string, priceUnit: string): bigint {
  const places = Math.max(price.split('.')[1]?.length ?? 0, priceUnit.split('.')[1]?.length ?? 0);
  const scaled = (text: string): bigint => {
    const [whole = '0', part = ''] = text.split('.');
    return BigInt(whole + part.padEnd(places, '0'));
  };
  return scaled(price) / scaled(priceUnit);
}

const flag = (isOn: boolean): number => (isOn ? 1 : 0);

function bandsOf({ bands }: Rulebook, tier: string, priceUnit: string): Partial<CallRules> {
  if (bands === undefined) return {};
  const own = bands.rows.filter((row) => row.tier === tier);
  const rows = own.map(({ from, basisPoints, most: widest, doubles }): BandRow => ({
    fromUnits: unitsOf(from, priceUnit),
    points: basisPoints,
    mostUnits: widest === undefined ? 0n : unitsOf(widest, priceUnit),
    doubles: doubles ?? false,
  }));
  return {
    bands: rows,
    meanNs: lengthNs(bands.mean)!,
    holdNs: lengthNs(bands.hold)!,
    limitStateNs: lengthNs(bands.limitState)!,
    pauseNs: lengthNs(bands.pause)!,
    republishPoints: bands.republishBasisPoints,
  };
}

/** The numbers that the engine takes. */
export function callRulesOf(use: RulebookUse, priceUnit: string): CallRules {
  const book = rulebookOf(use);
  const { auction, volatility, batch, delay } = book;
  return {
    endsDay: flag(book.endsDay),
    ...(auction === undefined
      ? {}
      : {
          uncrossRules: auction.rules,
          enteredOnly: flag(auction.candidates === 'entered'),
          iteratesStops: flag(auction.stops === 'iterate'),
          byShares: flag(auction.share === 'bySize'),
          thresholdPoints: auction.thresholdBasisPoints,
        }),
    ...(volatility === undefined
      ? {}
      : {
          dynamicPoints: volatility.dynamicBasisPoints,
          staticPoints: volatility.staticBasisPoints,
          widerPoints: volatility.widerBasisPoints,
          volatilityNs: lengthNs(volatility.length)!,
          volatilityRandomNs: lengthNs(volatility.within)!,
        }),
    ...bandsOf(book, use.tier ?? '', priceUnit),
    ...(batch === undefined ? {} : { batchNs: lengthNs(batch)! }),
    ...(delay === undefined ? {} : { bumpNs: lengthNs(delay)! }),
  };
}
