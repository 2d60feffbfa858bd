/**
 * Scheduled cash in a command log: funding, borrowing, interest, settlement (docs/FORMATS.md §2, "Entries"). Knows the
 * fields of a record and no engine. Invariant: `entryToJson` of what `readEntry` made is read again to the same.
 */
import { CommandKind, EntryKind, Rank } from '../layout/layout.gen';
import type { CommandInput, CommandJson } from './command';
import { rateOf, readDecimal } from './venues';
import * as shape from './shape';

export type EntryOp = 'funding' | 'borrow' | 'interest' | 'settle';
export const entryOps: readonly EntryOp[] = ['funding', 'borrow', 'interest', 'settle'];
export const isEntry = (op: string): op is EntryOp => (entryOps as readonly string[]).includes(op);

const timed = ['rate', 'days', 'dayCount', 'to'];
export const entryFields: Readonly<Record<EntryOp, readonly string[]>> = {
  funding: ['rate', 'mark', 'to'],
  borrow: [...timed, 'mark'],
  interest: [...timed, 'on'],
  settle: ['price'],
};
/** In a record: the last price. */
const lastPrice = -(2n ** 63n);
const maxI64 = 2n ** 63n - 1n;
const whose = ['both', 'credit', 'debit'] as const;
const dayCounts = [360, 365, 366] as const;

export function readEntry(
  op: EntryOp,
  fields: ReadonlyMap<string, unknown>,
  common: Pick<CommandInput, 'tsNs' | 'instrument'>,
): CommandInput {
  const required = (name: string): unknown => shape.requireField(fields as Map<string, unknown>, '', name);
  const priceOf = (name: string): bigint => shape.readBigint(required(name), name, -maxI64, maxI64);
  const isSettling = op === 'settle';
  const rate = isSettling ? 0 : rateOf(readDecimal(required('rate'), 'rate', 4, 10_000n));
  const isTimed = op === 'borrow' || op === 'interest';
  const days = isTimed ? shape.readInteger(fields.get('days') ?? 1, 'days', 1, 3660) : 1;
  const given = isTimed ? shape.readInteger(fields.get('dayCount') ?? 360, 'dayCount', 1, 366) : 1;
  if (isTimed && !(dayCounts as readonly number[]).includes(given)) {
    throw shape.outOfRange('dayCount', `is ${given}, must be one of ${dayCounts.join(', ')}.`);
  }
  const on = shape.readOneOf(fields.get('on') ?? 'both', 'on', whose);
  const mark = isSettling ? priceOf('price') : fields.has('mark') ? priceOf('mark') : lastPrice;
  return {
    ...common,
    orderId: isSettling
      ? 0n
      : BigInt.asUintN(32, BigInt(rate)) | (BigInt(days) << 32n) | (BigInt(given) << 48n),
    priceUnits: op === 'interest' ? 0n : mark,
    lots: shape.readInteger(fields.get('to') ?? 0, 'to', 0, 2 ** 20 - 1),
    kind: CommandKind.entry,
    side: EntryKind[op],
    tif: 0,
    flags: whose.indexOf(on),
    rank: Rank.corporate,
    displayShift: 0,
    account: 0,
  };
}

/** The op of a record of kind `entry`. */
export const entryOpOf = (side: number): EntryOp => entryOps[side - 1] ?? 'funding';

/** A rate in parts of 10^8 as basis points. */
function rateText(rate: bigint): string {
  const size = rate < 0n ? -rate : rate;
  const part = (size % 10_000n).toString().padStart(4, '0').replace(/0+$/, '');
  return `${rate < 0n ? '-' : ''}${size / 10_000n}${part === '' ? '' : `.${part}`}`;
}

/** The fields beyond `op`, `ts` and `instrument`; defaults are left out unless `isFull`. */
export function entryToJson(command: CommandInput, isFull: boolean): CommandJson {
  const op = entryOpOf(command.side);
  if (op === 'settle') return { price: command.priceUnits.toString() };
  const json: Record<string, string | number> = {
    rate: rateText(BigInt.asIntN(32, command.orderId)),
  };
  const put = (name: string, value: string | number, preset: string | number): void => {
    if (isFull || value !== preset) json[name] = value;
  };
  if (op !== 'funding') {
    put('days', Number((command.orderId >> 32n) & 0xffffn), 1);
    put('dayCount', Number(command.orderId >> 48n), 360);
  }
  if (op === 'interest') put('on', whose[command.flags] ?? 'both', 'both');
  else if (command.priceUnits !== lastPrice) json['mark'] = command.priceUnits.toString();
  put('to', command.lots, 0);
  return json;
}
