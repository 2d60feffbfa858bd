/**
 * A venue's rulebook as JSON (docs/FORMATS.md §8, "Rulebooks"): days and sessions by its own clock, how its auctions find a
 * price, corridors, bands, breakers, delays; with its name, version and sources. Parsed from untrusted JSON into a JSON value
 * again. Invariant: what is parsed is parsed again to the same.
 */
import { SessionState, UncrossRule } from '../layout/layout.gen';
import type { PriorityName, SessionStateName, UncrossRuleName } from '../layout/layout.gen';
import { dateOf, dateWords, lengthNs, lengthWords, timeOfDayNs, timeWords } from './calendar/clock';
import { knowsZone, unknownZone } from './calendar/zones';
import * as shape from './shape';
import { readPriority } from './venue-rules';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** At a clock time: a change of state, at a random moment within a length from then on; a factor of the price bands. */
export interface SessionEntry {
  readonly at: string;
  readonly state?: SessionStateName;
  readonly within?: string;
  /** absent: every day of the rulebook */
  readonly on?: readonly Weekday[];
  /** 0: no bands from now on */
  readonly bands?: number;
}

export interface RulebookBand {
  readonly tier: string;
  /** decimal price from which the row holds */
  readonly from: string;
  readonly basisPoints: number;
  /** decimal: the width is at most this */
  readonly most?: string;
  /** the factor of the entries holds for it */
  readonly doubles?: boolean;
}

export interface Rulebook {
  readonly name: string;
  readonly version: string;
  readonly sources: readonly string[];
  readonly zone: string;
  readonly days: 'weekdays' | 'every';
  readonly holidays: readonly string[];
  readonly halfDays: readonly string[];
  readonly sessions: readonly SessionEntry[];
  readonly halfSessions: readonly SessionEntry[];
  readonly endsDay: boolean;
  readonly auction?: {
    readonly rules: readonly UncrossRuleName[];
    readonly candidates: 'ticks' | 'entered';
    readonly stops: 'wait' | 'iterate';
    readonly share: 'earliest' | 'bySize';
    readonly thresholdBasisPoints: number;
  };
  readonly volatility?: {
    readonly dynamicBasisPoints: number;
    readonly staticBasisPoints: number;
    readonly widerBasisPoints: number;
    readonly length: string;
    readonly within: string;
  };
  readonly bands?: {
    readonly rows: readonly RulebookBand[];
    readonly mean: string;
    readonly republishBasisPoints: number;
    readonly hold: string;
    readonly limitState: string;
    readonly pause: string;
  };
  readonly breaker?: {
    readonly levelBasisPoints: readonly number[];
    readonly halt: string;
    readonly before: string;
    /** of half days; absent: as on others */
    readonly halfBefore?: string;
    readonly closingBasisPoints: number;
  };
  readonly batch?: string;
  readonly delay?: string;
  /** absent: displayed orders go before hidden ones of their price */
  readonly priority?: PriorityName;
}

