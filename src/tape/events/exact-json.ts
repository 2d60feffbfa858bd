/**
 * JSON of one line with numbers kept as they are written, so that no price passes through a float.
 * Strict (RFC 8259), no duplicate keys, depth at most 8. Errors are plain and carry the character's index.
 */
export class JsonNumber {
  constructor(readonly text: string) {}
}
export type ExactJson = null | boolean | string | JsonNumber | readonly ExactJson[] | ExactObject;
export interface ExactObject {
  readonly [key: string]: ExactJson;
}

/** Objects that inherit nothing, so that no field of a file is mistaken for one of theirs. */
const Bare = function Bare(): void {
  // nothing: fields come from the text
} as unknown as new () => object;
Bare.prototype = Object.create(null) as object;

const DEPTH_MAX = 8;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

export class JsonFault extends Error {
  constructor(
    message: string,
    readonly index: number,
  ) {
    super(message);
  }
}

export function parseExactJson(text: string): ExactJson {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

export function isExactObject(value: ExactJson): value is ExactObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  );
}

/** JSON text of a value on one line, its numbers as they were written. */
export function exactJsonText(value: ExactJson): string {
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return `[${(value as readonly ExactJson[]).map(exactJsonText).join(',')}]`;
  if (!isExactObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${exactJsonText(item)}`);
  return `{${fields.join(',')}}`;
}

/** A cache, no state: what stands here changes no result. */
const usualKeys: { readonly key: string; readonly quoted: string }[] = [];
const USUAL_KEYS_MAX = 24;

class Parser {
  #at = 0;

  constructor(readonly text: string) {}

  end(): void {
    this.#space();
    if (this.#at < this.text.length) this.#fail('text behind the end of the event');
  }

  value(depth: number): ExactJson {
    if (depth > DEPTH_MAX) this.#fail('nested too deeply');
    this.#space();
    const first = this.text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#list(depth);
    if (first === '"') return this.#string();
    if (first === 't') return this.#word('true', true);
    if (first === 'f') return this.#word('false', false);
    if (first === 'n') return this.#word('null', null);
    return new JsonNumber(this.#match(NUMBER, 'a value was expected'));
  }

  #object(depth: number): ExactObject {
    const result = new Bare() as Record<string, ExactJson>;
    this.#at++;
    let count = 0;
    if (this.#take('}')) return result;
    for (;;) {
      this.#space();
      const at = this.#at;
      const key = this.#key(count++);
      if (key in result) throw new JsonFault(`the field ${JSON.stringify(key)} is there twice`, at);
      this.#need(':');
      result[key] = this.value(depth + 1);
      if (this.#take('}')) return result;
      this.#need(',');
    }
  }

  /** Lines of a file mostly have the same fields in the same order: the ones before are tried first. */
  #key(count: number): string {
    const guess = usualKeys[count];
    if (guess !== undefined && this.text.startsWith(guess.quoted, this.#at)) {
      this.#at += guess.quoted.length;
      return guess.key;
    }
    const start = this.#at;
    const key = this.#string();
    if (count < USUAL_KEYS_MAX) usualKeys[count] = { key, quoted: this.text.slice(start, this.#at) };
    return key;
  }

  #list(depth: number): ExactJson[] {
    const result: ExactJson[] = [];
    this.#at++;
    if (this.#take(']')) return result;
    for (;;) {
      result.push(this.value(depth + 1));
      if (this.#take(']')) return result;
      this.#need(',');
    }
  }

  #string(): string {
    const plain = this.#plainString();
    if (plain !== undefined) return plain;
    const raw = this.#match(STRING, 'a string was expected');
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  /** A string without escapes and in plain characters; undefined leaves the place where it is. */
  #plainString(): string | undefined {
    const { text } = this;
    const start = this.#at + 1;
    if (text.charCodeAt(this.#at) !== 34) return undefined;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) {
        this.#at = at + 1;
        return text.slice(start, at);
      }
      // an escape, a control character, the end, or what the pattern must judge
      if (!(code >= 32 && code < 127) || code === 92) return undefined;
    }
  }

  #word<Value>(word: string, value: Value): Value {
    if (!this.text.startsWith(word, this.#at)) this.#fail('a value was expected');
    this.#at += word.length;
    return value;
  }

  #take(character: string): boolean {
    this.#space();
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #need(character: string): void {
    if (!this.#take(character)) this.#fail(`"${character}" was expected`);
  }

  #space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.#at);
      if (code !== 32 && code !== 9 && code !== 13) return;
      this.#at++;
    }
  }

  #match(pattern: RegExp, message: string): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found === null) this.#fail(message);
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #fail(message: string): never {
    throw new JsonFault(message, this.#at);
  }
}
