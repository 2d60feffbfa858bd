/**
 * The whole life of each order that people sent, told by two witnesses: the human log says what was asked for, the
 * journal what became of it. A pure reader; knows no engine and no clock. Invariant: nothing later than `nowNs` is told,
 * and lots that were asked for are filled, gone or open, never two of these.
 */
import { CommandKind, Rank } from '../layout/layout.gen';
import { commandToJson, type CommandInput } from '../scenario/command';
import { cancelExec, ordStatus, type ExecTypeName, type OrdStatusName } from './order-states';

/** A report as docs/FORMATS.md §3 writes it. */
export type ReportRow = Readonly<Record<string, string | number>>;

export type Place = 'toCome' | 'inFlight' | 'book' | 'hidden' | 'waiting' | 'parent' | 'auction' | 'done';

export interface OrderStep {
  readonly tsNs: bigint;
  readonly exec: ExecTypeName;
  readonly status: OrdStatusName;
  /** reports' own names: `accepted`, `fill`, …; `sent` for what a person asked for and has no answer yet */
  readonly kind: string;
  readonly lots: number;
  readonly units: string;
  /** code of a refusal, reason of a cancel */
  readonly why: string | null;
  /** of a fill: whether it took, was taken, or had the price of an auction; and the other side */
  readonly role: 'maker' | 'taker' | 'auction' | null;
  readonly otherId: string | null;
  /** instrument where a part of the order went; null: it is about its own venue */
  readonly venue: number | null;
  /** open lots after it */
  readonly leaves: number;
}

export interface OrderLife {
  readonly key: string;
  readonly id: string;
  readonly instrument: number;
  readonly account: number;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly tif: string;
  /** what was sent, in the fields of docs/FORMATS.md §2 */
  readonly command: Readonly<Record<string, string | number | boolean>>;
  readonly sentNs: bigint;
  /** limit in force; `null` for an order without one */
  readonly units: string | null;
  readonly lots: number;
  readonly leaves: number;
  readonly filledLots: number;
  /** price × lots of all fills */
  readonly filledMoney: bigint;
  readonly status: OrdStatusName;
  readonly place: Place;
  readonly steps: readonly OrderStep[];
}

type Draft = { -readonly [Field in keyof OrderLife]: OrderLife[Field] };

interface Ask {
  readonly command: CommandInput;
  readonly op: string;
}

const momentOf = (row: ReportRow): string => `${String(row['instrument'])}:${String(row['ts'])}`;
const keyOf = (instrument: number, id: string): string => `${instrument}:${id}`;

/** Reports that answer a wish to change an order. */
const answersTo: Readonly<Record<string, string>> = {
  cancelRejected: 'cancel',
  reduced: 'reduce',
  reduceRejected: 'reduce',
  replaced: 'replace',
  replaceRejected: 'replace',
};

class Book {
  readonly lives: Draft[] = [];
  private readonly current = new Map<string, Draft>();
  /** by the instrument and id of a child: the order that it is a part of */
  private readonly parents = new Map<string, Draft>();
  private readonly unanswered = new Map<string, Draft[]>();
  private readonly asks = new Map<string, Ask[]>();
  /** instrument and time of the last auction: what fills there fills by it */
  private auction = '';

  /** A person's wish that has reached its time, or will. */
  send(command: CommandInput, nowNs: bigint): void {
    const json = commandToJson(command);
    const key = keyOf(command.instrument, String(json['id']));
    if (command.kind !== CommandKind.new) {
      if (command.tsNs <= nowNs) listOf(this.asks, key).push({ command, op: String(json['op']) });
      return;
    }
    const life = draftOf(command, json, key, command.tsNs > nowNs);
    this.lives.push(life);
    if (command.tsNs <= nowNs) listOf(this.unanswered, key).push(life);
  }

  hear(row: ReportRow): void {
    const instrument = Number(row['instrument']);
    if (row['kind'] === 'auction') {
      this.auction = momentOf(row);
      return;
    }
    if (row['kind'] === 'fill') {
      this.fill(keyOf(instrument, String(row['makerId'])), row, 'maker');
      this.fill(keyOf(instrument, String(row['takerId'])), row, 'taker');
      return;
    }
    const key = keyOf(instrument, String(row['id']));
    const kind = String(row['kind']);
    if (kind === 'routed') {
      this.route(row, instrument);
      return;
    }
    const parent = this.parents.get(key);
    if (parent !== undefined) {
      if (kind === 'cancelled') leave(parent, row);
      if (kind === 'rejected') leave(parent, { ...row, reason: row['code'] ?? '' });
      return;
    }
    if (kind === 'accepted' || kind === 'rejected') {
      const life = this.unanswered.get(key)?.shift();
      if (life === undefined) return;
      // An order whose id is in use is refused; the one that has the id lives on.
      if (kind === 'accepted') this.current.set(key, life);
      answer(life, row, kind);
      return;
    }
    const life = this.current.get(key);
    if (life === undefined) return;
    const op = kind === 'cancelled' && row['reason'] === 'requested' ? 'cancel' : answersTo[kind];
    if (op !== undefined) this.close(key, op);
    if (kind === 'cancelled') leave(life, row);
    else change(life, row, kind);
  }

