/**
 * Translates the matching exercise's CSV (N new, C cancel, F flush) into commands and reports back into its lines
 * (A, C, T, B). Knows nothing of engines. Price 0 is a market order whose rest leaves silently.
 */
import type { Matcher, MatcherConfig } from '../contract/matcher';
import { configOf } from '../contract/matcher';
import type { JsonCommand } from '../contract/matcher';
import type { ReportObject } from '../model/types';

const userFactor = 2n ** 32n;
const symbolsMost = 8;

function orderId(user: string, userOrderId: string): string {
  return String(BigInt(user) * userFactor + BigInt(userOrderId));
}

function userAndOrder(id: unknown): string {
  const value = BigInt(String(id));
  return `${value / userFactor}, ${value % userFactor}`;
}

function toLine(report: ReportObject): string | null {
  const { kind, side, price } = report;
  if (kind === 'accepted') return `A, ${userAndOrder(report['id'])}`;
  if (kind === 'cancelled') {
    return report['reason'] === 'requested' ? `C, ${userAndOrder(report['id'])}` : null;
  }
  if (kind === 'fill') {
    const taker = userAndOrder(report['takerId']);
    const maker = userAndOrder(report['makerId']);
    return `T, ${side === 'buy' ? `${taker}, ${maker}` : `${maker}, ${taker}`}, ${price}, ${report['lots']}`;
  }
  if (kind === 'touch') {
    const isEmpty = report['totalLots'] === '0';
    return `B, ${side === 'buy' ? 'B' : 'S'}, ${isEmpty ? '-, -' : `${price}, ${report['totalLots']}`}`;
  }
  throw new Error(`the exercise has no ${kind}`);
}

/** Where each live order is: a cancel of the exercise names no symbol. */
interface Desk {
  symbols: Map<string, number>;
  placed: Map<string, number>;
}

function toCommand(words: readonly string[], ts: number, desk: Desk): JsonCommand {
  const [verb, user = '', third = ''] = words;
  if (verb === 'C') {
    const id = orderId(user, third);
    return { op: 'cancel', ts, id, instrument: desk.placed.get(id) ?? 0 };
  }
  const [price = '', lots = '', side = '', userOrderId = ''] = words.slice(3);
  const instrument = desk.symbols.get(third) ?? desk.symbols.size;
  desk.symbols.set(third, instrument);
  const id = orderId(user, userOrderId);
  desk.placed.set(id, instrument);
  const base = { op: 'new', ts, id, instrument, side: side === 'B' ? 'buy' : 'sell', lots: Number(lots) };
  return price === '0' ? { ...base, type: 'market' } : { ...base, price };
}

/** Plays an exercise and returns its output lines. Every flush opens an empty matcher. */
export function playExercise(input: string, open: (config: MatcherConfig) => Matcher): string[] {
  const config = configOf({}, { reports: ['accepted', 'fill', 'cancelled', 'touch'] }, symbolsMost);
  const lines: string[] = [];
  let desk: Desk = { symbols: new Map(), placed: new Map() };
  let matcher = open(config);
  input.split('\n').forEach((line, index) => {
    const words = line.split(',').map((word) => word.trim());
    if (words[0] === 'F') {
      matcher = open(config);
      desk = { symbols: new Map(), placed: new Map() };
    } else if (words[0] === 'N' || words[0] === 'C') {
      for (const report of matcher.apply(toCommand(words, index, desk))) {
        const written = toLine(report);
        if (written !== null) lines.push(written);
      }
    }
  });
  return lines;
}
