/**
 * The reference engine: books, ledger and reports in the plainest possible style, from the formats document alone.
 * It never imports src and knows nothing of memory, windows or capacities.
 */
import { commandKinds, flagBits, rejectCodes } from './codes';
import { applyBeside } from './actions';
import { levelLots, ModelBook } from './book';
import { applyCancel, applyNew, applyReduce, applyReplace, refuseChange } from './commands';
import type { CommandPlace } from './commands';
import { ModelLedger } from './ledger';
import { applyTapeRow } from './tape-rows';
import type { ModelCommand, ModelConfig, ModelCounters, ModelInstrument, ModelReport } from './types';

interface Touch {
  price: bigint;
  lots: number;
}

interface Instrument {
  rules: ModelInstrument;
  book: ModelBook;
  counters: ModelCounters;
  session: number;
  touches: [Touch, Touch];
}

export class ModelEngine {
  readonly reports: ModelReport[] = [];
  readonly ledger: ModelLedger;
  readonly instruments: Instrument[];

  constructor(readonly config: ModelConfig) {
    this.ledger = new ModelLedger(config.accounts ?? []);
    this.instruments = config.instruments.map((rules) => ({
      rules,
      book: new ModelBook(),
      counters: {
        tradedLots: 0,
        lastPriceUnits: 0n,
        tradeCount: 0,
        fifoDisagreements: 0,
        unknownOrders: 0,
        overdrawnLots: 0,
        crossedCount: 0,
      },
      session: 0,
      touches: [
        { price: 0n, lots: 0 },
        { price: 0n, lots: 0 },
      ],
    }));
  }

  /** Applies one command and returns the reports that it made. */
  apply(command: ModelCommand): ModelReport[] {
    const first = this.reports.length;
    const instrument = this.instruments[command.instrument];
    if (!instrument) this.refuse(command, rejectCodes.unknownInstrument);
    else if (isBeside(command.kind)) {
      const { book, counters, rules } = instrument;
      const setSession = (state: number): void => {
        instrument.session = state;
      };
      const emit = (report: ModelReport): void => this.emit(report);
      const place = { book, ledger: this.ledger, rules, counters, setSession, emit };
      if (applyBeside(place, command)) this.compareTouches(instrument, command);
    } else {
      if (!fits(instrument.rules, command.kind)) this.refuse(command, rejectCodes.unknownCommand);
      else if (instrument.rules.mode === 'tape') this.applyRow(instrument, command);
      else if (instrument.session !== 0) this.refuse(command, rejectCodes.notTradingNow);
      else this.applyCommand(instrument, command);
      const isRow = command.kind >= commandKinds.tapeAdd;
      const isLast = isRow && (command.flags & flagBits.last) !== 0;
      if (!isRow || isLast) this.compareTouches(instrument, command);
      const [bid, ask] = [instrument.book.best(0), instrument.book.best(1)];
      if (isLast && bid && ask && bid.price >= ask.price) instrument.counters.crossedCount += 1;
    }
    return this.reports.slice(first);
  }

  private emit(report: ModelReport): void {
    const counters = this.instruments[report.instrument]?.counters;
    if (counters && (report.kind === 'fill' || report.kind === 'trade')) {
      counters.tradedLots += report.lots;
      counters.tradeCount += 1;
      counters.lastPriceUnits = report.price;
    }
    if (this.config.reports.includes(report.kind)) this.reports.push(report);
  }

  private refuse(command: ModelCommand, code: number): void {
    const { tsNs: ts, instrument, orderId: id, lots, kind } = command;
    const isMarket = kind === commandKinds.new && (command.flags & flagBits.market) !== 0;
    const price = isMarket ? 0n : command.priceUnits;
    const place = { ts, instrument, emit: (report: ModelReport) => this.emit(report) };
    if (kind === commandKinds.cancel) refuseChange(place, 'cancelRejected', command, code);
    else if (kind === commandKinds.reduce) refuseChange(place, 'reduceRejected', command, code);
    else if (kind === commandKinds.replace) refuseChange(place, 'replaceRejected', command, code);
    else this.emit({ kind: 'rejected', ts, instrument, side: command.side & 1, code, id, price, lots });
  }

  private applyCommand(instrument: Instrument, command: ModelCommand): void {
    const place: CommandPlace = {
      book: instrument.book,
      ledger: this.ledger,
      rules: instrument.rules,
      rule: instrument.rules.selfTrade,
      ts: command.tsNs,
      instrument: command.instrument,
      emit: (report) => this.emit(report),
    };
    if (command.kind === commandKinds.new) applyNew(place, command);
    else if (command.kind === commandKinds.cancel) applyCancel(place, command);
    else if (command.kind === commandKinds.reduce) applyReduce(place, command);
    else applyReplace(place, command);
  }

  private applyRow(instrument: Instrument, row: ModelCommand): void {
    const { book, counters, rules } = instrument;
    const setSession = (state: number): void => {
      instrument.session = state;
    };
    applyTapeRow({ book, rules, counters, setSession, emit: (report) => this.emit(report) }, row);
  }

  private compareTouches(instrument: Instrument, command: ModelCommand): void {
    for (const side of [0, 1] as const) {
      const best = instrument.book.best(side);
      const now = { price: best ? best.price : 0n, lots: best ? levelLots(best) : 0 };
      const last = instrument.touches[side];
      if (now.price === last.price && now.lots === last.lots) continue;
      instrument.touches[side] = now;
      const { tsNs: ts, instrument: index } = command;
      const id = BigInt(now.lots);
      this.emit({ kind: 'touch', ts, instrument: index, side, code: 0, id, price: now.price, lots: 0 });
    }
  }
}

const isBeside = (kind: number): boolean => kind >= commandKinds.split && kind <= commandKinds.fact;

function fits(rules: ModelInstrument, kind: number): boolean {
  if (rules.mode === 'tape') return kind >= commandKinds.tapeAdd && kind <= commandKinds.tapeClear;
  return kind >= commandKinds.new && kind <= commandKinds.replace;
}
