/**
 * Reports as the canonical stream of `match` (docs/FORMATS.md, "Reports"): the text whose SHA-256 is compared with
 * published ones. Invariant: lines are joined by a line feed, and there is none after the last.
 */
import { ReportKind } from '../layout/layout.gen';
import type { LineWriter } from './line-writer';
import * as words from './report-words';

const comma = 44;
const lineFeed = 10;

export class CanonicalStream {
  private hasLines = false;

  constructor(private readonly writer: LineWriter) {}

  /** Whole reports, as the engine hands them out. */
  take(bytes: Uint8Array): void {
    const units = words.wordsOf(bytes);
    for (let at = 0; at < units.length; at += words.unitWords) {
      switch (words.kindOf(units[at]!)) {
        case ReportKind.accepted:
          this.order(0, units, at, true);
          break;
        case ReportKind.fill:
          this.fill(units, at);
          at += words.unitWords;
          break;
        case ReportKind.cancelled:
          this.order(2, units, at, false);
          break;
        case ReportKind.replaced:
          this.order(3, units, at, true);
          break;
        case ReportKind.cancelRejected:
          this.rejection(4, units, at);
          break;
        case ReportKind.replaceRejected:
          this.rejection(5, units, at);
          break;
      }
    }
  }

  private head(kind: number, units: Uint32Array, at: number): void {
    const { writer } = this;
    writer.begin();
    if (this.hasLines) writer.byte(lineFeed);
    this.hasLines = true;
    writer.byte(48 + kind);
    writer.byte(comma);
    writer.i64(units[at + words.timeWord]!, units[at + words.timeWord + 1]!);
  }

  private u64(units: Uint32Array, at: number): void {
    this.writer.byte(comma);
    this.writer.u64(units[at]!, units[at + 1]!);
  }

  private price(units: Uint32Array, at: number): void {
    this.writer.byte(comma);
    this.writer.i64(units[at + words.priceWord]!, units[at + words.priceWord + 1]!);
  }

  private lots(units: Uint32Array, at: number): void {
    this.writer.byte(comma);
    this.writer.u32(units[at + words.lotsWord]!);
  }

  private order(kind: number, units: Uint32Array, at: number, withLots: boolean): void {
    this.head(kind, units, at);
    this.writer.byte(comma);
    this.writer.byte(48 + words.sideOf(units[at]!));
    this.u64(units, at + words.orderWord);
    this.price(units, at);
    if (withLots) this.lots(units, at);
  }

  private fill(units: Uint32Array, at: number): void {
    this.head(1, units, at);
    this.price(units, at);
    this.lots(units, at);
    this.u64(units, at + words.orderWord);
    this.u64(units, at + words.takerOrderWord);
  }

  private rejection(kind: number, units: Uint32Array, at: number): void {
    this.head(kind, units, at);
    this.u64(units, at + words.orderWord);
  }
}
