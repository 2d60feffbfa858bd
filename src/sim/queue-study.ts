/**
 * How well queue models know the queue: orders of an order tape are taken out one by one; what stood before each is known
 * exactly, and each model guesses it from prices and sizes alone. Fills are calibrated with cancelled orders as censored.
 * Invariant: the sample is decided by the seed; no clock and no order of work enters a figure.
 */
import { Engine } from '../engine/engine';
import type { EngineConfig } from '../engine/config';
import { CommandKind as K, CommandLayout as C } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { guessingModels, type ModelSpec } from '../scenario/ways';
import { LevelFeed } from './level-feed';
import { ownCommands, playRows, rowsWithout, takePlace } from './substitution';
import { filledBy, type Observation } from './survival';
import { TapeRows, type OrderLife } from './tape-rows';

export const studiedTimesNs = [1_000_000_000n, 10_000_000_000n, 60_000_000_000n] as const;

export interface ModelFigures extends ModelSpec {
  /** looks at the queue after a change of it */
  readonly events: number;
  /** mean of guess − truth, lots */
  readonly bias: number;
  readonly meanAbsoluteError: number;
  /** the same over the mean of the truth */
  readonly relativeError: number;
  /** orders that the model fills, and those of them that history had filled by then */
  readonly fills: number;
  readonly rightFills: number;
  /** Kaplan–Meier share filled by each of the studied times */
  readonly filled: readonly number[];
}

export interface QueueStudy {
  readonly orders: number;
  readonly executed: number;
  readonly meanAheadLots: number;
  /** history’s own share filled by each of the studied times */
  readonly filled: readonly number[];
  readonly models: readonly ModelFigures[];
}

interface Tally {
  readonly spec: ModelSpec;
  readonly feed: LevelFeed;
  events: number;
  sum: number;
  absolute: number;
  fills: number;
  rightFills: number;
  readonly observations: Observation[];
}

/** Every `step`-th life from a place that the seed decides. */
export function sampleOf<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  if (count >= all.length) return all;
  const first = seed % all.length;
  const picked = new Set(
    Array.from({ length: count }, (_, i) => (first + Math.floor((i * all.length) / count)) % all.length),
  );
  return all.filter((_, index) => picked.has(index));
}

const horizonNs = studiedTimesNs[studiedTimesNs.length - 1]!;

export class QueueStudier {
  private readonly base: Engine;
  private readonly work: Engine;
  private readonly tallies: Tally[];
  private readonly truth: Observation[] = [];
  private row = 0;
  private truthSum = 0;
  private truthCount = 0;
  private executed = 0;

  constructor(
    core: WebAssembly.Module,
    private readonly config: EngineConfig,
    private readonly rows: TapeRows,
  ) {
    this.base = Engine.create(core, config);
    this.work = Engine.create(core, config);
    this.tallies = guessingModels.map((spec) => ({
      spec,
      feed: new LevelFeed(core, this.config, spec),
      events: 0,
      sum: 0,
      absolute: 0,
      fills: 0,
      rightFills: 0,
      observations: [],
    }));
  }

  /** Takes one order in; lives come in the order of their adds. Orders that do not join or better the touch are left out. */
  study(life: OrderLife): boolean {
    const { rows, base, work } = this;
    playRows(base, rows.bytes.subarray(this.row * C.size, life.addRow * C.size));
    this.row = life.addRow;
    const best = base.depth(life.instrument, life.side, 1)[0]?.priceUnits;
    const isBehind =
      best !== undefined && (life.side === 0 ? life.priceUnits < best : life.priceUnits > best);
    if (isBehind) return false;
    const last = this.lastRow(life);
    const without = rowsWithout(rows, life, last);
    const [order] = ownCommands(rows, life);
    if (without === null || order === undefined) return false;
    work.loadStateBytes(base.stateBytes());
    const displayed = this.levelLots(order);
    takePlace(work, [order]);
    for (const { feed } of this.tallies) feed.begin(order, displayed);
    this.follow(life, order, new TapeRows(without), displayed);
    return true;
  }

  figures(): QueueStudy {
    const meanAhead = this.truthCount === 0 ? 0 : this.truthSum / this.truthCount;
    return {
      orders: this.truth.length,
      executed: this.executed,
      meanAheadLots: meanAhead,
      filled: filledBy(this.truth, studiedTimesNs),
      models: this.tallies.map(({ spec, events, sum, absolute, fills, rightFills, observations }) => ({
        ...spec,
        events,
        bias: events === 0 ? 0 : sum / events,
        meanAbsoluteError: events === 0 ? 0 : absolute / events,
        relativeError: events === 0 || meanAhead === 0 ? 0 : absolute / events / meanAhead,
        fills,
        rightFills,
        filled: filledBy(observations, studiedTimesNs),
      })),
    };
  }

