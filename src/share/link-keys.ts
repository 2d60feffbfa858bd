/**
 * The outside of a link: `v1;key=value;…`, split and checked for completeness, nothing interpreted.
 * Two keys guard it. `l`, right after the version, is the length of the whole fragment, so that a link cut anywhere can
 * say how much is missing; `c`, at the end, is the length and CRC of what stands before it, so that an edit shows.
 * Invariant: no proper prefix of a link made by `joinLink` is taken for a complete one.
 */
import { crc32Hex } from './crc32';
import { groupDigits, refusal } from './outcome';
import type { Refusal } from './outcome';

export const maxFragment = 32 * 1024;
const version = 'v1;';
const knownKeys = ['l', 'tape', 'h', 'seed', 't', 'speed', 'z', 'e', 'n', 'd', 'p', 'c'];

export interface LinkKeys {
  readonly ok: true;
  /** characters of the fragment */
  readonly length: number;
  /** decoded values by key, known keys only */
  readonly values: ReadonlyMap<string, string>;
  readonly unknown: readonly string[];
  /** true: `c` is there */
  readonly isSealed: boolean;
  /** true: `c` is there and does not fit */
  readonly isEdited: boolean;
}

/** Percent-encodes only what would end a value or what some program on the way would change. */
const encodeValue = (value: string): string =>
  encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');

export function joinLink(entries: readonly (readonly [key: string, value: string])[]): string {
  const body = entries.map(([key, value]) => `${key}=${encodeValue(value)}`).join(';');
  // The length counts its own digits: try until it fits.
  for (let digits = 1; ; digits++) {
    const seal = (total: number): string => {
      const text = `${version}l=${total};${body}`;
      return `${text};c=${text.length}.${crc32Hex(text)}`;
    };
    const total = seal(10 ** (digits - 1)).length;
    const link = seal(total);
    if (link.length === total) return link;
  }
}

export function splitLink(text: string): LinkKeys | Refusal {
  const trimmed = text.trim();
  const fragment = trimmed.slice(trimmed.indexOf('#') + 1);
  if (fragment.length > maxFragment) {
    return refusal(
      'tooLarge',
      `Link has ${groupDigits(fragment.length)} characters, at most ${groupDigits(maxFragment)} are read. Ask for the .tapedeck file instead.`,
    );
  }
  if (version.startsWith(fragment)) return truncated(fragment.length, undefined);
  const made = /^v([0-9]{1,6});/.exec(fragment);
  if (made === null) return refusal('malformed', 'This is not a Tapedeck link: it should begin with “#v1;”.');
  if (Number(made[1]) > 1) {
    return refusal(
      'newerVersion',
      `Made with a newer version (v${made[1]}). Reload the page or update Tapedeck, then open it again.`,
    );
  }
  if (Number(made[1]) !== 1) return refusal('malformed', `Links of version ${made[1]} never existed.`);
  return readKeys(fragment);
}

function readKeys(fragment: string): LinkKeys | Refusal {
  const values = new Map<string, string>();
  const unknown: string[] = [];
  let isSealed = false;
  let isEdited = false;
  let start = version.length;
  while (start < fragment.length) {
    const stop = fragment.indexOf(';', start);
    const end = stop < 0 ? fragment.length : stop;
    const entry = fragment.slice(start, end);
    const equals = entry.indexOf('=');
    const key = equals < 0 ? entry : entry.slice(0, equals);
    if (key === 'c' && equals > 0) {
      const seal = /^([0-9]{1,6})\.([0-9a-f]{8})$/.exec(entry.slice(2));
      if (seal === null) return truncated(fragment.length, values.get('l'));
      const sealed = fragment.slice(0, start - 1);
      isSealed = true;
      isEdited = Number(seal[1]) !== sealed.length || seal[2] !== crc32Hex(sealed) || isEdited;
    } else if (isSealed && entry !== '') {
      isEdited = true;
    }
    if (equals > 0 && knownKeys.includes(key)) {
      const value = decodeValue(entry.slice(equals + 1));
      if (value === null)
        return refusal('malformed', `Link: the value of “${key}” is not percent-encoded text.`);
      if (values.has(key)) return refusal('malformed', `Link: the key “${key}” is there twice.`);
      values.set(key, value);
    } else if (entry !== '') {
      unknown.push(key.slice(0, 40));
    }
    start = end + 1;
  }
  if (!isSealed && isCutShort(fragment, values)) return truncated(fragment.length, values.get('l'));
  return { ok: true, length: fragment.length, values, unknown, isSealed, isEdited };
}

/** Without `c`: a made link always has `l` first; a hand-made one has neither. */
const isCutShort = (fragment: string, values: ReadonlyMap<string, string>): boolean =>
  values.has('l') || fragment === version || fragment === `${version}l`;

function decodeValue(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

export function truncated(length: number, expected: string | undefined): Refusal {
  const total = expected !== undefined && /^[0-9]{1,6}$/.test(expected) ? Number(expected) : 0;
  const of =
    total > length ? `${groupDigits(length)} of ${groupDigits(total)}` : `only ${groupDigits(length)}`;
  return refusal(
    'truncated',
    `Link is incomplete (${of} characters). Ask for the whole link or for the .tapedeck file.`,
  );
}
