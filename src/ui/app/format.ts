/**
 * Numbers and times as people read them: prices from units, sizes from lots, nanoseconds in a zone. The one place
 * that reads the chosen style and zone; the zone given to a function is the exchange's, shown unless another was
 * chosen. Marks come from Intl, its formatters are kept; every text of one kind has one width, so columns never move.
 */
import type { NumberStyle } from '../state/choices';
import { reading } from '../state/reading.svelte';

export interface Decimal {
  readonly mantissa: bigint;
  readonly decimals: number;
}

export interface PriceScale {
  readonly unit: Decimal;
  readonly unitsPerTick: number;
  /** decimals of the tick: what a price on the grid is printed with */
  readonly decimals: number;
}

export interface ClockText {
  readonly hms: string;
  readonly ms: string;
  readonly fine: string;
}

export function parseDecimal(text: string): Decimal {
  const [whole = '0', fraction = ''] = text.split('.');
  const trimmed = fraction.replace(/0+$/, '');
  return { mantissa: BigInt(whole + trimmed), decimals: trimmed.length };
}

export function priceScale(priceUnit: string, unitsPerTick: number): PriceScale {
  const unit = parseDecimal(priceUnit);
  let tick = unit.mantissa * BigInt(unitsPerTick);
  let decimals = unit.decimals;
  while (decimals > 0 && tick % 10n === 0n) {
    tick /= 10n;
    decimals -= 1;
  }
  return { unit, unitsPerTick, decimals };
}

/** Prices on the grid get the tick's decimals, two at least where the unit has them; others all that they need. */
export function formatPrice(units: bigint | number, scale: PriceScale): string {
  const value = BigInt(units) * scale.unit.mantissa;
  const least = Math.max(scale.decimals, Math.min(2, scale.unit.decimals));
  return decimalText(value, scale.unit.decimals, least);
}

export function formatSize(lots: bigint | number, lotSize: Decimal): string {
  return decimalText(BigInt(lots) * lotSize.mantissa, lotSize.decimals, lotSize.decimals);
}

const LOCALES: Readonly<Record<NumberStyle, string>> = {
  comma: 'en-US',
  point: 'de-DE',
  space: 'fr-FR',
  plain: 'en-US',
};

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(decimals: number): Intl.NumberFormat {
  const style = reading.numbers;
  const key = style + decimals;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(LOCALES[style], {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: style !== 'plain',
    });
    numberFormats.set(key, format);
  }
  return format;
}

interface Marks {
  readonly group: string;
  readonly point: string;
}

const marksOf = new Map<NumberStyle, Marks>();

/** What Intl puts between thousands and before decimals, asked once a style. */
function marks(): Marks {
  const style = reading.numbers;
  let known = marksOf.get(style);
  if (known === undefined) {
    const parts = numberFormat(1).formatToParts(1_234_567.5);
    const markOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
    known = { group: markOf('group'), point: markOf('decimal') };
    marksOf.set(style, known);
  }
  return known;
}

/** One minus for every style: as wide as a plus, unlike a hyphen. */
const signed = (isNegative: boolean, text: string): string => (isNegative ? `−${text}` : text);

