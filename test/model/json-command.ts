/**
 * A command of the NDJSON log as a record of numbers, defaults filled in.
 * Knows nothing of what commands do. Only well-formed commands come here: refusing bad JSON is not its matter.
 */
import { commandKinds, flagBits, numberOf, ranks, sessionStates, tifs } from './codes';
import { noStart, orderTypes, termBits } from './terms';
import type { ModelType } from './terms';
import type { ModelCommand } from './types';

type Json = Readonly<Record<string, string | number | boolean>>;

const sides = { buy: 0, sell: 1 };

const priceless: readonly ModelType[] = [
  'market',
  'stop',
  'marketIfTouched',
  'trailingStop',
  'trailingStopLimit',
  'marketToLimit',
  'marketProtected',
];

/** The records of one line: a part of terms each, then the command itself. */
export function parseJsonRecords(json: Json): ModelCommand[] {
  const command = parseJsonCommand(json);
  if (command.kind !== commandKinds.new) return [command];
  const isPlain = ['limit', 'market'].includes(String(json['type'] ?? 'limit'));
  if (isPlain && !termWords.some((word) => word in json)) return [command];
  const blank = {
    kind: commandKinds.terms,
    side: 0,
    tif: 0,
    flags: 0,
    lots: 0,
    displayShift: 0,
    priceUnits: 0n,
  };
  return [...partsOf(json).map((part) => ({ ...command, ...blank, ...part })), command];
}

const termWords =
  'trigger triggerBy trail trailIn limitOffset protection peg offset expires display hidden minimum allOrNone slide reduceOnly oco ouo after imbalanceOnly atHalt'.split(
    ' ',
  );

function partsOf(json: Json): Partial<ModelCommand>[] {
  const whole = (field: string): number => Number(json[field] ?? 0);
  const type = String(json['type'] ?? 'limit') as ModelType;
  const units = ['units', 'ticks', 'basisPoints'];
  const pegs = ['primary', 'mid', 'market'];
  const at = (words: string[], field: string): number => Math.max(0, words.indexOf(String(json[field])));
  const isPeg = type === 'pegged';
  const unset = type.startsWith('trailing') ? noStart : 0n;
  const parts: Partial<ModelCommand>[] = [
    {
      side: 1,
      tif: orderTypes.indexOf(type),
      flags: at(['last', 'bidAsk', 'mid'], 'triggerBy'),
      lots: whole('trail') || whole('protection'),
      displayShift: isPeg ? at(pegs, 'peg') : at(units, 'trailIn'),
      priceUnits: isPeg
        ? BigInt(whole('offset'))
        : 'trigger' in json
          ? BigInt(String(json['trigger']))
          : unset,
    },
  ];
  let flags = 0;
  for (const name of ['slide', 'hidden', 'allOrNone', 'reduceOnly', 'imbalanceOnly'] as const) {
    if (json[name] === true) flags |= termBits[name];
  }
  if ('display' in json) flags |= termBits.iceberg;
  if ('minimum' in json) flags |= termBits.minimum;
  if (flags !== 0)
    parts.push({ side: 2, flags, lots: whole('display'), priceUnits: BigInt(whole('minimum')) });
  if ('expires' in json) parts.push({ side: 3, priceUnits: BigInt(String(json['expires'])) });
  ['', 'oco', 'ouo', 'after'].forEach((name, tif) => {
    if (name in json) parts.push({ side: 4, tif, priceUnits: BigInt.asIntN(64, BigInt(String(json[name]))) });
  });
  if (json['atHalt'] === 'cancel') parts.push({ side: 5, flags: 1 });
  if (whole('limitOffset') !== 0) parts.push({ side: 6, priceUnits: BigInt(whole('limitOffset')) });
  return parts;
}

const entries = ['funding', 'borrow', 'interest', 'settle'];

/** A scheduled entry: rate, days and day count in the id, the other account in the lots. */
function parseEntry(json: Json): ModelCommand {
  const op = String(json['op']);
  const [whole = '0', part = ''] = String(json['rate'] ?? '0')
    .replace('-', '')
    .split('.');
  const size = BigInt(whole + part.padEnd(4, '0'));
  const rate = String(json['rate']).startsWith('-') ? -size : size;
  const isTimed = op === 'borrow' || op === 'interest';
  const [days, dayCount] = isTimed ? [Number(json['days'] ?? 1), Number(json['dayCount'] ?? 360)] : [1, 1];
  const price = json['price'] ?? json['mark'];
  return {
    kind: commandKinds.entry,
    tsNs: BigInt(String(json['ts'])),
    orderId:
      op === 'settle' ? 0n : BigInt.asUintN(32, rate) | (BigInt(days) << 32n) | (BigInt(dayCount) << 48n),
    instrument: Number(json['instrument'] ?? 0),
    side: entries.indexOf(op) + 1,
    priceUnits: op === 'interest' ? 0n : price === undefined ? noStart : BigInt(String(price)),
    lots: Number(json['to'] ?? 0),
    tif: 0,
    flags: Math.max(0, ['both', 'credit', 'debit'].indexOf(String(json['on']))),
    rank: ranks.corporate,
    displayShift: 0,
    account: 0,
  };
}

export function parseJsonCommand(json: Json): ModelCommand {
  if (entries.includes(String(json['op']))) return parseEntry(json);
  const text = (field: string, fallback: string): string => String(json[field] ?? fallback);
  const whole = (field: string): number => Number(json[field] ?? 0);
  const type = text('type', 'limit') as ModelType;
  const isMarket = priceless.includes(type) || (type === 'pegged' && !('price' in json));
  const isPostOnly = json['postOnly'] === true;
  const op = text('op', '');
  if (op === 'session') return sessionOf(json);
  const isAction = ['split', 'dividend', 'symbolChange', 'delist'].includes(op);
  return {
    kind: numberOf(commandKinds, op),
    tsNs: BigInt(text('ts', '')),
    orderId: BigInt(isAction ? text('oldShares', text('shares', '1')) : text('id', '')),
    instrument: whole('instrument'),
    side: numberOf(sides, text('side', 'buy')),
    priceUnits: BigInt(text('price', text('cash', '0'))),
    lots: isAction ? Number(json['newShares'] ?? 1) : whole('lots'),
    tif: numberOf(tifs, text('tif', 'GTC')),
    flags: (isMarket ? flagBits.market : 0) | (isPostOnly ? flagBits.postOnly : 0),
    rank: isAction ? ranks.corporate : numberOf(ranks, text('source', 'person')),
    displayShift: whole('displayShift'),
    account: whole('account'),
  };
}

function sessionOf(json: Json): ModelCommand {
  return {
    kind: commandKinds.session,
    tsNs: BigInt(String(json['ts'])),
    orderId: BigInt(String(json['withinNs'] ?? '0')),
    instrument: Number(json['instrument'] ?? 0),
    lots: numberOf(sessionStates, String(json['state'])),
    rank: numberOf(ranks, String(json['source'] ?? 'person')),
    ...{ side: 0, priceUnits: 0n, tif: 0, flags: 0, displayShift: 0, account: 0 },
  };
}
