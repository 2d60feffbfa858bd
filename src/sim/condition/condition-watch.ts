/**
 * Follows the touch and the prints of one instrument through the journal and says when a condition is met. Reads report
 * bytes and a stopped engine, moves nothing. An alternative with a moment is met at every event where all its atoms
 * hold; one of states alone is met at the event at which it begins to hold. Invariant: `mayMeet` over the reports of
 * many events is never false when `meets` would be true for one of them.
 */
import { ReportKind, ReportLayout as R } from '../../layout/layout.gen';
import { compare, isState, type Alternative, type Atom, type Condition, type StateAtom } from './condition';

interface TouchSide {
  priceUnits: bigint;
  totalLots: bigint;
}

/** The market of one instrument just before the reports that are looked at. */
export interface WatchStart {
  readonly bid: TouchSide | null;
  readonly ask: TouchSide | null;
  readonly lastTradeUnits: bigint | null;
}

interface Print {
  readonly units: bigint;
  readonly lots: bigint;
  /** price of the print before; null at the first */
  readonly beforeUnits: bigint | null;
}

/** What happened in the reports that were read. */
interface Happened {
  readonly prints: Print[];
  readonly moved: [boolean, boolean];
  isSession: boolean;
  isHalt: boolean;
}

const haltState = 1;

export class ConditionWatch {
  private sides: [TouchSide | null, TouchSide | null] = [null, null];
  private lastTradeUnits: bigint | null = null;

  constructor(
    private readonly condition: Condition,
    private readonly instrument: number,
    private readonly unitsPerTick: number,
  ) {}

  begin({ bid, ask, lastTradeUnits }: WatchStart): void {
    this.sides = [bid, ask];
    this.lastTradeUnits = lastTradeUnits;
  }

  /** Takes the reports of exactly one event. */
  meets(reports: Uint8Array): boolean {
    const held = this.condition.map((alternative) => this.areStatesMet(alternative));
    const happened = this.read(reports, () => undefined);
    return this.condition.some((alternative, i) => {
      if (!this.areStatesMet(alternative)) return false;
      const moments = alternative.filter((atom) => !isState(atom));
      if (moments.length === 0) return !held[i];
      return moments.every((atom) => isMomentMet(atom, happened));
    });
  }

  /** Takes the reports of any number of events: might one of them meet the condition? */
  mayMeet(reports: Uint8Array): boolean {
    const states = this.condition.flat().filter(isState);
    const canHold = new Set<Atom>();
    const canFail = new Set<Atom>();
    const note = (): void => {
      for (const atom of states) (this.isStateMet(atom) ? canHold : canFail).add(atom);
    };
    note();
    const happened = this.read(reports, note);
    return this.condition.some((alternative) => {
      const isPossible = alternative.every((atom) =>
        isState(atom) ? canHold.has(atom) : isMomentMet(atom, happened),
      );
      if (!isPossible || !alternative.every(isState)) return isPossible;
      // States alone must begin to hold, so one of them failed somewhere.
      return alternative.some((atom) => canFail.has(atom));
    });
  }

  private read(reports: Uint8Array, onTouch: () => void): Happened {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
    const happened: Happened = { prints: [], moved: [false, false], isSession: false, isHalt: false };
    for (let at = 0; at < reports.byteLength; at += R.size) {
      const kind = view.getUint8(at + R.kind);
      if (kind === ReportKind.fillTail || view.getUint16(at + R.instrument, true) !== this.instrument)
        continue;
      if (kind === ReportKind.touch) {
        this.takeTouch(view, at, happened);
        onTouch();
      } else if (kind === ReportKind.trade || kind === ReportKind.fill) {
        const units = view.getBigInt64(at + R.priceUnits, true);
        const lots = BigInt(view.getUint32(at + R.lots, true));
        happened.prints.push({ units, lots, beforeUnits: this.lastTradeUnits });
        this.lastTradeUnits = units;
      } else if (kind === ReportKind.session) {
        happened.isSession = true;
        if (view.getUint32(at + R.lots, true) === haltState) happened.isHalt = true;
      }
    }
    return happened;
  }

  private takeTouch(view: DataView, at: number, happened: Happened): void {
    const side = (view.getUint8(at + R.flags) & 1) as 0 | 1;
    const totalLots = view.getBigInt64(at + R.orderId, true);
    const priceUnits = view.getBigInt64(at + R.priceUnits, true);
    const before = this.sides[side];
    const now = totalLots === 0n ? null : { priceUnits, totalLots };
    if (before?.priceUnits !== now?.priceUnits) happened.moved[side] = true;
    this.sides[side] = now;
  }

  private areStatesMet(alternative: Alternative): boolean {
    return alternative.every((atom) => !isState(atom) || this.isStateMet(atom));
  }

  /** Where a side is empty nothing about it holds. */
  private isStateMet(atom: StateAtom): boolean {
    if (atom.kind === 'spread') {
      const [bid, ask] = this.sides;
      if (bid === null || ask === null) return false;
      const { top, bottom } = atom.ticks;
      const units = { top: top * BigInt(this.unitsPerTick), bottom };
      return compare(ask.priceUnits - bid.priceUnits, atom.comparison, units);
    }
    const side = this.sides[atom.side];
    if (side === null) return false;
    const value = atom.kind === 'touchPrice' ? side.priceUnits : side.totalLots;
    return compare(value, atom.comparison, atom.value);
  }
}

function isMomentMet(atom: Atom, happened: Happened): boolean {
  const { prints, moved } = happened;
  switch (atom.kind) {
    case 'trade':
      return prints.length > 0;
    case 'tradePrice':
      return prints.some(({ units }) => compare(units, atom.comparison, atom.value));
    case 'tradeLots':
      return prints.some(({ lots }) => compare(lots, atom.comparison, atom.value));
    case 'moves':
      return atom.side === null ? moved[0] || moved[1] : moved[atom.side];
    case 'crosses':
      return prints.some(
        ({ units, beforeUnits }) =>
          beforeUnits !== null &&
          ((compare(beforeUnits, '<', atom.value) && compare(units, '>=', atom.value)) ||
            (compare(beforeUnits, '>', atom.value) && compare(units, '<=', atom.value))),
      );
    case 'session':
      return happened.isSession;
    case 'halt':
      return happened.isHalt;
    default:
      return true;
  }
}