function decimalText(value: bigint, decimals: number, keep: number): string {
  const isNegative = value < 0n;
  const digits = (isNegative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  let fraction = digits.slice(digits.length - decimals);
  while (fraction.length > keep && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  // By hand: a ladder has a hundred such figures, Intl takes ten times as long, and a price may be wider than a double.
  const { group, point } = marks();
  let text = whole.slice(-3);
  for (let end = whole.length - 3; end > 0; end -= 3) {
    text = whole.slice(Math.max(0, end - 3), end) + group + text;
  }
  return signed(isNegative, fraction === '' ? text : text + point + fraction);
}

export function formatCount(value: bigint | number): string {
  const isNegative = value < 0;
  return signed(isNegative, numberFormat(0).format(isNegative ? -value : value));
}

export function formatNumber(value: number, decimals: number): string {
  const isNegative = value < 0 && Number(value.toFixed(decimals)) !== 0;
  return signed(isNegative, numberFormat(decimals).format(Math.abs(value)));
}

/** `part` from 0 to 1, in whole percent; never 100 before it is whole. */
export const formatPercent = (part: number): string => `${formatCount(Math.floor(part * 100))} %`;

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const names = ['KiB', 'MiB', 'GiB'];
  let value = bytes / 1024;
  let index = 0;
  while (value >= 1024 && index < names.length - 1) {
    value /= 1024;
    index += 1;
  }
  return `${formatNumber(value, value < 10 ? 1 : 0)} ${names[index] ?? ''}`;
}

const SLOT_MS = 900_000;
const offsets = new Map<string, number>();

let localZone: string | null = null;

/** The zone that times of an exchange's zone are shown in. */
export function shownZone(zone: string): string {
  if (reading.zone === 'exchange') return zone;
  if (reading.zone === 'utc') return 'UTC';
  localZone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return localZone;
}

/** Offset of the shown zone from UTC in ms at a moment; unknown zones read as UTC. */
export function zoneOffsetMs(utcMs: number, exchangeZone: string): number {
  const zone = shownZone(exchangeZone);
  const slot = Math.floor(utcMs / SLOT_MS);
  const key = `${zone}/${slot}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size > 4096) offsets.clear();
  const offset = computeOffset(slot * SLOT_MS, zone);
  offsets.set(key, offset);
  return offset;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();
const zoneNames = new Map<string, string>();

/** What Intl calls a zone at a moment; null for a zone that it does not know. */
function zoneWord(utcMs: number, zone: string, timeZoneName: 'short' | 'longOffset'): string | null {
  const key = `${timeZoneName}/${zone}`;
  try {
    let format = zoneFormats.get(key);
    if (format === undefined) {
      format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName });
      zoneFormats.set(key, format);
    }
    return format.formatToParts(utcMs).find((part) => part.type === 'timeZoneName')?.value ?? null;
  } catch {
    return null;
  }
}

function computeOffset(utcMs: number, zone: string): number {
  const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(zoneWord(utcMs, zone, 'longOffset') ?? '');
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return (match[1] === '-' ? -1000 : 1000) * seconds;
}

const pad = (value: number, width: number): string => value.toString().padStart(width, '0');

const MS_NS = 1_000_000n;
const floorMs = (ns: bigint): number => Number((ns - (((ns % MS_NS) + MS_NS) % MS_NS)) / MS_NS);

export function clockText(ns: bigint, zone: string): ClockText {
  const utcMs = floorMs(ns);
  const below = Number(((ns % MS_NS) + MS_NS) % MS_NS);
  const date = new Date(utcMs + zoneOffsetMs(utcMs, zone));
  return {
    hms: `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`,
    ms: pad(date.getUTCMilliseconds(), 3),
    fine: `${pad(Math.floor(below / 1000), 3)} ${pad(below % 1000, 3)}`,
  };
}

export function timeText(ns: bigint, zone: string): string {
  const clock = clockText(ns, zone);
  return `${clock.hms}.${clock.ms}`;
}

export function dateText(ns: bigint, zone: string): string {
  const utcMs = floorMs(ns);
  const date = new Date(utcMs + zoneOffsetMs(utcMs, zone));
  return `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
}

/** `EDT`, `UTC`: the shown zone at a moment. */
export function zoneName(ns: bigint, zone: string): string {
  const shown = shownZone(zone);
  const slot = Math.floor(floorMs(ns) / SLOT_MS);
  const key = `${shown}/${slot}`;
  const known = zoneNames.get(key);
  if (known !== undefined) return known;
  if (zoneNames.size > 4096) zoneNames.clear();
  const name = zoneWord(slot * SLOT_MS, shown, 'short') ?? shown;
  zoneNames.set(key, name);
  return name;
}

const TIME = /^(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?$/;

/** `HH:MM`, `HH:MM:SS.fraction`, with or without a date, in the zone; the date defaults to that of `aroundNs`. */
export function parseClock(text: string, aroundNs: bigint, zone: string): bigint | null {
  const match = TIME.exec(text.trim().replace(/(\d) (?=\d{3})/g, '$1'));
  if (match === null) return null;
  const [, year, month, day, hours, minutes, seconds = '0', fraction = ''] = match;
  const around = floorMs(aroundNs);
  const local = new Date(around + zoneOffsetMs(around, zone));
  const dayMs =
    year === undefined
      ? Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate())
      : Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const wallMs = dayMs + (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  const first = wallMs - zoneOffsetMs(wallMs, zone);
  const utcMs = wallMs - zoneOffsetMs(first, zone);
  return BigInt(utcMs) * MS_NS + BigInt(fraction.padEnd(9, '0'));
}

export function durationText(ns: bigint): string {
  const seconds = Number(ns / 1_000_000_000n);
  if (seconds < 60) return `${formatNumber(Number(ns / MS_NS) / 1000, 3)} s`;
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return hours === 0 ? `${rest} min` : `${hours}:${rest} h`;
}

/** `queueModel` as a person would write it. */
export const assumptionWord = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `9f3a 61c2`: the first eight digits of a digest, enough to compare by eye. */
export function shortDigest(digest: string): string {
  return `${digest.slice(0, 4)} ${digest.slice(4, 8)}`;
}
