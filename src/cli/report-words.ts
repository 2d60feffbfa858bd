/**
 * Where the parts of a report stand when the journal is read as 32-bit words: the way to look at millions of them
 * without making an object for each. Derived from the layout; knows no text.
 */
import { FillTailLayout, ReportLayout } from '../layout/layout.gen';

export const unitWords = ReportLayout.size >> 2;

/** Word 0 holds kind, flags and instrument. */
export const kindOf = (word: number): number => (word >>> (8 * ReportLayout.kind)) & 255;
export const sideOf = (word: number): number => (word >>> (8 * ReportLayout.flags)) & 1;
export const codeOf = (word: number): number => (word >>> (8 * ReportLayout.flags + 1)) & 127;
export const instrumentOf = (word: number): number => (word >>> (8 * ReportLayout.instrument)) & 0xffff;

export const lotsWord = ReportLayout.lots >> 2;
export const timeWord = ReportLayout.tsNs >> 2;
export const orderWord = ReportLayout.orderId >> 2;
export const priceWord = ReportLayout.priceUnits >> 2;

/** In the second unit of a fill, counted from its first word. */
export const makerLeavesWord = unitWords + (FillTailLayout.makerLeavesLots >> 2);
export const takerOrderWord = unitWords + (FillTailLayout.takerOrderId >> 2);
export const takerLeavesWord = unitWords + (FillTailLayout.takerLeavesLots >> 2);
export const makerAccountWord = unitWords + (FillTailLayout.makerAccount >> 2);
export const takerAccountWord = unitWords + (FillTailLayout.takerAccount >> 2);

/** The journal's bytes as words; copies only when they are not aligned. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}
