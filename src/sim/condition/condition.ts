/**
 * What a person may wait for, as data: alternatives (`or`) of atoms that hold together (`and`). An atom is a state, which
 * holds for a while, or a moment, which happens in one event. It knows no text and no journal. Invariant: whether a
 * condition is met at an event depends on that event and the states just before and after it alone.
 */
export type Comparison = '<' | '<=' | '>' | '>=' | '=';

/** An exact fraction; the denominator is positive. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export type StateAtom =
  | { readonly kind: 'spread'; readonly comparison: Comparison; readonly ticks: Fraction }
  | {
      readonly kind: 'touchPrice' | 'touchLots';
      readonly side: 0 | 1;
      readonly comparison: Comparison;
      readonly value: Fraction;
    };

export type MomentAtom =
  | { readonly kind: 'trade' }
  | {
      readonly kind: 'tradePrice' | 'tradeLots';
      readonly comparison: Comparison;
      readonly value: Fraction;
    }
  /** a best price became another; `null`: of either side */
  | { readonly kind: 'moves'; readonly side: 0 | 1 | null }
  /** a print at or beyond a price, coming from its other side */
  | { readonly kind: 'crosses'; readonly value: Fraction }
  | { readonly kind: 'session' }
  | { readonly kind: 'halt' };

export type Atom = StateAtom | MomentAtom;
/** Atoms that must hold together. */
export type Alternative = readonly Atom[];
export type Condition = readonly Alternative[];

const stateKinds: readonly string[] = ['spread', 'touchPrice', 'touchLots'];

export const isState = (atom: Atom): atom is StateAtom => stateKinds.includes(atom.kind);

export function compare(value: bigint, comparison: Comparison, with_: Fraction): boolean {
  const left = value * with_.bottom;
  const { top } = with_;
  switch (comparison) {
    case '<':
      return left < top;
    case '<=':
      return left <= top;
    case '>':
      return left > top;
    case '>=':
      return left >= top;
    case '=':
      return left === top;
  }
}