  /** Wishes that nothing has answered yet. */
  askAll(): void {
    for (const [key, asks] of this.asks) {
      const life = this.current.get(key);
      if (life === undefined || ordStatus[life.status].isDone) continue;
      for (const { command, op } of asks) {
        const status = op === 'cancel' ? 'pendingCancel' : 'pendingReplace';
        life.status = status;
        const { tsNs, lots, priceUnits } = command;
        const told = { tsNs, kind: 'sent', lots, units: priceUnits.toString() };
        push(life, status, told);
      }
    }
  }

  /** A part of an order goes to another venue: what becomes of it there becomes of the order. */
  private route(row: ReportRow, venue: number): void {
    const life = this.lives.findLast(({ id }) => id === String(row['id']));
    if (life === undefined) return;
    if (life.status === 'pendingNew') life.status = 'new';
    dropSent(life, row);
    this.parents.set(keyOf(venue, String(row['child'])), life);
    push(life, 'restated', { ...told(row, 'routed'), otherId: String(row['child']), venue });
  }

  private fill(key: string, row: ReportRow, role: 'maker' | 'taker'): void {
    const parent = this.parents.get(key);
    const life = parent ?? this.current.get(key);
    if (life === undefined) return;
    const lots = Number(row['lots']);
    const ownLeaves = Number(row[role === 'maker' ? 'makerLeaves' : 'takerLeaves']);
    life.leaves = parent === undefined ? ownLeaves : life.leaves - lots;
    life.filledLots += lots;
    life.filledMoney += BigInt(String(row['price'])) * BigInt(lots);
    life.status = life.leaves === 0 ? 'filled' : 'partiallyFilled';
    const otherId = String(row[role === 'maker' ? 'takerId' : 'makerId']);
    const isShared = this.auction === momentOf(row);
    const venue = parent === undefined ? null : Number(row['instrument']);
    push(life, 'trade', { ...told(row, 'fill'), role: isShared ? 'auction' : role, otherId, venue });
    settle(life);
  }

  /** Takes the oldest wish of this kind off the list; a reduce to nothing is answered as a cancel. */
  private close(key: string, op: string): void {
    const asks = this.asks.get(key) ?? [];
    const at = asks.findIndex((ask) => ask.op === op || (op === 'cancel' && ask.op === 'reduce'));
    if (at >= 0) asks.splice(at, 1);
  }
}

function listOf<Value>(map: Map<string, Value[]>, key: string): Value[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const list: Value[] = [];
  map.set(key, list);
  return list;
}

function draftOf(command: CommandInput, json: Draft['command'], key: string, isToCome: boolean): Draft {
  const life: Draft = {
    key: `${key}@${command.tsNs}`,
    id: String(json['id']),
    instrument: command.instrument,
    account: command.account,
    side: json['side'] === 'sell' ? 'sell' : 'buy',
    type: String(json['type'] ?? 'limit'),
    tif: String(json['tif'] ?? 'GTC'),
    command: json,
    sentNs: command.tsNs,
    units: json['price'] === undefined ? null : String(json['price']),
    lots: command.lots,
    leaves: command.lots,
    filledLots: 0,
    filledMoney: 0n,
    status: 'pendingNew',
    place: isToCome ? 'toCome' : 'inFlight',
    steps: [],
  };
  const told = { tsNs: command.tsNs, kind: 'sent', lots: command.lots, units: life.units ?? '0' };
  push(life, 'pendingNew', told);
  return life;
}

type Told = Pick<OrderStep, 'tsNs' | 'kind' | 'lots' | 'units'> & Partial<OrderStep>;

const told = (row: ReportRow, kind: string): Told => ({
  tsNs: BigInt(String(row['ts'])),
  kind,
  lots: Number(row['lots']),
  units: String(row['price'] ?? '0'),
});

