/**
 * A command of the NDJSON log as a record of numbers, defaults filled in.
 * Knows nothing of what commands do. Only well-formed commands come here: refusing bad JSON is not its matter.
 */
import { commandKinds, flagBits, numberOf, ranks, tifs } from './codes';
import type { ModelCommand } from './types';

type Json = Readonly<Record<string, string | number | boolean>>;

const sides = { buy: 0, sell: 1 };

export function parseJsonCommand(json: Json): ModelCommand {
  const text = (field: string, fallback: string): string => String(json[field] ?? fallback);
  const whole = (field: string): number => Number(json[field] ?? 0);
  const isMarket = text('type', 'limit') === 'market';
  const isPostOnly = json['postOnly'] === true;
  const op = text('op', '');
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
