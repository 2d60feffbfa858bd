/**
 * What the reference engine is made of: ledger, fees, limits, instruments and what is to come, and what follows every event.
 * Knows no command. It never imports src.
 */
import { Agenda } from './agenda';
import { afterFill } from './beside';
import { actFirst, look } from './look';
import { canFill } from './rehearsal';
import { commandKinds, flagBits, impliedReports, sessionStates } from './codes';
import { levelLots } from './book';
import { isThrough } from './routing';
import { hasBands } from './bands';
import { refuseChange } from './commands';
import type { CommandPlace } from './commands';
import { orderLeft } from './extended';
import type { ExtendedPlace } from './extended';
import { ModelFees } from './fees';
import { ModelLedger } from './ledger';
import { ModelLimits } from './limits';
import { afterVenue, changeState, guardOf, tendBands, tendCorridor } from './session';
import { newInstrument } from './instrument';
import type { Instrument } from './instrument';
import { partKey } from './terms';
import type { Parts } from './terms';
import type { ModelCommand, ModelConfig, ModelReport } from './types';

export class ModelBase {
  readonly reports: ModelReport[] = [];
  readonly ledger: ModelLedger;
  readonly fees: ModelFees;
  readonly limits: ModelLimits;
  readonly instruments: Instrument[];
  protected readonly agenda = new Agenda();
  protected parts: Parts | null = null;
  protected firstPrint: { price: bigint | null } = { price: null };

  constructor(readonly config: ModelConfig) {
    this.ledger = new ModelLedger(config.accounts ?? [], config.venues);
    this.fees = new ModelFees(this.ledger, config, (report) => this.emit(report));
    this.limits = new ModelLimits(config);
    this.instruments = config.instruments.map(newInstrument);
    for (const { book } of this.instruments) book.removed = (order) => orderLeft({ book }, order);
  }

  protected emit(report: ModelReport): void {
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

  protected refuse(command: ModelCommand, code: number): void {
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
  protected keep(part: ModelCommand): void {
    const key = partKey(part);
    if (this.parts?.key !== key) this.parts = { key, records: [] };
    this.parts.records.push(part);
  }

  /** The parts that came for this command, which are then forgotten, as are others of its instrument. */
  protected partsFor(command: ModelCommand): ModelCommand[] {
    const { parts } = this;
    if (!parts || parts.records[0]?.instrument !== command.instrument) return [];
    this.parts = null;
    return parts.key === partKey(command) ? parts.records : [];
  }

  /** Other venues of the same instrument, as they are now. */
  protected othersOf(command: Pick<ModelCommand, 'tsNs' | 'instrument'>): CommandPlace[] {
    if (!this.config.routing?.protect) return [];
    return this.instruments.flatMap((other, index) =>
      index === command.instrument ? [] : [this.placeOf(other, { ...command, instrument: index }, true)],
    );
  }

  protected placeOf(
    instrument: Instrument,
    command: Pick<ModelCommand, 'tsNs' | 'instrument'>,
    tradesThrough = false,
  ): ExtendedPlace & CommandPlace {
    const protects = !tradesThrough && this.config.routing?.protect === true;
    const place: ExtendedPlace & CommandPlace = {
      isThrough: protects ? (price, side) => isThrough(this.othersOf(command), side, price) : undefined,
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
      canFill: (taker, want) => canFill(place, taker, want),
      filled: (maker, taker, ...owers) => afterFill(place, maker, taker, owers),
      schedule: (order, ns) => this.agenda.add(ns, command.instrument, { order }),
      ends: (ns, state) => this.agenda.add(ns, command.instrument, { phase: instrument.call.phase, state }),
      looksAgain: (ns) => this.agenda.add(ns, command.instrument, { heldSince: command.tsNs }),
    };
    place.guard = guardOf(place, (state) => (instrument.session = state));
    return place;
  }

  protected changeTo(place: ExtendedPlace & CommandPlace, state: number): void {
    changeState(place, state, (to) => (this.instruments[place.instrument]!.session = to));
  }

  /** What follows an event: the look, and what the venue does. */
  protected settle(place: ExtendedPlace & CommandPlace): void {
    look(place);
    if (place.rules.mode !== 'matched') return;
    afterVenue(place, this.config.reports.includes('indicative'));
    const { phase } = place.call;
    const isAsked = this.agenda.has((due) => 'phase' in due && due.phase === phase);
    if (tendCorridor(place) && !isAsked) place.ends(place.ts, sessionStates.continuous);
    tendBands(place, (to) => (this.instruments[place.instrument]!.session = to));
  }

  protected after(instrument: Instrument, at: Pick<ModelCommand, 'tsNs' | 'instrument'>): void {
    this.compareTouches(instrument, at);
    this.actAll(instrument, at);
  }

  /** Elected orders act, one an event, until none is left. */
  protected actAll(instrument: Instrument, at: Pick<ModelCommand, 'tsNs' | 'instrument'>): void {
    while (instrument.due.length > 0) {
      this.firstPrint = { price: null };
      actFirst(this.placeOf(instrument, at));
      this.settle(this.placeOf(instrument, at));
      this.compareTouches(instrument, at);
    }
  }

  protected compareTouches(instrument: Instrument, command: Pick<ModelCommand, 'tsNs' | 'instrument'>): void {
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
