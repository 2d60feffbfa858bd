/**
 * What the ticket offers and what it greys out, with the reason: the one table of the orders that a book takes, asked
 * again for every choice. Pure.
 */
import { SessionState, Tif, sessionStateName, type SessionStateName } from '../../layout/layout.gen';
import type { OrderTypeName, RejectCodeName, TermFlagName, TifName } from '../../layout/layout.gen';
import { flagRules, typeRules } from '../../layout/order-rules';
import { refusalIn, type BookKind } from '../../layout/own-order-rules';

export interface Offer<Id extends string> {
  readonly id: Id;
  readonly words: string;
  /** why the table refuses it beside what else is chosen; null: it can be chosen */
  readonly refused: RejectCodeName | null;
}

export interface Chosen {
  readonly type: OrderTypeName;
  readonly tif: TifName;
  readonly flags: readonly TermFlagName[];
}

export const tifNames = Object.keys(Tif) as TifName[];

/** A state that the table does not know takes no orders; a halt stands for it. */
export const stateOf = (session: number): SessionStateName =>
  sessionStateName[session] ?? sessionStateName[SessionState.halted]!;

/** A type is refused where no time in force goes with it now. */
export const typeOffers = (state: SessionStateName, book: BookKind = 'matched'): Offer<OrderTypeName>[] =>
  typeRules.map(({ type, words }) => {
    const refusals = tifNames.map((tif) => refusalIn(book, type, tif, state));
    const isEver = refusals.some((refused) => refused !== 'illegalCombination');
    const refused = isEver ? 'notTradingNow' : 'illegalCombination';
    return { id: type, words, refused: refusals.includes(null) ? null : refused };
  });

export const tifOffers = (
  { type }: Pick<Chosen, 'type'>,
  state: SessionStateName,
  book: BookKind = 'matched',
): Offer<TifName>[] =>
  tifNames.map((tif) => ({ id: tif, words: tif, refused: refusalIn(book, type, tif, state) }));

export const flagOffers = (
  { type, tif, flags }: Chosen,
  state: SessionStateName,
  book: BookKind = 'matched',
): Offer<TermFlagName>[] =>
  flagRules.map(({ flag, words }) => {
    const others = flags.filter((other) => other !== flag);
    return { id: flag, words, refused: refusalIn(book, type, tif, state, [...others, flag]) };
  });

/** The choice with what no longer goes taken away: a limit, the first time in force that goes, the flags that do. */
export function mended(chosen: Chosen, state: SessionStateName, book: BookKind = 'matched'): Chosen {
  const isNever = tifNames.every((tif) => refusalIn(book, chosen.type, tif, state) === 'illegalCombination');
  const type = isNever ? 'limit' : chosen.type;
  const isLegal = refusalIn(book, type, chosen.tif, state) === null;
  const offers = tifOffers({ type }, state, book);
  const tif = isLegal ? chosen.tif : (offers.find(({ refused }) => refused === null)?.id ?? chosen.tif);
  const flags: TermFlagName[] = [];
  for (const flag of chosen.flags) {
    if (refusalIn(book, type, tif, state, [...flags, flag]) !== 'illegalCombination') flags.push(flag);
  }
  return { type, tif, flags };
}
