/**
 * The text of a condition: `spread > 3 and trade size >= 500 or touch moves`. The grammar is docs/FORMATS.md, "Condition".
 * It knows words and one instrument's units. Invariant: what it refuses says where in the text and what was expected.
 */
import { TapedeckError } from '../../layout/errors';
import type { Alternative, Atom, Comparison, Condition, Fraction } from './condition';

/** Prices and sizes are written as the page shows them. */
export interface ConditionUnits {
  readonly priceUnit: string;
  readonly lotSize: string;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

const maxLength = 200;
const tokenPattern = /\s*([a-z]+|\d+(?:\.\d+)?|[<>]=?|[=≤≥]|\S)/giy;
const numberPattern = /^\d{1,15}(?:\.\d{1,12})?$/;
const comparisons: Readonly<Record<string, Comparison>> = {
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '>': '>',
  '>=': '>=',
  '≥': '>=',
  '=': '=',
};
const atomWords = 'spread, bid, ask, trade, touch moves, price crosses, session changes or halt';

const refuse = (message: string, at: number, length: number): TapedeckError =>
  new TapedeckError('E-JUMP-01', message, { at, length });

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
    const word = match[1]!;
    // Letters of the grammar are ASCII, so no locale has a say.
    tokens.push({
      text: word.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32)),
      at: match.index + match[0].length - word.length,
    });
  }
  return tokens;
}

function decimalOf(text: string): Fraction {
  const [whole = '0', fraction = ''] = text.split('.');
  return { top: BigInt(whole + fraction), bottom: 10n ** BigInt(fraction.length) };
}

const divided = (value: Fraction, by: Fraction): Fraction => ({
  top: value.top * by.bottom,
  bottom: value.bottom * by.top,
});

class Parser {
  private next = 0;
  private readonly priceUnit: Fraction;
  private readonly lotSize: Fraction;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    units: ConditionUnits,
  ) {
    this.priceUnit = decimalOf(units.priceUnit);
    this.lotSize = decimalOf(units.lotSize);
  }

  condition(): Condition {
    const alternatives = [this.alternative()];
    while (this.takes('or')) alternatives.push(this.alternative());
    if (this.next < this.tokens.length) throw this.expected('“and”, “or” or the end');
    return alternatives;
  }

  private alternative(): Alternative {
    const atoms = [this.atom()];
    while (this.takes('and')) atoms.push(this.atom());
    return atoms;
  }

  private atom(): Atom {
    if (this.takes('spread')) {
      return { kind: 'spread', comparison: this.comparison(), ticks: this.number() };
    }
    if (this.takes('bid')) return this.ofSide(0);
    if (this.takes('ask')) return this.ofSide(1);
    if (this.takes('touch')) {
      this.demand('moves');
      return { kind: 'moves', side: null };
    }
    if (this.takes('trade')) return this.ofTrade();
    if (this.takes('price')) {
      this.demand('crosses');
      return { kind: 'crosses', value: this.price() };
    }
    if (this.takes('session')) {
      this.demand('changes');
      return { kind: 'session' };
    }
    if (this.takes('halt')) return { kind: 'halt' };
    throw this.expected(atomWords);
  }

  private ofSide(side: 0 | 1): Atom {
    if (this.takes('moves')) return { kind: 'moves', side };
    if (this.takes('size')) {
      return { kind: 'touchLots', side, comparison: this.comparison(), value: this.size() };
    }
    if (this.isComparison) {
      return { kind: 'touchPrice', side, comparison: this.comparison(), value: this.price() };
    }
    throw this.expected('“moves”, “size” or a comparison such as “>”');
  }

  private ofTrade(): Atom {
    if (this.takes('size')) return { kind: 'tradeLots', comparison: this.comparison(), value: this.size() };
    if (this.takes('price'))
      return { kind: 'tradePrice', comparison: this.comparison(), value: this.price() };
    return { kind: 'trade' };
  }

  private get isComparison(): boolean {
    const token = this.tokens[this.next];
    return token !== undefined && comparisons[token.text] !== undefined;
  }

  private comparison(): Comparison {
    if (!this.isComparison) throw this.expected('a comparison: >, >=, <, <= or =');
    return comparisons[this.tokens[this.next++]!.text]!;
  }

  private number(): Fraction {
    const token = this.tokens[this.next];
    if (token === undefined || !numberPattern.test(token.text)) throw this.expected('a number');
    this.next += 1;
    return decimalOf(token.text);
  }

  private price(): Fraction {
    return divided(this.number(), this.priceUnit);
  }

  private size(): Fraction {
    return divided(this.number(), this.lotSize);
  }

  private takes(word: string): boolean {
    if (this.tokens[this.next]?.text !== word) return false;
    this.next += 1;
    return true;
  }

  private demand(word: string): void {
    if (!this.takes(word)) throw this.expected(`“${word}”`);
  }

  private expected(what: string): TapedeckError {
    const token = this.tokens[this.next];
    if (token === undefined) {
      return refuse(`The condition ends too early: expected ${what}.`, this.text.length, 0);
    }
    const found = this.text.slice(token.at, token.at + token.text.length);
    return refuse(
      `Expected ${what}, found “${found}” (character ${token.at + 1}).`,
      token.at,
      token.text.length,
    );
  }
}

/** Throws E-JUMP-01 with `at` and `length`, the place in the text. */
export function parseCondition(text: string, units: ConditionUnits): Condition {
  if (text.length > maxLength) {
    throw refuse(`A condition has at most ${maxLength} characters.`, maxLength, text.length - maxLength);
  }
  return new Parser(text, tokensOf(text), units).condition();
}
