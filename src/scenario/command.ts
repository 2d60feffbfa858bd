/**
 * A command as the outside world writes it (docs/FORMATS.md, "Command log") and as the engine takes it.
 * Knows nothing of any engine. Invariant: a parsed command fits its 40-byte record exactly, and
 * `parseCommand(commandToJson(c))` is `c`.
 */
import { CommandFlag, CommandKind, Rank, SessionState, Side, Tif } from '../layout/layout.gen';
import { rankName, sessionStateName, sideName, tifName } from '../layout/layout.gen';
import type { SessionStateName, TifName } from '../layout/layout.gen';
import { TapedeckError } from '../layout/errors';
import { isUnpriced, readTerms, readType, termFields, termsToJson, type OrderTerms } from './order-terms';
import { entryFields, entryOpOf, entryOps, entryToJson, isEntry, readEntry, type EntryOp } from './entries';
import { isShock, readShock, shockFields, shockOps, shockToJson, type ShockOp } from './shock-commands';
import * as shape from './shape';

/** Numbers of kind, side, tif, flags and rank are codes of `layout.gen`. */
export interface CommandInput {
  readonly tsNs: bigint;
  readonly orderId: bigint;
  readonly priceUnits: bigint;
  readonly lots: number;
  readonly kind: number;
  readonly side: number;
  readonly tif: number;
  readonly flags: number;
  readonly instrument: number;
  readonly rank: number;
  readonly displayShift: number;
  readonly account: number;
  /** what goes beyond these fields, absent for most orders */
  readonly terms?: OrderTerms;
  /** what a headline says; its number stands in `lots` */
  readonly text?: string;
}

export type CommandOp = 'new' | 'cancel' | 'reduce' | 'replace' | 'session' | ActionOp | EntryOp | ShockOp;
type ActionOp = 'split' | 'dividend' | 'symbolChange' | 'delist';
export type CommandJson = Readonly<Record<string, string | number | boolean>>;

const minI64 = -(2n ** 63n);
export const maxI64 = 2n ** 63n - 1n;
export const maxU64 = 2n ** 64n - 1n;
const maxU32 = 2 ** 32 - 1;
const maxU16 = 2 ** 16 - 1;

const actionOps: readonly ActionOp[] = ['split', 'dividend', 'symbolChange', 'delist'];
const plainOps = ['new', 'cancel', 'reduce', 'replace', 'session', ...actionOps, ...shockOps] as const;
const ops: readonly CommandOp[] = [...plainOps, ...entryOps];
const states = Object.keys(SessionState) as SessionStateName[];
/** An hour: no call ends later than that by chance. */
const mostWithinNs = 3_600_000_000_000n;
const mostSplit = 1_000_000;
const mostShares = 1_000_000_000n;
const sources = ['intervention', 'person', 'strategy', 'agent'] as const;
const sides = ['buy', 'sell'] as const;
const tifs = Object.keys(Tif) as TifName[];

const ofActions = ['op', 'ts', 'instrument'];
const everywhere = [...ofActions, 'id', 'source'];
const fieldsOf: Readonly<Record<CommandOp, readonly string[]>> = {
  new: [
    ...everywhere,
    'side',
    'type',
    'price',
    'lots',
    'tif',
    'postOnly',
    'account',
    'displayShift',
    ...termFields,
  ],
  cancel: everywhere,
  reduce: [...everywhere, 'lots'],
  replace: [...everywhere, 'price', 'lots'],
  session: [...ofActions, 'source', 'state', 'withinNs'],
  split: [...ofActions, 'newShares', 'oldShares'],
  dividend: [...ofActions, 'cash', 'shares'],
  symbolChange: ofActions,
  delist: ofActions,
  funding: [...ofActions, ...entryFields.funding],
  borrow: [...ofActions, ...entryFields.borrow],
  interest: [...ofActions, ...entryFields.interest],
  settle: [...ofActions, ...entryFields.settle],
  agentChange: [...ofActions, ...shockFields.agentChange],
  news: [...ofActions, ...shockFields.news],
};

const isAction = (op: CommandOp): op is ActionOp => (actionOps as readonly string[]).includes(op);

