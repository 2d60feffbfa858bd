/**
 * The reference engine: books, ledger and reports in the plainest possible style, from the formats document alone.
 * It never imports src and knows nothing of memory, windows or capacities.
 */
import { applyBeside } from './actions';
import { Agenda } from './agenda';
import type { Due } from './agenda';
import { afterFill, cut } from './beside';
import { actFirst, look } from './look';
import {
  cancelReasons,
  commandKinds,
  flagBits,
  impliedReports,
  rejectCodes,
  sessionStates,
  tifs,
} from './codes';
import { levelLots } from './book';
import { isBumped } from './bump';
import { hasBands } from './bands';
import { applyCancel, applyNew, applyReduce, applyReplace, refuseChange } from './commands';
import type { CommandPlace } from './commands';
import { applyExtended, isAwaited, orderLeft } from './extended';
import type { ExtendedPlace } from './extended';
import { ModelFees } from './fees';
import { applyEntry } from './entries';
import { ModelLedger } from './ledger';
import { ModelLimits } from './limits';
import {
  afterVenue,
  applySetting,
  changeState,
  guardOf,
  isNearEnough,
  tendBands,
  tendCorridor,
  tendReference,
} from './session';
import { newInstrument } from './instrument';
import type { Instrument } from './instrument';
import { isCollecting, isTrading } from './states';
import { partKey } from './terms';
import type { Parts } from './terms';
import type { TapeOwn } from './tape-own-entry';
import { applyTapeRow } from './tape-rows';
import type { ModelCommand, ModelConfig, ModelInstrument, ModelReport } from './types';

export class ModelEngine {
  readonly reports: ModelReport[] = [];
  readonly ledger: ModelLedger;
  readonly fees: ModelFees;
  readonly limits: ModelLimits;
  readonly instruments: Instrument[];
  private readonly agenda = new Agenda();
  private parts: Parts | null = null;
  private firstPrint: { price: bigint | null } = { price: null };

  constructor(readonly config: ModelConfig) {
    this.ledger = new ModelLedger(config.accounts ?? [], config.venues);
    this.fees = new ModelFees(this.ledger, config, (report) => this.emit(report));
    this.limits = new ModelLimits(config);
    this.instruments = config.instruments.map(newInstrument);
    for (const { book } of this.instruments) book.removed = (order) => orderLeft({ book }, order);
  }

  /** Applies one command and returns the reports that it made. */
  apply(command: ModelCommand): ModelReport[] {
    const first = this.reports.length;
    this.expire(command.tsNs, command.rank);
    this.firstPrint = { price: null };
    const instrument = this.instruments[command.instrument];
    if (!instrument) this.refuse(command, rejectCodes.unknownInstrument);
    else if (command.kind === commandKinds.entry) {
      const emit = (report: ModelReport): void => this.emit(report);
      applyEntry({ ledger: this.ledger, counters: instrument.counters, emit }, command);
    } else if (isBeside(command.kind)) {
      const { book, counters, rules } = instrument;
      const setSession = (state: number): void => {
        instrument.session = state;
      };
      const emit = (report: ModelReport): void => this.emit(report);
      const place = { book, ledger: this.ledger, rules, counters, setSession, emit };
      if (applyBeside(place, command)) this.compareTouches(instrument, command);
    } else if (instrument.own) {
      this.applyInTape(instrument, instrument.own, command);
    } else {
      if (command.kind === commandKinds.terms && fits(instrument.rules, command.kind)) {
        if (instrument.rules.mode === 'matched') this.keep(command);
        return this.reports.slice(first);
      }
      this.applyHere(instrument, command);
    }
    // What a venue does at once is due now.
    this.expire(command.tsNs + 1n, 0);
    return this.reports.slice(first);
  }

  /** A row of a tape, or a command on a matched book. */
  private applyHere(instrument: Instrument, command: ModelCommand): void {
    const { book, counters, rules } = instrument;
    const isRow = command.kind >= commandKinds.tapeAdd;
    const isLast = isRow && (command.flags & flagBits.last) !== 0;
    if (!fits(rules, command.kind)) this.refuse(command, rejectCodes.unknownCommand);
    else if (rules.mode === 'tape') this.applyRow(instrument, command);
    else if (!this.applyCommand(instrument, command)) return;
    if (!isRow && fits(rules, command.kind)) this.settle(this.placeOf(instrument, command));
    if (!isRow || isLast) this.compareTouches(instrument, command);
    this.actAll(instrument, command);
    const [bid, ask] = [book.best(0), book.best(1)];
    if (isLast && bid && ask && bid.price >= ask.price) counters.crossedCount += 1;
  }

