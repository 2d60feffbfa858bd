/**
 * The terms of an order beyond the plain ones, as JSON fields of its line (docs/FORMATS.md §2) and as a value. Knows
 * no record and no rule of the venue. Invariant: `termsToJson(readTerms(json))` gives the fields that were there.
 */
import { LinkKind, OrderType, PegReference, TermFlag, TrailUnit, TriggerSource } from '../layout/layout.gen';
import type {
  LinkKindName,
  OrderTypeName,
  PegReferenceName,
  TrailUnitName,
  TriggerSourceName,
} from '../layout/layout.gen';
import { typeRules } from '../layout/order-rules';
import * as shape from './shape';

/** Numbers of type, source, unit, flags and linkKind are codes of `layout.gen`. */
export interface OrderTerms {
  readonly type: number;
  /** trailing stop without a start: the smallest i64 */
  readonly triggerUnits: bigint;
  readonly source: number;
  /** trail, or ticks of protection */
  readonly amount: number;
  /** TrailUnit, or PegReference */
  readonly unit: number;
  /** of a peg, or from a trailing trigger to the limit */
  readonly offsetTicks: number;
  readonly flags: number;
  readonly displayLots: number;
  readonly minimumLots: number;
  readonly expiryNs: bigint;
  readonly linkKind: number;
  readonly peerId: bigint;
  readonly parentId: bigint | null;
  /** cancelled when trading halts; else it outlasts the halt */
  readonly leavesAtHalt: boolean;
}

const maxI64 = 2n ** 63n - 1n;
const minI64 = -(2n ** 63n);
const maxU64 = 2n ** 64n - 1n;
const maxU32 = 2 ** 32 - 1;
export const noTrigger = minI64;

const typeNames = Object.keys(OrderType) as OrderTypeName[];
const sources = Object.keys(TriggerSource) as TriggerSourceName[];
const trailUnits = Object.keys(TrailUnit) as TrailUnitName[];
const haltPolicies = ['keep', 'cancel'] as const;
const pegReferences = Object.keys(PegReference) as PegReferenceName[];

/** Fields of a new order's line that make it one with terms, beside a type that is neither limit nor market. */
export const termFields = [
  'trigger',
  'triggerBy',
  'trail',
  'trailIn',
  'limitOffset',
  'protection',
  'peg',
  'offset',
  'expires',
  'display',
  'hidden',
  'minimum',
  'allOrNone',
  'slide',
  'reduceOnly',
  'oco',
  'ouo',
  'after',
  'imbalanceOnly',
  'atHalt',
] as const;

const plainTerms: OrderTerms = {
  type: OrderType.limit,
  triggerUnits: 0n,
  source: TriggerSource.last,
  amount: 0,
  unit: 0,
  offsetTicks: 0,
  flags: 0,
  displayLots: 0,
  minimumLots: 0,
  expiryNs: 0n,
  linkKind: LinkKind.none,
  peerId: 0n,
  parentId: null,
  leavesAtHalt: false,
};

type Fields = Map<string, unknown>;

/** Whether orders of the type give no price at all. */
export const isUnpriced = (type: OrderTypeName): boolean => ruleOf(type).price === 'none';
const ruleOf = (type: OrderTypeName): (typeof typeRules)[number] =>
  typeRules.find((rule) => rule.type === type)!;

export const readType = (fields: Fields): OrderTypeName =>
  shape.readOneOf(fields.get('type') ?? 'limit', 'type', typeNames);

/** Fields that only some types have. */
function readOwn(fields: Fields, type: OrderTypeName): Partial<OrderTerms> {
  const only = (names: readonly string[], isRight: boolean): void => {
    for (const name of names) {
      if (fields.has(name) && !isRight) throw shape.wrongShape(name, `an order of type ${type} has none.`);
    }
  };
  const { waits, trails } = ruleOf(type);
  const isTrailing = trails !== undefined;
  const beyond = fields.get('limitOffset') ?? 0;
  only(['trigger', 'triggerBy'], waits);
  only(['trail', 'trailIn'], isTrailing);
  only(['limitOffset'], trails === 'limit');
  only(['protection'], type === 'marketProtected');
  only(['peg', 'offset'], type === 'pegged');
  if (waits) {
    const start =
      isTrailing && !fields.has('trigger') ? noTrigger : shape.requireField(fields, '', 'trigger');
    return {
      triggerUnits: start === noTrigger ? noTrigger : shape.readBigint(start, 'trigger', minI64 + 1n, maxI64),
      source: TriggerSource[shape.readOneOf(fields.get('triggerBy') ?? 'last', 'triggerBy', sources)],
      amount: isTrailing ? shape.readInteger(shape.requireField(fields, '', 'trail'), 'trail', 0, maxU32) : 0,
      unit: TrailUnit[shape.readOneOf(fields.get('trailIn') ?? 'units', 'trailIn', trailUnits)],
      offsetTicks: shape.readInteger(beyond, 'limitOffset', 0, 2 ** 31 - 1),
    };
  }
  if (type === 'marketProtected') {
    const ticks = shape.requireField(fields, '', 'protection');
    return { amount: shape.readInteger(ticks, 'protection', 0, maxU32) };
  }
  if (type !== 'pegged') return {};
  return {
    unit: PegReference[shape.readOneOf(shape.requireField(fields, '', 'peg'), 'peg', pegReferences)],
    offsetTicks: shape.readInteger(fields.get('offset') ?? 0, 'offset', -(2 ** 31), 2 ** 31 - 1),
  };
}