const states = Object.keys(SessionState) as SessionStateName[];
const rules = (Object.keys(UncrossRule) as UncrossRuleName[]).filter((name) => name !== 'none');
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const VERSION = /^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$/;
const DECIMAL = /^(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?$/;
const daysMost = 4096;
const entriesMost = 64;
const bandsMost = 6;
const tiersMost = 8;

type Fields = Map<string, unknown>;

function readBy(words: string, isRight: (text: string) => boolean, value: unknown, path: string): string {
  if (typeof value !== 'string' || !isRight(value)) throw shape.wrongShape(path, `must be ${words}.`);
  return value;
}
const readLength = (value: unknown, path: string): string =>
  readBy(lengthWords, (text) => lengthNs(text) !== undefined, value, path);
const readTime = (value: unknown, path: string): string =>
  readBy(timeWords, (text) => timeOfDayNs(text) !== undefined, value, path);
const readDecimal = (value: unknown, path: string): string =>
  shape.readPattern(value, path, DECIMAL, 'a decimal number such as "0.75"');

function readEntries(json: unknown, path: string): SessionEntry[] {
  let last = -1n;
  return shape.readArray(json, path, entriesMost).map((entry, index) => {
    const at = `${path}[${index}]`;
    const fields = shape.readFields(entry, at, ['at', 'state', 'within', 'on', 'bands']);
    const time = readTime(shape.requireField(fields, at, 'at'), `${at}.at`);
    if (timeOfDayNs(time)! < last) throw shape.outOfRange(`${at}.at`, 'is earlier than the entry before.');
    last = timeOfDayNs(time)!;
    if (!fields.has('state') && !fields.has('bands')) throw shape.wrongShape(at, 'needs state or bands.');
    const on = (): Weekday[] =>
      shape
        .readArray(fields.get('on'), `${at}.on`, 7)
        .map((day, place) => shape.readOneOf(day, `${at}.on[${place}]`, weekdays));
    return {
      at: time,
      ...(fields.has('state') ? { state: shape.readOneOf(fields.get('state'), `${at}.state`, states) } : {}),
      ...(fields.has('within') ? { within: readLength(fields.get('within'), `${at}.within`) } : {}),
      ...(fields.has('on') ? { on: on() } : {}),
      ...(fields.has('bands') ? { bands: shape.readInteger(fields.get('bands'), `${at}.bands`, 0, 4) } : {}),
    };
  });
}

function readDates(json: unknown, path: string): string[] {
  return shape
    .readArray(json, path, daysMost)
    .map((entry, index) =>
      readBy(dateWords, (text) => dateOf(text) !== undefined, entry, `${path}[${index}]`),
    );
}

function readAuction(json: unknown, path: string): NonNullable<Rulebook['auction']> {
  const fields = shape.readFields(json, path, [
    'rules',
    'candidates',
    'stops',
    'share',
    'thresholdBasisPoints',
  ]);
  const list = shape
    .readArray(shape.requireField(fields, path, 'rules'), `${path}.rules`, 8)
    .map((rule, index) => shape.readOneOf(rule, `${path}.rules[${index}]`, rules));
  if (list[0] !== 'maxVolume') throw shape.wrongShape(`${path}.rules`, 'must begin with maxVolume.');
  const threshold = fields.get('thresholdBasisPoints') ?? 0;
  return {
    rules: list,
    candidates: shape.readOneOf(fields.get('candidates') ?? 'ticks', `${path}.candidates`, [
      'ticks',
      'entered',
    ]),
    stops: shape.readOneOf(fields.get('stops') ?? 'wait', `${path}.stops`, ['wait', 'iterate']),
    share: shape.readOneOf(fields.get('share') ?? 'earliest', `${path}.share`, ['earliest', 'bySize']),
    thresholdBasisPoints: shape.readInteger(threshold, `${path}.thresholdBasisPoints`, 0, 10_000),
  };
}

function readVolatility(json: unknown, path: string): NonNullable<Rulebook['volatility']> {
  const names = ['dynamicBasisPoints', 'staticBasisPoints', 'widerBasisPoints'] as const;
  const fields = shape.readFields(json, path, [...names, 'length', 'within']);
  const points = (name: string): number =>
    shape.readInteger(fields.get(name) ?? 0, `${path}.${name}`, 0, 10_000);
  return {
    dynamicBasisPoints: points('dynamicBasisPoints'),
    staticBasisPoints: points('staticBasisPoints'),
    widerBasisPoints: points('widerBasisPoints'),
    length: readLength(shape.requireField(fields, path, 'length'), `${path}.length`),
    within: readLength(fields.get('within') ?? '0s', `${path}.within`),
  };
}

function readRows(json: unknown, path: string): RulebookBand[] {
  const last = new Map<string, number>();
  const count = new Map<string, number>();
  return shape.readArray(json, path, bandsMost * tiersMost).map((row, index) => {
    const at = `${path}[${index}]`;
    const own = shape.readFields(row, at, ['tier', 'from', 'basisPoints', 'most', 'doubles']);
    const tier = shape.readPattern(
      shape.requireField(own, at, 'tier'),
      `${at}.tier`,
      NAME,
      'letters, digits, dashes',
    );
    const from = readDecimal(shape.requireField(own, at, 'from'), `${at}.from`);
    if (Number(from) <= (last.get(tier) ?? -1))
      throw shape.outOfRange(`${at}.from`, 'must be above the row of its tier before.');
    last.set(tier, Number(from));
    count.set(tier, (count.get(tier) ?? 0) + 1);
    if (count.get(tier)! > bandsMost)
      throw shape.outOfRange(at, `is more than row ${bandsMost} of its tier.`);
    const points = shape.requireField(own, at, 'basisPoints');
    return {
      tier,
      from,
      basisPoints: shape.readInteger(points, `${at}.basisPoints`, 1, 10_000),
      ...(own.has('most') ? { most: readDecimal(own.get('most'), `${at}.most`) } : {}),
      ...(own.has('doubles') ? { doubles: shape.readBoolean(own.get('doubles'), `${at}.doubles`) } : {}),
    };
  });
}

function readBands(json: unknown, path: string): NonNullable<Rulebook['bands']> {
  const lengths = ['mean', 'hold', 'limitState', 'pause'] as const;
  const fields = shape.readFields(json, path, [...lengths, 'rows', 'republishBasisPoints']);
  const required = (name: string): unknown => shape.requireField(fields, path, name);
  const length = (name: (typeof lengths)[number]): string => readLength(required(name), `${path}.${name}`);
  const points = required('republishBasisPoints');
  return {
    rows: readRows(required('rows'), `${path}.rows`),
    mean: length('mean'),
    republishBasisPoints: shape.readInteger(points, `${path}.republishBasisPoints`, 0, 10_000),
    hold: length('hold'),
    limitState: length('limitState'),
    pause: length('pause'),
  };
}

function readBreaker(json: unknown, path: string): NonNullable<Rulebook['breaker']> {
  const names = ['levelBasisPoints', 'halt', 'before', 'halfBefore', 'closingBasisPoints'];
  const fields = shape.readFields(json, path, names);
  const required = (name: string): unknown => shape.requireField(fields, path, name);
  const closing = required('closingBasisPoints');
  const halfBefore = fields.get('halfBefore');
  return {
    levelBasisPoints: shape
      .readArray(required('levelBasisPoints'), `${path}.levelBasisPoints`, 8)
      .map((points, index) => shape.readInteger(points, `${path}.levelBasisPoints[${index}]`, 1, 10_000)),
    halt: readLength(required('halt'), `${path}.halt`),
    before: readTime(required('before'), `${path}.before`),
    ...(halfBefore === undefined ? {} : { halfBefore: readTime(halfBefore, `${path}.halfBefore`) }),
    closingBasisPoints: shape.readInteger(closing, `${path}.closingBasisPoints`, 1, 10_000),
  };
}

export const rulebookFields: readonly string[] = [
  'name',
  'version',
  'sources',
  'zone',
  'days',
  'holidays',
  'halfDays',
  'sessions',
  'halfSessions',
  'endsDay',
  'auction',
  'volatility',
  'bands',
  'breaker',
  'batch',
  'delay',
  'priority',
];

function readZone(value: unknown, path: string): string {
  const zone = shape.readText(value, path, 64);
  if (!knowsZone(zone)) throw shape.outOfRange(path, `${unknownZone(zone)}.`);
  return zone;
}

/** Throws with the path of the wrong field. */
export function readRulebook(json: unknown, path: string): Rulebook {
  const fields: Fields = shape.readFields(json, path, rulebookFields);
  const required = (name: string): unknown => shape.requireField(fields, path, name);
  const part = <Part>(name: string, read: (json: unknown, path: string) => Part): Record<string, Part> =>
    fields.has(name) ? { [name]: read(fields.get(name), `${path}.${name}`) } : {};
  const sources = shape.readArray(fields.get('sources') ?? [], `${path}.sources`, 32);
  return {
    name: shape.readPattern(required('name'), `${path}.name`, NAME, 'letters, digits and dashes'),
    version: shape.readPattern(
      required('version'),
      `${path}.version`,
      VERSION,
      'letters, digits, dots, dashes',
    ),
    sources: sources.map((source, index) => shape.readText(source, `${path}.sources[${index}]`, 500)),
    zone: readZone(required('zone'), `${path}.zone`),
    days: shape.readOneOf(fields.get('days') ?? 'weekdays', `${path}.days`, ['weekdays', 'every']),
    holidays: readDates(fields.get('holidays') ?? [], `${path}.holidays`),
    halfDays: readDates(fields.get('halfDays') ?? [], `${path}.halfDays`),
    sessions: readEntries(required('sessions'), `${path}.sessions`),
    halfSessions: readEntries(fields.get('halfSessions') ?? [], `${path}.halfSessions`),
    endsDay: shape.readBoolean(fields.get('endsDay') ?? false, `${path}.endsDay`),
    ...part('auction', readAuction),
    ...part('volatility', readVolatility),
    ...part('bands', readBands),
    ...part('breaker', readBreaker),
    ...part('batch', readLength),
    ...part('delay', readLength),
    ...part('priority', readPriority),
  } as Rulebook;
}