const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** `path` names the place of the command in messages: `commands[3]`, `line 17`. */
export const parseCommand = (json: unknown, path: string): CommandInput =>
  shape.readUnder(path, () => readCommand(json));

function readCommand(json: unknown): CommandInput {
  if (!isRecord(json)) throw shape.wrongShape('', 'must be a JSON object.');
  const op = shape.readOneOf(json['op'], 'op', ops);
  const fields = shape.readFields(json, '', fieldsOf[op]);
  const required = (name: string): unknown => shape.requireField(fields, '', name);
  const readPrice = (): bigint => shape.readBigint(required('price'), 'price', minI64, maxI64);
  if (isAction(op)) return readAction(op, fields);
  if (op === 'session') return readSession(fields);
  if (isEntry(op) || isShock(op)) {
    const tsNs = shape.readBigint(required('ts'), 'ts', 0n, maxI64);
    const instrument = shape.readInteger(fields.get('instrument') ?? 0, 'instrument', 0, maxU16);
    if (isEntry(op)) return readEntry(op, fields, { tsNs, instrument });
    const orderId = shape.readBigint(fields.get('id') ?? 0, 'id', 0n, maxU64);
    return readShock(op, fields, { tsNs, instrument, orderId });
  }
  const isNew = op === 'new';
  const type = isNew ? readType(fields) : 'limit';
  const isMarket = isNew && (isUnpriced(type) || (type === 'pegged' && !fields.has('price')));
  if (isMarket && fields.has('price')) {
    throw shape.wrongShape(
      'price',
      type === 'market' ? 'a market order has no price.' : `an order of type ${type} has no price.`,
    );
  }
  const terms = isNew ? readTerms(fields) : null;
  const isPostOnly = isNew && shape.readBoolean(fields.get('postOnly') ?? false, 'postOnly');
  return {
    tsNs: shape.readBigint(required('ts'), 'ts', 0n, maxI64),
    orderId: shape.readBigint(required('id'), 'id', 0n, maxU64),
    priceUnits: op === 'replace' || (isNew && !isMarket) ? readPrice() : 0n,
    lots: op === 'cancel' ? 0 : shape.readInteger(required('lots'), 'lots', 0, maxU32),
    kind: CommandKind[op],
    side: isNew ? Side[shape.readOneOf(required('side'), 'side', sides)] : 0,
    tif: isNew ? Tif[shape.readOneOf(fields.get('tif') ?? 'GTC', 'tif', tifs)] : 0,
    flags: (isMarket ? CommandFlag.market : 0) | (isPostOnly ? CommandFlag.postOnly : 0),
    instrument: shape.readInteger(fields.get('instrument') ?? 0, 'instrument', 0, maxU16),
    rank: Rank[shape.readOneOf(fields.get('source') ?? 'person', 'source', sources)],
    displayShift: isNew ? shape.readInteger(fields.get('displayShift') ?? 0, 'displayShift', 0, 31) : 0,
    account: isNew ? shape.readInteger(fields.get('account') ?? 0, 'account', 0, maxU32) : 0,
    ...(terms === null ? {} : { terms }),
  };
}

/** A change of the session state: `lots` the state, `orderId` the ns within which it comes at a random moment. */
function readSession(fields: Map<string, unknown>): CommandInput {
  const state = shape.readOneOf(shape.requireField(fields, '', 'state'), 'state', states);
  return {
    ...{ kind: CommandKind.session, side: 0, tif: 0, flags: 0, displayShift: 0, account: 0, priceUnits: 0n },
    tsNs: shape.readBigint(shape.requireField(fields, '', 'ts'), 'ts', 0n, maxI64),
    orderId: shape.readBigint(fields.get('withinNs') ?? 0, 'withinNs', 0n, mostWithinNs),
    lots: SessionState[state],
    instrument: shape.readInteger(fields.get('instrument') ?? 0, 'instrument', 0, maxU16),
    rank: Rank[shape.readOneOf(fields.get('source') ?? 'person', 'source', [...sources, 'session'])],
  };
}

