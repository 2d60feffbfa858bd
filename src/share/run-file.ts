/**
 * A run as a `.tapedeck` file (docs/FORMATS.md, "Manifest"): one JSON object with the digests of all blocks, never the
 * tape. For runs that no link can hold.
 * Invariant: `decodeRunFile(encodeRunFile(run))` is `run`; a file cut anywhere is refused as a whole.
 */
import { canonicalJson, manifestToJson } from '../scenario/canonical';
import type { Json } from '../scenario/canonical';
import { parseManifest } from '../scenario/manifest';
import * as shape from '../scenario/shape';
import { markFields, readMarks } from './bookmarks';
import { refusal, refusalOf } from './outcome';
import type { Refusal } from './outcome';
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
import { prefixDigests, sealedBlocks } from './verdict';

const format = 'tapedeck-run';
const currentVersion = 1;
const maxCharacters = 256 * 1024 * 1024;
const runFields = ['format', 'version', 'manifest', 'humanLog', 'view', 'bookmarks', 'loop'];
const claimFields = ['engine', 'reportCount', 'digest', 'blockDigests'];

/** Position and speed travel in `view`, under the names that links give them. */
export function encodeRunFile(run: SharedRun): string {
  const view: Record<string, Json> = { ...run.view };
  if (run.positionNs !== null) view['t'] = run.positionNs.toString();
  if (run.speed !== null) view['speed'] = speedText(run.speed);
  const json: Record<string, Json> = {
    format,
    version: currentVersion,
    manifest: manifestToJson(run.manifest),
    humanLog: writeHumanLog(run.humanLog),
    view,
    ...markFields(run.bookmarks, run.loop),
  };
  if (run.claim !== null) {
    const { engine, reportCount, digest, blockDigests } = run.claim;
    Object.assign(json, { engine, reportCount, digest, ...(blockDigests === null ? {} : { blockDigests }) });
  }
  return `${canonicalJson(json)}\n`;
}

export function decodeRunFile(text: string): Opened | Refusal {
  if (text.length > maxCharacters)
    return refusal('tooLarge', 'The file is larger than 256 MiB and was not opened.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    if (isCutShort(text))
      return refusal('truncated', 'The file ends too early. Ask for it again; nothing was opened.');
    return refusal('malformed', 'The file is not JSON, so it is no .tapedeck file. Nothing was opened.');
  }
  try {
    return openFile(json);
  } catch (error) {
    return refusalOf(error);
  }
}

function openFile(json: unknown): Opened | Refusal {
  if (!isObject(json) || !Object.hasOwn(json, 'format') || json['format'] !== format) {
    return refusal('malformed', `The file is no .tapedeck file: it lacks "format":"${format}".`);
  }
  const version = Object.hasOwn(json, 'version') ? json['version'] : undefined;
  if (typeof version === 'number' && version > currentVersion) {
    return refusal(
      'newerVersion',
      `Made with a newer version (${version}). Reload the page or update Tapedeck, then open it again.`,
    );
  }
  shape.refuseDeepJson(json, 'file');
  const fields = shape.readFields(json, '', [...runFields, ...claimFields]);
  shape.readInteger(shape.requireField(fields, '', 'version'), 'version', 1, currentVersion);
  const manifest = parseManifest(shape.requireField(fields, '', 'manifest'));
  const humanLog = readHumanLog(fields.get('humanLog') ?? []);
  const { t, speed, ...view } = readView(fields.get('view') ?? {}, 'view');
  const positionNs = t === undefined ? null : parsePosition(String(t));
  const pace = speed === undefined ? null : parseSpeed(String(speed));
  if (t !== undefined && positionNs === null)
    throw shape.wrongShape('view.t', 'must be a whole number of nanoseconds.');
  if (speed !== undefined && pace === null)
    throw shape.wrongShape('view.speed', 'must be 0.1 to 1000, or max.');
  const marks = readMarks(fields);
  const run = { manifest, humanLog, view, ...marks, positionNs, speed: pace, claim: readClaim(fields) };
  return { ok: true, run, isEdited: false, warnings: [] };
}

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function readClaim(fields: Map<string, unknown>): Claim | null {
  if (!claimFields.some((name) => fields.has(name))) return null;
  const reportCount = shape.readInteger(
    shape.requireField(fields, '', 'reportCount'),
    'reportCount',
    0,
    Number.MAX_SAFE_INTEGER,
  );
  const readHex = (value: unknown, path: string): string =>
    shape.readPattern(value, path, hex16, '16 hex digits');
  const blockDigests = fields.has('blockDigests')
    ? readBlocks(fields.get('blockDigests'), reportCount)
    : null;
  const engine = fields.get('engine') ?? null;
  return {
    engine: engine === null ? null : readHex(engine, 'engine'),
    reportCount,
    digest: readHex(shape.requireField(fields, '', 'digest'), 'digest'),
    prefix: prefixDigests(blockDigests ?? []),
    blockDigests,
  };
}

function readBlocks(json: unknown, reportCount: number): string[] {
  const blockCount = sealedBlocks(reportCount);
  const listed = shape.readArray(json, 'blockDigests', blockCount);
  if (listed.length !== blockCount) {
    throw shape.wrongShape(
      'blockDigests',
      `has ${listed.length} entries, ${reportCount} reports seal ${blockCount} blocks.`,
    );
  }
  return listed.map((entry, index) =>
    shape.readPattern(entry, `blockDigests[${index}]`, hex16, '16 hex digits'),
  );
}

/** Whether JSON text ends inside a string, object or array that was begun. */
function isCutShort(text: string): boolean {
  let open = 0;
  let isInText = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (isInText) {
      if (char === '\\') index++;
      else if (char === '"') isInText = false;
    } else if (char === '"') isInText = true;
    else if (char === '{' || char === '[') open++;
    else if (char === '}' || char === ']') open--;
  }
  return open > 0 || isInText || text.trim() === '';
}
