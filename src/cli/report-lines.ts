/**
 * Reports as NDJSON (docs/FORMATS.md, "Reports"), written without making an object for each. A test compares every
 * kind with the engine's own decoder. Invariant: `n` counts reports from 0, a fill being one.
 */
import {
  actionKindName,
  cancelReasonName,
  rejectCodeName,
  ReportKind,
  reportKindName,
  ReportLayout,
  roundingName,
  sideName,
  tradeCodeName,
} from '../layout/layout.gen';
import { decodeReports } from '../engine/reports';
import type { LineWriter } from './line-writer';
import * as words from './report-words';

const encoder = new TextEncoder();
const fragment = (text: string): Uint8Array => encoder.encode(text);

const tableOf = (names: Readonly<Record<number, string>>, before: string): Uint8Array[] =>
  Array.from({ length: 256 }, (_, code) => fragment(`${before}"${names[code] ?? code}"`));

const begin = fragment('{"n":');
const time = fragment(',"ts":"');
const kinds = Array.from({ length: 256 }, (_, code) =>
  fragment(`","kind":"${reportKindName[code] ?? code}","instrument":`),
);
const sides = tableOf(sideName, ',"side":');
const rejectCodes = tableOf(rejectCodeName, ',"code":');
const tradeCodes = tableOf(tradeCodeName, ',"code":');
const reasons = tableOf(cancelReasonName, ',"reason":');
const actions = tableOf(actionKindName, ',"action":');
const roundings = tableOf(roundingName, ',"rounded":');
const id = fragment(',"id":"');
const makerId = fragment(',"makerId":"');
const takerId = fragment('","takerId":"');
const price = fragment('","price":"');
const priceFirst = fragment(',"price":"');
const lots = fragment('","lots":');
const totalLots = fragment('","totalLots":"');
const makerLeaves = fragment(',"makerLeaves":');
const takerLeaves = fragment(',"takerLeaves":');
const makerAccount = fragment(',"makerAccount":');
const takerAccount = fragment(',"takerAccount":');
const state = fragment(',"state":');
const account = fragment(',"account":');
const position = fragment(',"position":"');
const cash = fragment('","cash":"');
const newShares = fragment(',"newShares":');
const oldShares = fragment(',"oldShares":"');
const text = fragment(',"text":');
const decimals = fragment(',"decimals":');
const value = fragment(',"value":"');
const end = fragment('}\n');
const endText = fragment('"}\n');

export class ReportLines {
  /** number of the next report, and of the first that has not been written */
  private next = 0;
  private unwritten = 0;

  constructor(private readonly writer: LineWriter) {}

  save(): unknown {
    return this.next;
  }

  /** The run has gone back to where `save` was called, or to its start: what was written is not written again. */
  load(saved: unknown): void {
    this.next = typeof saved === 'number' ? saved : 0;
  }

  /** Whole reports, as the engine hands them out. */
  take(bytes: Uint8Array): void {
    const units = words.wordsOf(bytes);
    for (let at = 0; at < units.length; at += words.unitWords) {
      const kind = words.kindOf(units[at]!);
      if (this.next < this.unwritten) {
        this.next++;
        if (kind === ReportKind.fill) at += words.unitWords;
        continue;
      }
      this.head(kind, units, at);
      switch (kind) {
        case ReportKind.fill:
          this.fill(units, at);
          at += words.unitWords;
          break;
        case ReportKind.touch:
        case ReportKind.level:
          this.level(units, at);
          break;
        case ReportKind.session:
          this.number(state, units[at + words.lotsWord]!);
          this.writer.ascii(end);
          break;
        case ReportKind.account:
          this.account(units, at);
          break;
        case ReportKind.action:
          this.action(units, at);
          break;
        case ReportKind.news:
          this.number(text, units[at + words.lotsWord]!);
          this.writer.ascii(end);
          break;
        case ReportKind.fact:
          this.fact(units, at);
          break;
        case ReportKind.fee:
        case ReportKind.holding:
        case ReportKind.indicative:
        case ReportKind.bands:
        case ReportKind.auction:
        case ReportKind.entry:
        case ReportKind.sent:
        case ReportKind.routed:
        case ReportKind.heard:
          this.rare(bytes.subarray(at * 4, at * 4 + ReportLayout.size));
          break;
        default:
          this.order(kind, units, at);
      }
    }
  }