  /** History ends an order by a cancel, and is followed to the horizon else. */
  private lastRow({ addRow, rows: named }: OrderLife): number {
    const { rows } = this;
    const end = rows.tsNs(addRow) + horizonNs;
    const cancelRow = named.find((row) => rows.kind(row) === K.tapeCancel) ?? rows.count - 1;
    let row = addRow;
    while (row < cancelRow && row + 1 < rows.count && rows.tsNs(row + 1) <= end) row += 1;
    return row;
  }

  private levelLots({ instrument, side, priceUnits }: CommandInput): bigint {
    const levels = this.work.depth(instrument, side, 64);
    return levels.find((level) => level.priceUnits === priceUnits)?.totalLots ?? 0n;
  }

  private follow(life: OrderLife, order: CommandInput, without: TapeRows, displayed: bigint): void {
    const { work } = this;
    const filledAt = new Map<Tally, bigint>();
    let shown = displayed;
    let done = 0;
    for (let row = 0; row < without.count; row += 1) {
      if (without.instrument(row) !== life.instrument || without.side(row) !== life.side) continue;
      const kind = without.kind(row);
      const price = without.priceUnits(row);
      const isPrint = kind === K.tapeExecute || kind === K.tapeHidden || kind === K.tapeTrade;
      const worse = life.side === 0 ? price < life.priceUnits : price > life.priceUnits;
      if (price !== life.priceUnits && !(isPrint && worse)) continue;
      playRows(work, without.bytes.subarray(done * C.size, (row + 1) * C.size));
      done = row + 1;
      const tsNs = without.tsNs(row);
      const now = this.levelLots(order);
      for (const { feed } of this.tallies) {
        if (isPrint) feed.print(order, tsNs, price, without.lots(row));
        if (now !== shown) feed.level(order, tsNs, now);
      }
      shown = now;
      this.compare(order, tsNs, filledAt);
    }
    this.close(life, order, without, filledAt);
  }

  private compare(order: CommandInput, tsNs: bigint, filledAt: Map<Tally, bigint>): void {
    const own = this.work.ownOrders(order.instrument)[0];
    const isOpen = own !== undefined && own.aheadLots >= 0n;
    if (isOpen) {
      this.truthSum += Number(own.aheadLots);
      this.truthCount += 1;
    }
    for (const tally of this.tallies) {
      const { aheadLots, isFilled } = tally.feed.estimate(order.instrument);
      if (isFilled && !filledAt.has(tally)) filledAt.set(tally, tsNs);
      if (!isOpen) continue;
      const error = aheadLots - Number(own.aheadLots);
      tally.events += 1;
      tally.sum += error;
      tally.absolute += Math.abs(error);
    }
  }

  private close(
    life: OrderLife,
    order: CommandInput,
    without: TapeRows,
    filledAt: ReadonlyMap<Tally, bigint>,
  ): void {
    const { rows } = this;
    const begin = rows.tsNs(life.addRow);
    const end = without.count === 0 ? begin : without.tsNs(without.count - 1);
    const cancelRow = life.rows.find((row) => rows.kind(row) === K.tapeCancel);
    const cancelNs = cancelRow === undefined ? null : rows.tsNs(cancelRow);
    const watchedUntil = cancelNs !== null && cancelNs <= begin + horizonNs ? cancelNs : end;
    const firstRow = life.rows.find((row) => rows.kind(row) === K.tapeExecute);
    const firstNs = firstRow === undefined ? null : rows.tsNs(firstRow);
    const isExecuted = firstNs !== null && firstNs <= watchedUntil;
    if (isExecuted) this.executed += 1;
    this.truth.push({ afterNs: (isExecuted ? firstNs : watchedUntil) - begin, isFilled: isExecuted });
    for (const tally of this.tallies) {
      const ns = filledAt.get(tally);
      tally.observations.push({ afterNs: (ns ?? watchedUntil) - begin, isFilled: ns !== undefined });
      if (ns === undefined) continue;
      tally.fills += 1;
      if (isExecuted && firstNs <= ns) tally.rightFills += 1;
    }
  }
}

/** Studies up to `count` orders of `lives` that join or better the touch, chosen by the seed. */
export function studyQueues(
  core: WebAssembly.Module,
  config: EngineConfig,
  rows: TapeRows,
  lives: readonly OrderLife[],
  { count, seed }: { readonly count: number; readonly seed: number },
): QueueStudy {
  const studier = new QueueStudier(core, config, rows);
  for (const life of sampleOf(lives, count, seed)) studier.study(life);
  return studier.figures();
}
