/**
 * Two interventions that are no orders (docs/FORMATS.md §2, "Shocks"): agents act at other rates from now on, and a headline
 * that carries its own text. Knows the fields of a record and no engine. Invariant: `shockToJson` of what `readShock` made
 * is read again to the same, and one text has one number wherever it stands.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { CommandKind, Rank } from '../layout/layout.gen';
import type { CommandInput, CommandJson } from './command';
import * as shape from './shape';

export type ShockOp = 'agentChange' | 'news';
export const shockOps: readonly ShockOp[] = ['agentChange', 'news'];
export const isShock = (op: string): op is ShockOp => (shockOps as readonly string[]).includes(op);

/** Numbers of headlines with a text of their own begin here; texts of tapes stay below. */
export const firstHeadline = 2 ** 31;
const mostText = 200;

export const shockFields: Readonly<Record<ShockOp, readonly string[]>> = {
  agentChange: ['id', 'agent', 'limits', 'markets', 'cancels', 'lean'],
  news: ['id', 'text'],
};
const mostFactor = 1000;
const mostAgent = 65_535;
const thousand = 1000;
const factorBits = 20n;
const factorMask = (1n << factorBits) - 1n;
const factorNames = ['limits', 'markets', 'cancels'] as const;

/** 2^31 and the lower 31 bits of the first four bytes of the text’s SHA-256. */
function headlineNumber(text: string): number {
  const hash = sha256(utf8ToBytes(text));
  return (new DataView(hash.buffer, hash.byteOffset).getUint32(0) % firstHeadline) + firstHeadline;
}

function readThousandths(value: unknown, path: string, min: number, max: number): number {
  const number = shape.readNumber(value, path, min, max);
  const thousandths = Math.round(number * thousand);
  if (thousandths / thousand !== number) throw shape.outOfRange(path, 'has more than three decimals.');
  return thousandths;
}

export function readShock(
  op: ShockOp,
  fields: ReadonlyMap<string, unknown>,
  common: Pick<CommandInput, 'tsNs' | 'instrument' | 'orderId'>,
): CommandInput {
  const base = {
    ...{ ...common, kind: CommandKind[op], rank: Rank.intervention, account: 0, priceUnits: 0n },
    ...{ side: 0, tif: 0, flags: 0, displayShift: 0 },
  };
  if (op === 'news') {
    const text = shape.readText(fields.get('text'), 'text', mostText);
    if (text.trim() === '') throw shape.outOfRange('text', 'must say something.');
    return { ...base, lots: headlineNumber(text), text };
  }
  const factors = factorNames.map((name) =>
    BigInt(readThousandths(fields.get(name) ?? 1, name, 0, mostFactor)),
  );
  return {
    ...base,
    priceUnits: factors.reduceRight((packed, factor) => (packed << factorBits) | factor, 0n),
    lots: readThousandths(fields.get('lean') ?? 0, 'lean', -1, 1) + thousand,
    account: shape.readInteger(fields.get('agent') ?? 0, 'agent', 0, mostAgent),
  };
}

/** The fields beyond `op`, `ts` and `instrument`; defaults are left out unless `isFull`. */
export function shockToJson(op: ShockOp, command: CommandInput, isFull: boolean): CommandJson {
  const json: Record<string, string | number> = {};
  const put = (name: string, value: string | number, preset: string | number): void => {
    if (isFull || value !== preset) json[name] = value;
  };
  put('id', command.orderId.toString(), '0');
  if (op === 'news') return { ...json, text: command.text ?? '' };
  put('agent', command.account, 0);
  factorNames.forEach((name, place) => {
    put(name, Number((command.priceUnits >> (factorBits * BigInt(place))) & factorMask) / thousand, 1);
  });
  put('lean', (command.lots - thousand) / thousand, 0);
  return json;
}