  private head(kind: number, units: Uint32Array, at: number): void {
    const { writer } = this;
    writer.begin();
    writer.ascii(begin);
    writer.integer(this.next++);
    this.unwritten = this.next;
    writer.ascii(time);
    this.i64(units, at + words.timeWord);
    writer.ascii(kinds[kind]!);
    writer.u32(words.instrumentOf(units[at]!));
  }

  private i64(units: Uint32Array, at: number): void {
    this.writer.i64(units[at]!, units[at + 1]!);
  }

  private u64(units: Uint32Array, at: number): void {
    this.writer.u64(units[at]!, units[at + 1]!);
  }

  private number(before: Uint8Array, value: number): void {
    this.writer.ascii(before);
    this.writer.u32(value);
  }

  /** Kinds too seldom to be worth words of their own: the engine’s decoder says their fields. */
  private rare(unit: Uint8Array): void {
    const [report] = decodeReports(unit);
    const { n: _n, ts: _ts, kind: _kind, instrument: _instrument, ...fields } = report!;
    this.writer.ascii(fragment(`,${JSON.stringify(fields).slice(1)}\n`));
  }

  private order(kind: number, units: Uint32Array, at: number): void {
    const { writer } = this;
    const head = units[at]!;
    writer.ascii(sides[words.sideOf(head)]!);
    writer.ascii(id);
    this.u64(units, at + words.orderWord);
    writer.ascii(price);
    this.i64(units, at + words.priceWord);
    this.number(lots, units[at + words.lotsWord]!);
    const code = words.codeOf(head);
    if (kind === ReportKind.cancelled) writer.ascii(reasons[code]!);
    else if (kind === ReportKind.adjusted) writer.ascii(roundings[code]!);
    else if (kind === ReportKind.trade) writer.ascii(tradeCodes[code]!);
    else if (isRejection(kind)) writer.ascii(rejectCodes[code]!);
    writer.ascii(end);
  }

  private fill(units: Uint32Array, at: number): void {
    const { writer } = this;
    writer.ascii(sides[words.sideOf(units[at]!)]!);
    writer.ascii(makerId);
    this.u64(units, at + words.orderWord);
    writer.ascii(takerId);
    this.u64(units, at + words.takerOrderWord);
    writer.ascii(price);
    this.i64(units, at + words.priceWord);
    this.number(lots, units[at + words.lotsWord]!);
    this.number(makerLeaves, units[at + words.makerLeavesWord]!);
    this.number(takerLeaves, units[at + words.takerLeavesWord]!);
    this.number(makerAccount, units[at + words.makerAccountWord]!);
    this.number(takerAccount, units[at + words.takerAccountWord]!);
    writer.ascii(end);
  }

  private level(units: Uint32Array, at: number): void {
    const { writer } = this;
    writer.ascii(sides[words.sideOf(units[at]!)]!);
    writer.ascii(priceFirst);
    this.i64(units, at + words.priceWord);
    writer.ascii(totalLots);
    this.i64(units, at + words.orderWord);
    writer.ascii(endText);
  }

  private account(units: Uint32Array, at: number): void {
    const { writer } = this;
    this.number(account, units[at + words.lotsWord]!);
    writer.ascii(position);
    this.i64(units, at + words.orderWord);
    writer.ascii(cash);
    this.i64(units, at + words.priceWord);
    writer.ascii(endText);
  }

  private action(units: Uint32Array, at: number): void {
    const { writer } = this;
    writer.ascii(actions[words.codeOf(units[at]!)]!);
    this.number(newShares, units[at + words.lotsWord]!);
    writer.ascii(oldShares);
    this.u64(units, at + words.orderWord);
    writer.ascii(cash);
    this.i64(units, at + words.priceWord);
    writer.ascii(endText);
  }

  private fact(units: Uint32Array, at: number): void {
    this.number(text, units[at + words.lotsWord]!);
    this.number(decimals, words.codeOf(units[at]!));
    this.writer.ascii(value);
    this.i64(units, at + words.priceWord);
    this.writer.ascii(endText);
  }
}

const isRejection = (kind: number): boolean =>
  kind === ReportKind.rejected ||
  kind === ReportKind.cancelRejected ||
  kind === ReportKind.reduceRejected ||
  kind === ReportKind.replaceRejected;
