/**
 * What travels when a run is shared: manifest, human log, the look of the page, and the claim about its result. Links
 * and files are two spellings of this one value.
 * Invariant: everything in a `SharedRun` has been copied field by field out of what was received.
 */
import { commandToJson, parseCommandLog } from '../scenario/command';
import type { CommandInput } from '../scenario/command';
import type { Json } from '../scenario/canonical';
import { limits } from '../scenario/manifest';
import type { Manifest } from '../scenario/manifest';
import * as shape from '../scenario/shape';
import type { Bookmark, Loop } from './bookmarks';

/** Flat on purpose: how the page looks, in names and plain values. It can change no report. */
export type View = Readonly<Record<string, string | number | boolean>>;

export type Speed = number | 'max';

export interface Claim {
  /** engine id, 16 hex digits; null when the link does not say */
  readonly engine: string | null;
  readonly reportCount: number;
  /** 16 hex digits */
  readonly digest: string;
  /** a link's prefix digests, 6 hex digits each */
  readonly prefix: readonly string[];
  /** a file's digests of all sealed blocks, 16 hex digits each; null in a link */
  readonly blockDigests: readonly string[] | null;
}

export interface SharedRun {
  /**
   * `tape.hash` is empty when a hand-made link names a tape without its hash: then whatever tape is found there is
   * meant, and whoever opens it fills the hash in before the run starts.
   */
  readonly manifest: Manifest;
  readonly humanLog: readonly CommandInput[];
  readonly view: View;
  readonly bookmarks: readonly Bookmark[];
  readonly loop: Loop | null;
  /** where the playhead stands, ns; null = at the start */
  readonly positionNs: bigint | null;
  readonly speed: Speed | null;
  readonly claim: Claim | null;
}

export interface Opened {
  readonly ok: true;
  readonly run: SharedRun;
  /** true: the text is not as it was made. It opens all the same */
  readonly isEdited: boolean;
  readonly warnings: readonly string[];
}

const maxViewFields = 64;
const viewName = /^[A-Za-z][A-Za-z0-9.]{0,47}$/;

export function readView(json: unknown, path: string): View {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw shape.wrongShape(path, 'must be a JSON object.');
  }
  const entries = Object.entries(json);
  if (entries.length > maxViewFields) throw shape.outOfRange(path, `has more than ${maxViewFields} fields.`);
  const view: Record<string, string | number | boolean> = {};
  for (const [name, value] of entries) {
    const at = shape.joinPath(path, name.slice(0, 48));
    if (shape.isForbiddenName(name) || !viewName.test(name))
      throw shape.wrongShape(at, 'this field name is forbidden.');
    if (typeof value === 'string') view[name] = shape.readText(value, at, 1000);
    else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      view[name] = value;
    else throw shape.wrongShape(at, 'must be text, a number, true or false.');
  }
  return view;
}

export const readHumanLog = (json: unknown): CommandInput[] =>
  parseCommandLog(json, 'humanLog', limits.commands);

export const writeHumanLog = (log: readonly CommandInput[]): Json =>
  log.map((command) => commandToJson(command));

export const hex16 = /^[0-9a-f]{16}$/;

/** At most six decimals: what `parseSpeed` reads back. */
export const speedText = (speed: Speed): string =>
  speed === 'max' ? speed : String(Number(speed.toFixed(6)));

/** `text` of a speed, or null when it is none. */
export function parseSpeed(text: string): Speed | null {
  if (text === 'max') return 'max';
  if (!/^[0-9]{1,4}(\.[0-9]{1,6})?$/.test(text)) return null;
  const speed = Number(text);
  return speed >= 0.1 && speed <= 1000 ? speed : null;
}

export function parsePosition(text: string): bigint | null {
  if (!/^-?[0-9]{1,19}$/.test(text)) return null;
  const ns = BigInt(text);
  return BigInt.asIntN(64, ns) === ns ? ns : null;
}