function push(life: Draft, exec: ExecTypeName, step: Told): void {
  const { status, leaves } = life;
  life.steps = [
    ...life.steps,
    { why: null, role: null, otherId: null, venue: null, ...step, exec, status, leaves },
  ];
}

/** Where an order that is not done is: on its level, hidden, or waiting for something. */
function placeOf(life: Draft): Place {
  if (ordStatus[life.status].isDone) return 'done';
  const { command, tif } = life;
  const hasActed = life.steps.some(({ kind }) => kind === 'triggered' || kind === 'fill');
  if (!hasActed && command['after'] !== undefined) return 'parent';
  if (!hasActed && (tif === 'ATO' || tif === 'ATC')) return 'auction';
  const waits = command['trigger'] !== undefined || command['trail'] !== undefined;
  if (!hasActed && waits) return 'waiting';
  // Any fill ends a minimum, and what is left is displayed.
  const hasMinimum = command['minimum'] !== undefined && life.filledLots === 0;
  const isHidden = command['hidden'] === true || command['peg'] !== undefined;
  return isHidden || hasMinimum || command['allOrNone'] === true ? 'hidden' : 'book';
}

const settle = (life: Draft): void => {
  life.place = placeOf(life);
};

/** What was asked for and answered in the same moment was never in flight. */
function dropSent(life: Draft, row: ReportRow): void {
  const [first] = life.steps;
  if (first?.kind === 'sent' && first.tsNs === BigInt(String(row['ts']))) life.steps = life.steps.slice(1);
}

function answer(life: Draft, row: ReportRow, kind: 'accepted' | 'rejected'): void {
  const isPart = life.filledLots > 0;
  life.status = kind === 'rejected' ? 'rejected' : isPart ? 'partiallyFilled' : 'new';
  if (kind === 'rejected') life.leaves = 0;
  settle(life);
  dropSent(life, row);
  const why = kind === 'rejected' ? String(row['code']) : null;
  push(life, kind === 'accepted' ? 'new' : 'rejected', { ...told(row, kind), why });
}

/** Lots leave: all of them, or a part for a reason of the venue. */
function leave(life: Draft, row: ReportRow): void {
  const lots = Number(row['lots']);
  const reason = String(row['reason']);
  life.leaves = Math.max(0, life.leaves - lots);
  const exec = cancelExec(reason, life.leaves === 0);
  if (exec !== 'restated') life.status = exec === 'expired' ? 'expired' : 'canceled';
  settle(life);
  push(life, exec, { ...told(row, 'cancelled'), why: reason });
}

/** Fills of the very replace that this report closes: it is printed last, with the lots that were asked for. */
function leavesAfterReplace(life: Draft, tsNs: bigint, lots: number): number {
  let taken = 0;
  for (let index = life.steps.length - 1; index >= 0; index -= 1) {
    const step = life.steps[index]!;
    if (step.kind !== 'fill' || step.role !== 'taker' || step.tsNs !== tsNs) break;
    taken += step.lots;
    if (lots - taken === life.leaves) return life.leaves;
  }
  return lots;
}

function change(life: Draft, row: ReportRow, kind: string): void {
  const step = told(row, kind);
  if (kind.endsWith('Rejected')) {
    push(life, 'orderCancelReject', { ...step, why: String(row['code']) });
    return;
  }
  if (kind === 'reduced') life.leaves -= step.lots;
  if (kind === 'replaced') {
    life.leaves = leavesAfterReplace(life, step.tsNs, step.lots);
    life.units = life.units === null ? null : step.units;
    if (life.leaves === 0) life.status = 'filled';
  }
  const isPriced = kind === 'restated' || kind === 'triggered';
  if (isPriced && step.units !== '0') life.units = step.units;
  if (kind === 'adjusted') {
    life.leaves = step.lots;
    life.units = step.units;
  }
  const exec: ExecTypeName =
    kind === 'triggered' ? 'triggered' : kind === 'replaced' || kind === 'reduced' ? 'replaced' : 'restated';
  const why = row['rounded'] === undefined ? null : String(row['rounded']);
  push(life, exec, { ...step, why });
  settle(life);
}

/** Newest first. `reports`: those of own orders up to now, oldest first. */
export function orderLives(
  commands: readonly CommandInput[],
  reports: Iterable<ReportRow>,
  nowNs: bigint,
): OrderLife[] {
  const book = new Book();
  for (const command of commands) if (command.rank !== Rank.intervention) book.send(command, nowNs);
  for (const row of reports) book.hear(row);
  book.askAll();
  return book.lives.reverse();
}