/** Null where the line has none of these fields and a plain type. */
export function readTerms(fields: Fields): OrderTerms | null {
  const type = readType(fields);
  const isPlain = type === 'limit' || type === 'market';
  if (isPlain && !termFields.some((name) => fields.has(name))) return null;
  const isOn = (name: string): boolean => shape.readBoolean(fields.get(name) ?? false, name);
  const lots = (name: string): number => shape.readInteger(fields.get(name) ?? 0, name, 0, maxU32);
  const id = (name: string): bigint => shape.readBigint(fields.get(name), name, 0n, maxU64);
  if (fields.has('oco') && fields.has('ouo')) throw shape.wrongShape('ouo', 'cannot stand beside oco.');
  const peer = fields.has('oco') ? 'oco' : fields.has('ouo') ? 'ouo' : null;
  return {
    ...plainTerms,
    type: OrderType[type],
    ...readOwn(fields, type),
    flags:
      (isOn('slide') ? TermFlag.slide : 0) |
      (fields.has('display') ? TermFlag.iceberg : 0) |
      (isOn('hidden') ? TermFlag.hidden : 0) |
      (fields.has('minimum') ? TermFlag.minimum : 0) |
      (isOn('allOrNone') ? TermFlag.allOrNone : 0) |
      (isOn('reduceOnly') ? TermFlag.reduceOnly : 0) |
      (isOn('imbalanceOnly') ? TermFlag.imbalanceOnly : 0),
    displayLots: lots('display'),
    minimumLots: lots('minimum'),
    expiryNs: fields.has('expires') ? shape.readBigint(fields.get('expires'), 'expires', 1n, maxI64) : 0n,
    linkKind: peer === null ? LinkKind.none : LinkKind[peer],
    peerId: peer === null ? 0n : id(peer),
    parentId: fields.has('after') ? id('after') : null,
    leavesAtHalt: shape.readOneOf(fields.get('atHalt') ?? 'keep', 'atHalt', haltPolicies) === 'cancel',
  };
}

const nameIn = (codes: Readonly<Record<string, number>>, value: number): string =>
  Object.keys(codes).find((name) => codes[name] === value) ?? String(value);

/** The fields of an order's line that its terms make, `type` among them. */
export function termsToJson(terms: OrderTerms): Record<string, string | number | boolean> {
  const type = nameIn(OrderType, terms.type) as OrderTypeName;
  const json: Record<string, string | number | boolean> = {};
  if (type !== 'limit') json['type'] = type;
  if (ruleOf(type).waits) {
    if (terms.triggerUnits !== noTrigger) json['trigger'] = terms.triggerUnits.toString();
    if (terms.source !== TriggerSource.last) json['triggerBy'] = nameIn(TriggerSource, terms.source);
  }
  if (ruleOf(type).trails !== undefined) {
    json['trail'] = terms.amount;
    if (terms.unit !== TrailUnit.units) json['trailIn'] = nameIn(TrailUnit, terms.unit);
    if (terms.offsetTicks !== 0) json['limitOffset'] = terms.offsetTicks;
  }
  if (type === 'marketProtected') json['protection'] = terms.amount;
  if (type === 'pegged') {
    json['peg'] = nameIn(PegReference, terms.unit);
    if (terms.offsetTicks !== 0) json['offset'] = terms.offsetTicks;
  }
  if (terms.expiryNs !== 0n) json['expires'] = terms.expiryNs.toString();
  if ((terms.flags & TermFlag.iceberg) !== 0) json['display'] = terms.displayLots;
  if ((terms.flags & TermFlag.minimum) !== 0) json['minimum'] = terms.minimumLots;
  for (const flag of ['slide', 'hidden', 'allOrNone', 'reduceOnly', 'imbalanceOnly'] as const) {
    if ((terms.flags & TermFlag[flag]) !== 0) json[flag] = true;
  }
  if (terms.linkKind !== LinkKind.none)
    json[nameIn(LinkKind, terms.linkKind) as LinkKindName] = terms.peerId.toString();
  if (terms.parentId !== null) json['after'] = terms.parentId.toString();
  if (terms.leavesAtHalt) json['atHalt'] = 'cancel';
  return json;
}
