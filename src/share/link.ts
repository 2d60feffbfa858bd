/**
 * A run as a link (docs/FORMATS.md, "Link"): readable keys that people may edit around one packed blob.
 * Nothing a person can paste makes `decodeLink` throw; nothing of a refused link is kept.
 * Invariant: `decodeLink(encodeLink(run))` gives back `run`, and readable keys win over the blob.
 */
import { canonicalJson, manifestToShortJson } from '../scenario/canonical';
import type { Json } from '../scenario/canonical';
import { parseManifest } from '../scenario/manifest';
import type { Manifest } from '../scenario/manifest';
import * as shape from '../scenario/shape';
import { joinLink, maxFragment, splitLink, truncated } from './link-keys';
import type { LinkKeys } from './link-keys';
import { markFields, readMarks } from './bookmarks';
import { groupDigits, refusal, refusalOf } from './outcome';
import type { Refusal } from './outcome';
import { packText, unpackText } from './packing';
import {
  hex16,
  parsePosition,
  parseSpeed,
  readHumanLog,
  readView,
  speedText,
  writeHumanLog,
} from './shared-run';
import type { Claim, Opened, SharedRun } from './shared-run';
import { maxPrefixes, splitPrefixes } from './verdict';

const maxInflated = 256 * 1024;

const blobFields = ['manifest', 'humanLog', 'view', 'bookmarks', 'loop'];
const noHash = '0'.repeat(64);

export interface EncodedLink {
  readonly ok: true;
  /** without the leading `#` */
  readonly fragment: string;
}

/** Above the limits a link is refused with `tooLarge`: offer the file. */
export async function encodeLink(run: SharedRun): Promise<EncodedLink | Refusal> {
  const { manifest, claim } = run;
  const json = canonicalJson(blobJson(run));
  const tooLarge = (what: string): Refusal =>
    refusal('tooLarge', `The run is too large for a link (${what}). Save it as a .tapedeck file instead.`);
  const jsonBytes = new TextEncoder().encode(json).length;
  if (jsonBytes > maxInflated) return tooLarge(`${groupDigits(jsonBytes)} bytes`);
  const entries: [string, string][] = [];
  if (manifest.tape !== null) {
    const place = manifest.tape.url || manifest.tape.name;
    if (place !== '') entries.push(['tape', place]);
    if (manifest.tape.hash !== '') entries.push(['h', manifest.tape.hash]);
  }
  entries.push(['seed', manifest.seed]);
  if (run.positionNs !== null) entries.push(['t', run.positionNs.toString()]);
  if (run.speed !== null) entries.push(['speed', speedText(run.speed)]);
  entries.push(['z', await packText(json)]);
  if (claim !== null) {
    if (claim.engine !== null) entries.push(['e', claim.engine]);
    entries.push(['n', String(claim.reportCount)], ['d', claim.digest]);
    if (claim.prefix.length > 0) entries.push(['p', claim.prefix.slice(0, maxPrefixes).join('')]);
  }
  const fragment = joinLink(entries);
  if (fragment.length > maxFragment) return tooLarge(`${groupDigits(fragment.length)} characters`);
  return { ok: true, fragment };
}

/** Tape and seed stand in readable keys; the blob holds only what those cannot say. */
function blobJson(run: SharedRun): Json {
  const manifest = manifestToShortJson(run.manifest);
  delete manifest['seed'];
  delete manifest['tape'];
  const { tape } = run.manifest;
  if (tape !== null && (tape.url !== '' || isPlace(tape.name)))
    manifest['tape'] = { name: tape.name, url: tape.url };
  const json: Record<string, Json> = { manifest };
  if (run.humanLog.length > 0) json['humanLog'] = writeHumanLog(run.humanLog);
  if (Object.keys(run.view).length > 0) json['view'] = run.view;
  return { ...json, ...markFields(run.bookmarks, run.loop) };
}

const isPlace = (text: string): boolean => text.includes('/');

/** Takes a whole address, `#v1;…` or `v1;…`. */
export async function decodeLink(text: string): Promise<Opened | Refusal> {
  const keys = splitLink(text);
  if (!keys.ok) return keys;
  try {
    return await openLink(keys);
  } catch (error) {
    return refusalOf(error);
  }
}

async function openLink(keys: LinkKeys): Promise<Opened | Refusal> {
  const warnings = keys.unknown.map((key) => `The key “${key}” is unknown to this version and was ignored.`);
  const blob = await readBlob(keys);
  if (!blob.ok) return blob;
  const manifest = readManifest(blob.fields.get('manifest'), keys.values);
  const humanLog = readHumanLog(blob.fields.get('humanLog') ?? []);
  const view = readView(blob.fields.get('view') ?? {}, 'view');
  const claim = readClaim(keys, warnings);
  const positionNs = readKey(keys, 't', parsePosition, 'a whole number of nanoseconds');
  const speed = readKey(keys, 'speed', parseSpeed, 'a number from 0.1 to 1000, or max');
  const run = { manifest, humanLog, view, ...readMarks(blob.fields), positionNs, speed, claim };
  return { ok: true, run, isEdited: keys.isEdited, warnings };
}

