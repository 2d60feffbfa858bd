/**
 * Which orders a book takes from people, by what it is: a matched book all that `order-rules.ts` knows, a tape's book what
 * the impact policy of docs/FORMATS.md §8 leaves. The ticket, the ladder, docs/ORDER_TABLE.md and the tests read this one
 * table; the core's own check (`assembly/replay`) is held to it by `test/replay/own-matrix.test.ts`. Data only: it
 * imports nothing at run time but the table beside it.
 */
import type {
  ImpactPolicyName,
  OrderTypeName,
  RejectCodeName,
  SessionStateName,
  TermFlagName,
  TifName,
} from './layout.gen';
import { refusalOf } from './order-rules';

/** A matched book, or a tape's book under a policy. */
export type BookKind = 'matched' | ImpactPolicyName;

/** What stands beside a tape's book: the whole of what none and consume take. */
export const besideRule: {
  readonly types: readonly OrderTypeName[];
  readonly tifs: readonly TifName[];
  readonly flags: readonly TermFlagName[];
} = { types: ['limit', 'market'], tifs: ['GTC', 'IOC', 'FOK'], flags: ['postOnly'] };

/** States in which a book in which the tape is matched again asks the table at all. */
const rematched: readonly SessionStateName[] = [
  'continuous',
  'halted',
  'quoting',
  'openingCall',
  'closingCall',
];

function refusalBeside(
  type: OrderTypeName,
  tif: TifName,
  state: SessionStateName,
  flags: readonly TermFlagName[],
): RejectCodeName | null {
  const isTaken =
    besideRule.types.includes(type) &&
    besideRule.tifs.includes(tif) &&
    flags.every((flag) => besideRule.flags.includes(flag));
  if (!isTaken) return 'illegalCombination';
  return refusalOf(type, tif, 'continuous', flags) ?? (state === 'continuous' ? null : 'notTradingNow');
}

/** Own orders stand beside the tape's, which stay as they are. */
export const isBeside = (book: BookKind): boolean => book === 'none' || book === 'consume';

/** Why this book refuses a combination, null where it takes it. */
export function refusalIn(
  book: BookKind,
  type: OrderTypeName,
  tif: TifName,
  state: SessionStateName,
  flags: readonly TermFlagName[] = [],
): RejectCodeName | null {
  if (isBeside(book)) return refusalBeside(type, tif, state, flags);
  if (book === 'rematch' && !rematched.includes(state)) return 'notTradingNow';
  return refusalOf(type, tif, state, flags);
}
