/**
 * What a Binance recording holds, found before it is read: which messages are there decides which of them count
 * (touches only check a book, aggregated trades only stand in for trades, candles only where there is nothing else).
 */
import type { ByteStream } from '../byte-source';
import { LineReader } from '../lines';

export interface Contents {
  readonly hasSnapshot: boolean;
  readonly hasChanges: boolean;
  readonly hasTouches: boolean;
  readonly hasTrades: boolean;
  readonly hasAggregated: boolean;
  /** whose changes are there: a snapshot may name nobody */
  readonly changedSymbols: ReadonlySet<string>;
}

const marks = {
  hasSnapshot: '"lastUpdateId"',
  hasChanges: 'depthUpdate"',
  hasTouches: 'bookTicker"',
  hasTrades: '"trade"',
  hasAggregated: '"aggTrade"',
} as const;

/** The best levels, whole in every message. */
const BEST_LEVELS = /"[^"@]*@depth(5|10|20)[@"]/;
const HEAD_BYTES = 512;
const SYMBOL = /"s"\s*:\s*"([^"]{1,64})"/;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Index of `mark` in bytes[start, end). */
function hasMark(bytes: Uint8Array, start: number, end: number, mark: Uint8Array): boolean {
  const last = end - mark.length;
  const [first] = mark as unknown as [number];
  for (let at = bytes.indexOf(first, start); at >= 0 && at <= last; at = bytes.indexOf(first, at + 1)) {
    let i = 1;
    while (i < mark.length && bytes[at + i] === mark[i]) i++;
    if (i === mark.length) return true;
  }
  return false;
}

export async function contentsOf(
  files: readonly ByteStream[],
  pause: (bytes: number) => void,
): Promise<Contents> {
  const found: Record<string, boolean> = {};
  const wanted = Object.entries(marks).map(([name, mark]) => ({ name, mark: encoder.encode(mark) }));
  let done = 0;
  const changedSymbols = new Set<string>();
  for (const file of files) {
    const lines = new LineReader(file);
    try {
      do {
        while (lines.next()) {
          for (const { name, mark } of wanted) {
            const isEnough = found[name] === true && name !== 'hasChanges';
            if (isEnough || !hasMark(lines.bytes, lines.start, lines.end, mark)) continue;
            if (name !== 'hasChanges') found[name] = true;
            else {
              const end = Math.min(lines.end, lines.start + HEAD_BYTES);
              const head = decoder.decode(lines.bytes.subarray(lines.start, end));
              found[BEST_LEVELS.test(head) ? 'hasSnapshot' : name] = true;
              const symbol = SYMBOL.exec(head)?.[1];
              if (symbol !== undefined) changedSymbols.add(symbol);
            }
          }
        }
        pause(done + lines.bytesRead);
      } while (await lines.fill());
    } finally {
      await lines.close();
    }
    done += file.byteLength;
  }
  const is = (name: keyof typeof marks): boolean => found[name] === true;
  return {
    ...{ hasSnapshot: is('hasSnapshot'), hasChanges: is('hasChanges'), hasTouches: is('hasTouches') },
    ...{ hasTrades: is('hasTrades'), hasAggregated: is('hasAggregated') },
    changedSymbols,
  };
}