type Blob = { readonly ok: true; readonly fields: Map<string, unknown> };

async function readBlob(keys: LinkKeys): Promise<Blob | Refusal> {
  const token = keys.values.get('z');
  if (token === undefined) return { ok: true, fields: new Map() };
  const unpacked = await unpackText(token, maxInflated);
  if (!unpacked.ok) {
    if (unpacked.why === 'tooLarge') {
      return refusal(
        'tooLarge',
        `Link unpacks to more than ${groupDigits(maxInflated)} bytes and was not opened.`,
      );
    }
    if (!keys.isSealed) return truncated(keys.length, undefined);
    return refusal('malformed', 'Link is damaged: its packed part (z) cannot be read. Ask for it again.');
  }
  const json = shape.parseJsonText(unpacked.text, 'z');
  shape.refuseDeepJson(json, 'z');
  return { ok: true, fields: shape.readFields(json, 'z', blobFields) };
}

/** Readable keys win over the blob. The copy below is of raw JSON: `parseManifest` still sees and refuses every field. */
function readManifest(json: unknown, values: ReadonlyMap<string, string>): Manifest {
  const raw = new Map<string, unknown>(isObject(json) ? Object.entries(json) : []);
  if (json !== undefined && !isObject(json)) throw shape.wrongShape('manifest', 'must be a JSON object.');
  if (json === undefined) raw.set('version', 1);
  const seed = values.get('seed');
  if (seed !== undefined) raw.set('seed', seed);
  const place = values.get('tape');
  const hash = values.get('h');
  if (place !== undefined || hash !== undefined || raw.has('tape')) {
    const inner = raw.has('tape') ? shape.readFields(raw.get('tape'), 'tape', ['name', 'url']) : null;
    const tape: Record<string, unknown> = { hash: hash ?? noHash };
    if (inner?.get('name') !== undefined) tape['name'] = inner.get('name');
    if (inner?.get('url') !== undefined) tape['url'] = inner.get('url');
    if (place !== undefined) Object.assign(tape, placeFields(place, tape));
    raw.set('tape', tape);
  }
  const manifest = parseManifest(Object.fromEntries(raw));
  if (manifest.tape === null || hash !== undefined) return manifest;
  return { ...manifest, tape: { ...manifest.tape, hash: '' } };
}

/** A place with a slash is an address, one without is a name; the key replaces what the blob says it was. */
function placeFields(place: string, tape: Readonly<Record<string, unknown>>): Record<string, string> {
  const wasMade = tape['url'] !== undefined;
  if (wasMade && tape['url'] === '' && tape['name'] === place) return {};
  return isPlace(place) || (wasMade && tape['url'] === place) ? { url: place } : { name: place, url: '' };
}

const isObject = (json: unknown): json is object =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function readKey<Value>(
  keys: LinkKeys,
  key: string,
  parse: (text: string) => Value | null,
  words: string,
): Value | null {
  const text = keys.values.get(key);
  if (text === undefined) return null;
  const value = parse(text);
  if (value === null) throw shape.wrongShape(key, `must be ${words}.`);
  return value;
}

/** `n` and `d` together are a claim; a link without them opens without one. */
function readClaim(keys: LinkKeys, warnings: string[]): Claim | null {
  const count = keys.values.get('n');
  const digest = keys.values.get('d');
  if (count === undefined && digest === undefined) return null;
  if (count === undefined || digest === undefined || !keys.isSealed) {
    warnings.push('The link says nothing complete about its result, so there is nothing to verify.');
    return null;
  }
  const reportCount = Number(count);
  if (!/^[0-9]{1,16}$/.test(count) || !Number.isSafeInteger(reportCount)) {
    throw shape.wrongShape('n', 'must be a report count.');
  }
  const engine = keys.values.get('e');
  const prefix = splitPrefixes(keys.values.get('p') ?? '', reportCount);
  if (prefix === null)
    warnings.push(
      'The prefix digests (p) do not fit the report count: a difference cannot be narrowed down.',
    );
  return {
    engine: engine === undefined ? null : shape.readPattern(engine, 'e', hex16, '16 hex digits'),
    reportCount,
    digest: shape.readPattern(digest, 'd', hex16, '16 hex digits'),
    prefix: prefix ?? [],
    blockDigests: null,
  };
}
