/**
 * Reads what arrives at the cell's door: own fields of the right type, nothing else. Knows the protocol's shapes, no
 * engine. Invariant: a message with a usable id is either returned whole or answered with why it was refused.
 */
import type { Request, RequestType, ToCell } from './protocol';

export type ReadMessage = ToCell | { kind: 'unreadable'; id: number; why: string };
type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const bigint: Check = (value) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
const object: Check = (value) => isFields(value) && !Array.isArray(value);
const list: Check = (value) => Array.isArray(value);
const bytes: Check = (value) => value instanceof Uint8Array;
const anything: Check = () => true;
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

const farFile: Check = (value) =>
  isFields(value) && typeof value['url'] === 'string' && number(value['bytes']);
const farRows: Check = (value) =>
  isFields(value) && number(value['size']) && Array.isArray(value['files']) && value['files'].every(farFile);

const isTape: Check = (value) =>
  isFields(value) &&
  (value['parquet'] instanceof Blob || value['parquet'] instanceof Uint8Array || farRows(value['parquet']));
const tapeBytes: Check = (value) => value === null || isTape(value);

const claim: Check = (value) =>
  isFields(value) &&
  typeof value['digest'] === 'string' &&
  number(value['reportCount']) &&
  Array.isArray(value['prefix']) &&
  (value['blockDigests'] === null || Array.isArray(value['blockDigests']));

const fieldsOrNull =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    value === null ||
    (isFields(value) && Object.entries(fields).every(([name, check]) => check(value[name])));

const absentOr =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
/** A bar of no length never ends. */
const barLength: Check = (value) => bigint(value) && (value as bigint) > 0n;
const loop: Check = (value) =>
  value === null ||
  (isFields(value) && count(value['a']) && count(value['b']) && Number(value['a']) < Number(value['b']));

const isMoney: Check = (value) => typeof value === 'string' && /^[0-9]{1,18}$/.test(value);
const objects: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.length <= 256 && value.every(object);

const fieldsOf: Readonly<Record<RequestType, Readonly<Record<string, Check>>>> = {
  hello: { protocol: number },
  open: {
    core: bytes,
    manifest: anything,
    tape: tapeBytes,
    beside: absentOr((value) => Array.isArray(value) && value.every(isTape)),
    humanLog: list,
  },
  close: {},
  play: {},
  pause: {},
  speed: { speed: anything },
  seek: { ns: bigint },
  step: { kind: oneOf('event', 'trade', 'bar'), direction: oneOf(1, -1), barNs: absentOr(barLength) },
  goTo: { event: count },
  jump: { condition: text, direction: oneOf(1, -1) },
  loop: { loop },
  submit: { command: object },
  view: { instrument: number, levels: number },
  frame: {
    since: fieldsOrNull({
      epoch: number,
      trade: number,
      touch: number,
      session: number,
      known: number,
      bar: number,
      bars: number,
      profile: number,
    }),
  },
  past: { fromNs: bigint, toNs: bigint, columns: number, levels: number },
  log: { limit: number },
  journal: {
    have: fieldsOrNull({ epoch: number, reports: number }),
    target: fieldsOrNull({ nowNs: bigint, eventCount: number }),
  },
  timeline: { buckets: number },
  survey: {},
  result: { scope: oneOf('now', 'whole') },
  verify: { claim },
  double: {},
  checkpoint: {},
  resume: { eventCount: number, ns: bigint, checkpoint: (value) => value === null || bytes(value) },
  humanLog: {},
  money: { question: object },
  act: { commands: objects },
  rewrite: { manifest: anything, humanLog: list },
  desk: { account: count, mark: oneOf('mid', 'last'), have: (value) => value === null || text(value) },
  preview: {
    account: count,
    cash: (value) => value === null || isMoney(value),
    manifest: absentOr((value) => value === null || isFields(value)),
    commands: objects,
  },
  whatIf: { account: count, order: object },
  compare: { account: count },
};

function whyUnreadable(request: unknown): string | null {
  if (!isFields(request) || typeof request['type'] !== 'string') return 'it has no type.';
  const { type } = request;
  if (!Object.hasOwn(fieldsOf, type)) return `there is no call “${type.slice(0, 40)}”.`;
  for (const [name, check] of Object.entries(fieldsOf[type as RequestType])) {
    if (!check(request[name])) return `“${name}” of “${type}” is missing or of the wrong kind.`;
  }
  return null;
}

/** Null: not a message of this protocol, or one without an id to answer to. */
export function readMessage(data: unknown): ReadMessage | null {
  if (!isFields(data)) return null;
  if (data['kind'] === 'ping')
    return number(data['nonce']) ? { kind: 'ping', nonce: data['nonce'] as number } : null;
  const { id } = data;
  if (!isId(id)) return null;
  if (data['kind'] === 'cancel') return { kind: 'cancel', id };
  if (data['kind'] !== 'call') return null;
  const why = whyUnreadable(data['request']);
  if (why !== null) return { kind: 'unreadable', id, why };
  return { kind: 'call', id, request: data['request'] as Request };
}
