/**
 * The reference engine: books, ledger and reports in the plainest possible style, from the formats document alone.
 * It never imports src and knows nothing of memory, windows or capacities.
 */
import { applyBeside } from './actions';
import type { Due } from './agenda';
import { cut } from './beside';
import { cancelReasons, commandKinds, flagBits, ranks, rejectCodes, sessionStates, tifs } from './codes';
import { isBumped } from './bump';
import type { Rematch, RematchPlace } from './rematch';
import { splitOf } from './routing';
import type { Child } from './routing';
import { applyCancel, applyNew, applyReduce, applyReplace } from './commands';
import { applyExtended, isAwaited } from './extended';
import { ModelBase } from './model-base';
import { applyEntry } from './entries';
import { applySetting, isNearEnough, tendReference } from './session';
import type { Instrument } from './instrument';
import { isCollecting, isTrading } from './states';
import type { TapeOwn } from './tape-own-entry';
import { applyTapeRow } from './tape-rows';
import type { ModelCommand, ModelInstrument, ModelReport } from './types';

export class ModelEngine extends ModelBase {
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
    } else if (instrument.rematch) {
      this.applyRematched(instrument, instrument.rematch, command);
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

  /** A tape that is matched again: its rows and own orders meet in one book. */
  private applyRematched(instrument: Instrument, rematch: Rematch, command: ModelCommand): void {
    if (command.kind === commandKinds.terms) {
      this.keep(command);
      return;
    }
    const isRow = command.kind >= commandKinds.tapeAdd;
    if (isRow) rematch.row(this.rematchPlace(instrument, command), command);
    else if (command.kind > commandKinds.replace) this.refuse(command, rejectCodes.unknownCommand);
    else this.applyNow(instrument, command, this.partsFor(command), false);
    this.settle(this.placeOf(instrument, command));
    if (!isRow || (command.flags & flagBits.last) !== 0) this.compareTouches(instrument, command);
    this.actAll(instrument, command);
  }

  private rematchPlace(instrument: Instrument, at: Pick<ModelCommand, 'tsNs' | 'instrument'>): RematchPlace {
    return Object.assign(this.placeOf(instrument, at), {
      counters: instrument.counters,
      setSession: (state: number) => void (instrument.session = state),
      lapsesAt: (ns: bigint, id: bigint) => this.agenda.add(ns, at.instrument, { lapses: id }, ranks.tape),
    });
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
    if ('lapses' in due) {
      instrument.rematch?.lapse(this.rematchPlace(instrument, at), due.lapses);
      return true;
    }
    if (!('phase' in due) || call.phase !== due.phase) return false;
    const isFar = instrument.session === sessionStates.volatilityCall && !isNearEnough(place);
    this.changeTo(place, isFar ? sessionStates.volatilityExtended : due.state);
    return true;
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
    const isNew = command.kind === commandKinds.new;
    const others = this.othersOf(command);
    const children = isNew && others.length > 0 ? splitOf(place, others, command, parts.length > 0) : null;
    if (children === null) return this.arrive(instrument, command, parts, false);
    this.applyInParts(command, children);
    return false;
  }

  /** False: the order waits at a speed bump. */
  private arrive(
    instrument: Instrument,
    command: ModelCommand,
    parts: readonly ModelCommand[],
    sweeps: boolean,
  ): boolean {
    const place = this.placeOf(instrument, command);
    if (command.kind === commandKinds.new && isBumped(place, command, parts)) {
      const ns = command.tsNs + (instrument.rules.callRules?.bumpNs ?? 0n);
      this.agenda.add(ns, command.instrument, { command, parts, sweeps }, command.rank, command.account);
      return false;
    }
    this.applyNow(instrument, command, parts, sweeps);
    return true;
  }

  /** Each child to its venue, each an event there, and what is left to its own. */
  private applyInParts(command: ModelCommand, children: readonly Child[]): void {
    const { side, tsNs: ts, orderId: id } = command;
    let left = command.lots;
    const parts = children.map(({ index, lots, price }, number): ModelCommand => {
      left -= lots;
      const place = BigInt(number) + 1n;
      const orderId = id < 2n ** 56n ? id * 256n + place : id + place * 2n ** 40n;
      const own = { orderId, lots, priceUnits: price, tif: tifs.IOC, flags: 0, displayShift: 0 };
      return { ...command, ...own, instrument: index };
    });
    if (left > 0) parts.push({ ...command, lots: left });
    for (const part of parts) {
      const { instrument, lots, orderId } = part;
      if (orderId !== id)
        this.emit({ kind: 'routed', ts, instrument, side, code: 0, id, price: orderId, lots });
      const venue = this.instruments[instrument]!;
      if (!this.arrive(venue, part, [], true)) continue;
      this.settle(this.placeOf(venue, part));
      this.after(venue, part);
    }
  }

  /** An order command that has come through everything on its way. */
  private applyNow(
    instrument: Instrument,
    command: ModelCommand,
    parts: readonly ModelCommand[],
    sweeps: boolean,
  ): void {
    const place = this.placeOf(instrument, command, sweeps);
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
