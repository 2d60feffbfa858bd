/**
 * What a person typed into *Jump to*: a time, an event number, or else a condition, which the cell reads and judges.
 * Pure.
 */
import { parseClock } from './format';

export type JumpTarget =
  | { readonly kind: 'time'; readonly ns: bigint }
  | { readonly kind: 'event'; readonly event: number }
  | { readonly kind: 'condition'; readonly text: string }
  | { readonly kind: 'nothing' };

const eventPattern = /^#?\s*(\d{1,3}(?:[,. ’]\d{3})+|\d{1,15})$/;

export function readTarget(text: string, nowNs: bigint, zone: string): JumpTarget {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'nothing' };
  const ns = parseClock(trimmed, nowNs, zone);
  if (ns !== null) return { kind: 'time', ns };
  const digits = eventPattern.exec(trimmed)?.[1];
  if (digits !== undefined) return { kind: 'event', event: Number(digits.replace(/\D/g, '')) };
  return { kind: 'condition', text: trimmed };
}
