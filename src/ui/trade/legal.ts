/**
 * What the ticket offers and what it greys out, with the reason: the one table of legal orders, asked again for every
 * choice. Pure.
 */
import { SessionState, Tif, sessionStateName, type SessionStateName } from '../../layout/layout.gen';
import type { OrderTypeName, RejectCodeName, TermFlagName, TifName } from '../../layout/layout.gen';
import { flagRules, refusalOf, typeRules } from '../../layout/order-rules';

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
export const typeOffers = (state: SessionStateName): Offer<OrderTypeName>[] =>
  typeRules.map(({ type, words }) => {
    const refusals = tifNames.map((tif) => refusalOf(type, tif, state));
    const isOpen = refusals.includes(null);
    return { id: type, words, refused: isOpen ? null : 'notTradingNow' };
  });

export const tifOffers = ({ type }: Pick<Chosen, 'type'>, state: SessionStateName): Offer<TifName>[] =>
  tifNames.map((tif) => ({ id: tif, words: tif, refused: refusalOf(type, tif, state) }));

export const flagOffers = ({ type, tif, flags }: Chosen, state: SessionStateName): Offer<TermFlagName>[] =>
  flagRules.map(({ flag, words }) => {
    const others = flags.filter((other) => other !== flag);
    return { id: flag, words, refused: refusalOf(type, tif, state, [...others, flag]) };
  });

/** The choice with what no longer goes taken away: the first time in force that goes, the flags that do. */
export function mended(chosen: Chosen, state: SessionStateName): Chosen {
  const { type } = chosen;
  const isLegal = refusalOf(type, chosen.tif, state) === null;
  const tif = isLegal
    ? chosen.tif
    : (tifOffers(chosen, state).find(({ refused }) => refused === null)?.id ?? chosen.tif);
  const flags: TermFlagName[] = [];
  for (const flag of chosen.flags) {
    if (refusalOf(type, tif, state, [...flags, flag]) !== 'illegalCombination') flags.push(flag);
  }
  return { type, tif, flags };
}