/** A corporate action in the fields of a command: `lots` new shares, `orderId` old ones, `priceUnits` cash. */
function readAction(op: ActionOp, fields: Map<string, unknown>): CommandInput {
  const required = (name: string): unknown => shape.requireField(fields, '', name);
  const count = (name: string): number => shape.readInteger(required(name), name, 1, mostSplit);
  const shares = shape.readBigint(fields.get('shares') ?? 1, 'shares', 1n, mostShares);
  return {
    tsNs: shape.readBigint(required('ts'), 'ts', 0n, maxI64),
    orderId: op === 'split' ? BigInt(count('oldShares')) : shares,
    priceUnits: op === 'dividend' ? shape.readBigint(required('cash'), 'cash', 0n, maxI64) : 0n,
    lots: op === 'split' ? count('newShares') : 1,
    kind: CommandKind[op],
    side: 0,
    tif: 0,
    flags: 0,
    instrument: shape.readInteger(fields.get('instrument') ?? 0, 'instrument', 0, maxU16),
    rank: Rank.corporate,
    displayShift: 0,
    account: 0,
  };
}

const opOf = ({ kind, side }: CommandInput): CommandOp => {
  if (kind === CommandKind.entry) return entryOpOf(side);
  const op = plainOps.find((name) => CommandKind[name] === kind);
  if (op === undefined) throw new Error(`command kind ${kind} has no place in a command log`);
  return op;
};

/** `short` leaves defaults out (logs, links); `full` writes every field that applies (the manifest's hash). */
export function commandToJson(command: CommandInput, form: 'short' | 'full' = 'short'): CommandJson {
  const op = opOf(command);
  const json: Record<string, string | number | boolean> = { op, ts: command.tsNs.toString() };
  const put = (name: string, value: string | number | boolean, preset: string | number | boolean): void => {
    if (form === 'full' || value !== preset) json[name] = value;
  };
  put('instrument', command.instrument, 0);
  if (op === 'split') {
    json['newShares'] = command.lots;
    json['oldShares'] = Number(command.orderId);
  }
  if (op === 'dividend') {
    json['cash'] = command.priceUnits.toString();
    put('shares', Number(command.orderId), 1);
  }
  if (isEntry(op)) return { ...json, ...entryToJson(command, form === 'full') };
  if (isShock(op)) return { ...json, ...shockToJson(op, command, form === 'full') };
  if (isAction(op)) return json;
  if (op === 'session') {
    json['state'] = sessionStateName[command.lots] ?? command.lots;
    put('withinNs', command.orderId.toString(), '0');
    put('source', rankName[command.rank] ?? String(command.rank), 'person');
    return json;
  }
  json['id'] = command.orderId.toString();
  if (op === 'new') {
    const isMarket = (command.flags & CommandFlag.market) !== 0;
    json['side'] = sideName[command.side] ?? String(command.side);
    const { terms } = command;
    put('type', isMarket ? 'market' : 'limit', 'limit');
    if (terms !== undefined) {
      delete json['type'];
      Object.assign(json, termsToJson(terms));
    }
    if (!isMarket) json['price'] = command.priceUnits.toString();
    json['lots'] = command.lots;
    put('tif', tifName[command.tif] ?? String(command.tif), 'GTC');
    put('postOnly', (command.flags & CommandFlag.postOnly) !== 0, false);
    put('account', command.account, 0);
    put('displayShift', command.displayShift, 0);
  } else {
    if (op === 'replace') json['price'] = command.priceUnits.toString();
    if (op !== 'cancel') json['lots'] = command.lots;
  }
  put('source', rankName[command.rank] ?? String(command.rank), 'person');
  return json;
}

/** A whole log held in memory; `ts` may not go back. */
export function parseCommandLog(json: unknown, path: string, maxCommands: number): CommandInput[] {
  const commands = shape
    .readArray(json, path, maxCommands)
    .map((entry, index) => parseCommand(entry, `${path}[${index}]`));
  for (let index = 1; index < commands.length; index++) {
    if (commands[index]!.tsNs < commands[index - 1]!.tsNs) throw timeWentBack(`${path}[${index}].ts`);
  }
  return commands;
}

export const timeWentBack = (path: string): TapedeckError =>
  new TapedeckError('E-SCENARIO-09', `${path}: time goes back. Sort the log by ts.`, { path });
