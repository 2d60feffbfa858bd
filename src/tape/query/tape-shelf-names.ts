/**
 * What the tapes of a shelf are called in a statement, and which of them tell the future of the open one. Pure.
 * Invariant: no two tapes have one name, no name is that of another table, and the same shelf gives the same names in
 * any order.
 */
import type { TapeManifest } from '../manifest';

/** A tape that could be asked about: enough to list it. */
export interface ShelvedTape {
  readonly hash: string;
  readonly title: string;
  readonly schema: string;
  readonly rows: string;
}

const hashDigits = 6;

function plainName(title: string): string {
  const name = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 48);
  // A digit in front would need quotes, and a single word may be one of SQL's own.
  return /^[a-z].*_/.test(name) ? name : `tape_${name === '' ? 'unnamed' : name}`;
}

/** Names by hash. */
export function tapeNames(
  tapes: readonly ShelvedTape[],
  taken: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { hash, title } of tapes) {
    const own = plainName(title);
    const isShared = tapes.some((other) => other.hash !== hash && plainName(other.title) === own);
    names.set(hash, isShared || taken.has(own) ? `${own}_${hash.slice(0, hashDigits)}` : own);
  }
  return names;
}

/** Whether a statement may mean a table of this name: the word stands in it. */
export const mentions = (sql: string, name: string): boolean =>
  new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`, 'i').test(sql);

const span = (tape: TapeManifest): [bigint, bigint] => [BigInt(tape.firstTsNs), BigInt(tape.lastTsNs)];

/** Made of the same data, or of the same instrument at the same time: its later rows are the open tape’s future. */
export function tellsTheFutureOf(open: TapeManifest, other: TapeManifest): boolean {
  const family = (tape: TapeManifest): Set<string> =>
    new Set([tape.hash, ...(tape.source.parents ?? []), ...tape.source.files.map(({ sha256 }) => sha256)]);
  const own = family(open);
  if ([...family(other)].some((hash) => own.has(hash))) return true;
  const symbols = new Set(open.instruments.map(({ symbol }) => symbol));
  const [fromNs, toNs] = span(open);
  const [otherFromNs, otherToNs] = span(other);
  const isAtOnce = otherFromNs <= toNs && fromNs <= otherToNs;
  return isAtOnce && other.instruments.some(({ symbol }) => symbols.has(symbol));
}