  /** An instrument of a tape that takes orders. */
  private applyInTape(instrument: Instrument, own: TapeOwn, command: ModelCommand): void {
    const { book, counters, rules, session } = instrument;
    const setSession = (state: number): void => {
      instrument.session = state;
    };
    const emit = (report: ModelReport): void => this.emit(report);
    const place = { book, counters, rules, setSession, emit, ledger: this.ledger, session };
    const isRow = command.kind >= commandKinds.tapeAdd && command.kind <= commandKinds.tapeClear;
    if (command.kind === commandKinds.terms) {
      this.keep(command);
      return;
    }
    if (isRow) own.row(place, command);
    else if (command.kind >= commandKinds.new && command.kind <= commandKinds.replace) {
      own.command(place, command, this.partsFor(command).length > 0);
    } else this.refuse(command, rejectCodes.unknownCommand);
    const isLast = isRow && (command.flags & flagBits.last) !== 0;
    if (isLast || (!isRow && rules.impact?.policy === 'consume')) this.compareTouches(instrument, command);
    const [bid, ask] = [book.best(0), book.best(1)];
    if (isLast && bid && ask && bid.price >= ask.price) counters.crossedCount += 1;
  }

  private emit(report: ModelReport): void {
    if (report.kind === 'accepted') this.fees.begin(report.instrument, report.id);
    const place = this.instruments[report.instrument];
    const isOfTape = !place?.own || report.kind === 'trade';
    const counters = isOfTape ? place?.counters : undefined;
    if (place && report.kind === 'fill' && hasBands(place.rules.callRules, place.call.bands)) {
      place.call.bands.fills.push({ ns: report.ts, price: report.price });
    }
    if (counters && (report.kind === 'fill' || report.kind === 'trade')) {
      counters.tradedLots += report.lots;
      counters.tradeCount += 1;
      counters.lastPriceUnits = report.price;
    }
    const isImplied = impliedReports.includes(report.kind) && this.config.reports.includes('accepted');
    if (isImplied || this.config.reports.includes(report.kind)) this.reports.push(report);
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

  /** One part of terms; those of another order are forgotten. */
  private keep(part: ModelCommand): void {
    const key = partKey(part);
    if (this.parts?.key !== key) this.parts = { key, records: [] };
    this.parts.records.push(part);
  }

  /** The parts that came for this command, which are then forgotten, as are others of its instrument. */
  private partsFor(command: ModelCommand): ModelCommand[] {
    const { parts } = this;
    if (!parts || parts.records[0]?.instrument !== command.instrument) return [];
    this.parts = null;
    return parts.key === partKey(command) ? parts.records : [];
  }

  /** What is due before a time and rank, each an event of its own. */
  private expire(ns: bigint, rank: number): void {
    for (;;) {
      const next = this.agenda.next(ns, rank);
      if (!next) return;
      this.firstPrint = { price: null };
      const instrument = this.instruments[next.index]!;
      const at = { tsNs: next.ns, instrument: next.index };
      if ('command' in next.due) {
        const { command, parts, sweeps } = next.due;
        this.applyNow(instrument, { ...command, ...at }, parts, sweeps);
        this.settle(this.placeOf(instrument, at));
        this.after(instrument, at);
      } else if (this.happens(instrument, at, next.due)) {
        this.settle(this.placeOf(instrument, at));
        this.after(instrument, at);
      }
    }
  }

  /** One entry of the agenda; false when it means nothing any more. */
  private happens(
    instrument: Instrument,
    at: Pick<ModelCommand, 'tsNs' | 'instrument'>,
    due: Exclude<Due, { command: ModelCommand }>,
  ): boolean {
    const place = this.placeOf(instrument, at);
    const { call, book } = instrument;
    if ('order' in due) {
      if (book.byId.get(due.order.id) !== due.order) return false;
      cut(place, due.order, Infinity, cancelReasons.expired);
      return true;
    }
    if ('heldSince' in due) {
      const { continuous, straddle } = sessionStates;
      const isOpen = instrument.session === continuous || instrument.session === straddle;
      return call.bands.published?.sinceNs === due.heldSince && isOpen && tendReference(place);
    }
    if (!('phase' in due) || call.phase !== due.phase) return false;
    const isFar = instrument.session === sessionStates.volatilityCall && !isNearEnough(place);
    this.changeTo(place, isFar ? sessionStates.volatilityExtended : due.state);
    return true;
  }

  private changeTo(place: ExtendedPlace & CommandPlace, state: number): void {
    changeState(place, state, (to) => (this.instruments[place.instrument]!.session = to));
  }

  /** What follows an event: the look, and what the venue does. */
  private settle(place: ExtendedPlace & CommandPlace): void {
    look(place);
    if (place.rules.mode !== 'matched') return;
    afterVenue(place, this.config.reports.includes('indicative'));
    const { phase } = place.call;
    const isAsked = this.agenda.has((due) => 'phase' in due && due.phase === phase);
    if (tendCorridor(place) && !isAsked) place.ends(place.ts, sessionStates.continuous);
    tendBands(place, (to) => (this.instruments[place.instrument]!.session = to));
  }

  private after(instrument: Instrument, at: Pick<ModelCommand, 'tsNs' | 'instrument'>): void {
    this.compareTouches(instrument, at);
    this.actAll(instrument, at);
  }

  /** Elected orders act, one an event, until none is left. */
  private actAll(instrument: Instrument, at: Pick<ModelCommand, 'tsNs' | 'instrument'>): void {
    while (instrument.due.length > 0) {
      this.firstPrint = { price: null };
      actFirst(this.placeOf(instrument, at));
      this.settle(this.placeOf(instrument, at));
      this.compareTouches(instrument, at);
    }
  }

  private placeOf(
    instrument: Instrument,
    command: Pick<ModelCommand, 'tsNs' | 'instrument'>,
  ): ExtendedPlace & CommandPlace {
    const place: ExtendedPlace & CommandPlace = {
      book: instrument.book,
      ledger: this.ledger,
      fees: this.fees,
      limits: this.limits,
      rules: instrument.rules,
      rule: instrument.rules.selfTrade,
      venueRules: instrument.rules.venueRules,
      ts: command.tsNs,
      instrument: command.instrument,
      emit: (report) => this.emit(report),
      session: instrument.session,
      call: instrument.call,
      due: instrument.due,
      firstPrint: this.firstPrint,
      get lastPrice() {
        return instrument.counters.tradeCount === 0 ? null : instrument.counters.lastPriceUnits;
      },
      filled: (maker, taker, ...owers) => afterFill(place, maker, taker, owers),
      schedule: (order, ns) => this.agenda.add(ns, command.instrument, { order }),
      ends: (ns, state) => this.agenda.add(ns, command.instrument, { phase: instrument.call.phase, state }),
      looksAgain: (ns) => this.agenda.add(ns, command.instrument, { heldSince: command.tsNs }),
    };
    place.guard = guardOf(place, (state) => (instrument.session = state));
    return place;
  }

  /** False: the order waits, and nothing has happened yet. */
  private applyCommand(instrument: Instrument, command: ModelCommand): boolean {
    const place = this.placeOf(instrument, command);
    if (command.kind === commandKinds.session) {
      this.changeTo(place, command.lots & 255);
      return true;
    }
    if (command.kind === commandKinds.venueRule) {
      applySetting(place, command);
      return true;
    }
    const parts = this.partsFor(command);
    if (command.kind === commandKinds.new && isBumped(place, command, parts)) {
      const ns = command.tsNs + (instrument.rules.callRules?.bumpNs ?? 0n);
      const due = { command, parts, sweeps: false };
      this.agenda.add(ns, command.instrument, due, command.rank, command.account);
      return false;
    }
    this.applyNow(instrument, command, parts, false);
    return true;
  }

  /** An order command that has come through everything on its way. */
  private applyNow(
    instrument: Instrument,
    command: ModelCommand,
    parts: readonly ModelCommand[],
    _sweeps: boolean,
  ): void {
    const place = this.placeOf(instrument, command);
    const owner = instrument.book.byId.get(command.orderId)?.account ?? 0;
    const sender = command.account !== 0 || command.kind === commandKinds.new ? command.account : owner;
    const tooMuch = this.ledger.has(sender) ? this.limits.admit(sender, command, this.fees.penalise) : 0;
    if (tooMuch !== 0) {
      this.refuse(command, tooMuch);
      return;
    }
    // Beyond the states of the table, such as after a delisting, nothing is taken any more.
    if (instrument.session > 16) {
      this.refuse(command, rejectCodes.notTradingNow);
      return;
    }
    const needsTerms =
      parts.length > 0 ||
      command.tif > tifs.FOK ||
      place.guard !== undefined ||
      !isPlainNow(instrument.session, command);
    if (command.kind === commandKinds.new && (needsTerms || isAwaited(place, command))) {
      applyExtended(place, command, parts);
      return;
    }
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

  private compareTouches(instrument: Instrument, command: Pick<ModelCommand, 'tsNs' | 'instrument'>): void {
    for (const side of [0, 1] as const) {
      const { own, book } = instrument;
      const best = own ? own.best(book, side) : book.best(side);
      const lots = best && own ? own.seen(best) : best ? levelLots(best) : 0;
      const now = { price: best ? best.price : 0n, lots };
      const last = instrument.touches[side];
      if (now.price === last.price && now.lots === last.lots) continue;
      instrument.touches[side] = now;
      const { tsNs: ts, instrument: index } = command;
      const id = BigInt(now.lots);
      this.emit({ kind: 'touch', ts, instrument: index, side, code: 0, id, price: now.price, lots: 0 });
    }
  }
}

/** Where orders are collected only a limit order needs no terms. */
function isPlainNow(session: number, command: ModelCommand): boolean {
  if (isTrading(session)) return true;
  return isCollecting(session) && command.tif === tifs.GTC && (command.flags & flagBits.market) === 0;
}

const isBeside = (kind: number): boolean => kind >= commandKinds.split && kind <= commandKinds.fact;

function fits(rules: ModelInstrument, kind: number): boolean {
  if (rules.mode === 'tape')
    return kind === commandKinds.terms || (kind >= commandKinds.tapeAdd && kind <= commandKinds.tapeClear);
  const { terms, session, venueRule } = commandKinds;
  if (kind === terms || kind === session || kind === venueRule) return true;
  return kind >= commandKinds.new && kind <= commandKinds.replace;
}
