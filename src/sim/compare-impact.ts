/**
 * One order in one order tape under every impact policy and every queue model, side by side. Each policy plays the tape to the
 * order and on to the end of the watch in an engine of its own; models see the order's level alone. Pure. Invariant: what is
 * compared differs in nothing but the policy or the model.
 */
import { Engine } from '../engine/engine';
import type { EngineConfig } from '../engine/config';
import {
  CommandKind as K,
  CommandLayout as C,
  FillTailLayout as F,
  Rank,
  ReportKind,
  ReportLayout as R,
} from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { guessingModels } from '../scenario/ways';
import { engineConfigFor } from './engine-setup';
import { impactFigures, type ImpactFigures } from './impact-figures';
import { LevelFeed } from './level-feed';
import type { TapePort } from './tape-port';
import { type TapeRows } from './tape-rows';
import type { Manifest } from '../scenario/manifest';
import type { ImpactPolicyName } from '../layout/layout.gen';

/** Times are ns after the order; prices are units; null: never. */
export interface ImpactOutcome {
  /** a policy, or a queue model on the level of the order */
  readonly way: string;
  readonly aheadLots: number | null;
  readonly filledLots: number;
  readonly meanPriceUnits: number | null;
  readonly firstFillNs: bigint | null;
  readonly lastFillNs: bigint | null;
  readonly figures: ImpactFigures | null;
}

interface Fill {
  readonly tsNs: bigint;
  readonly lots: number;
  readonly priceUnits: bigint;
}

const policies: readonly ImpactPolicyName[] = ['none', 'consume', 'rematch'];

/** Fills of the order in a stretch of the journal. */
function fillsIn(reports: Uint8Array, id: bigint): Fill[] {
  const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
  const fills: Fill[] = [];
  for (let at = 0; at < reports.byteLength; at += R.size) {
    if (view.getUint8(at + R.kind) !== ReportKind.fill) continue;
    const ids = [
      view.getBigUint64(at + R.orderId, true),
      view.getBigUint64(at + R.size + F.takerOrderId, true),
    ];
    if (!ids.includes(id)) continue;
    const lots = view.getUint32(at + R.lots, true);
    const priceUnits = view.getBigInt64(at + R.priceUnits, true);
    fills.push({ tsNs: view.getBigInt64(at + R.tsNs, true), lots, priceUnits });
  }
  return fills;
}

function outcomeOf(
  way: string,
  order: CommandInput,
  aheadLots: number | null,
  fills: readonly Fill[],
  figures: ImpactFigures | null,
): ImpactOutcome {
  const filledLots = fills.reduce((sum, fill) => sum + fill.lots, 0);
  const value = fills.reduce((sum, fill) => sum + Number(fill.priceUnits) * fill.lots, 0);
  const [first, last] = [fills[0], fills.at(-1)];
  return {
    way,
    aheadLots,
    filledLots,
    meanPriceUnits: filledLots === 0 ? null : value / filledLots,
    firstFillNs: first === undefined ? null : first.tsNs - order.tsNs,
    lastFillNs: last === undefined ? null : last.tsNs - order.tsNs,
    figures,
  };
}

/** First row after `ns`. */
function rowAfter(rows: TapeRows, ns: bigint): number {
  let [low, high] = [0, rows.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.tsNs(middle) <= ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Plays rows and hands over the reports; the order among them has been pushed. */
function play(engine: Engine, rows: TapeRows, from: number, to: number, untilNs: bigint): Uint8Array[] {
  const reports: Uint8Array[] = [];
  const room = Math.floor(engine.commandBytes().byteLength / C.size);
  for (let row = from; row <= to; row += room) {
    const end = Math.min(to, row + room);
    engine.commandBytes().set(rows.bytes.subarray(row * C.size, end * C.size));
    engine.setWindow(end - row, Rank.tape, end === to);
    for (;;) {
      const before = engine.eventCount;
      engine.run(untilNs, 1_000_000);
      if (engine.fault !== null) throw new Error(`fault: ${engine.fault.code}`);
      reports.push(engine.readReports());
      if (engine.windowCursor === end - row && engine.eventCount === before) break;
    }
  }
  return reports;
}

function underPolicy(
  core: WebAssembly.Module,
  manifest: Manifest,
  tape: TapePort,
  rows: TapeRows,
  order: CommandInput,
  untilNs: bigint,
): ImpactOutcome {
  const engine = Engine.create(core, engineConfigFor(manifest, tape, 1, {}));
  const at = rowAfter(rows, order.tsNs);
  play(engine, rows, 0, at, order.tsNs);
  engine.push(order);
  const entry = play(engine, rows, at, at, order.tsNs);
  const own = engine.ownOrders(order.instrument)[0];
  const later = play(engine, rows, at, rowAfter(rows, untilNs), untilNs);
  const fills = [...entry, ...later].flatMap((reports) => fillsIn(reports, order.orderId));
  const figures = impactFigures(manifest, engine).find(({ instrument }) => instrument === order.instrument);
  const policy = manifest.instruments[order.instrument]?.impact?.policy ?? 'none';
  return outcomeOf(policy, order, own === undefined ? null : Number(own.aheadLots), fills, figures ?? null);
}

/** The order's level as the tape shows it, told to each model. */
function underModels(
  core: WebAssembly.Module,
  config: EngineConfig,
  rows: TapeRows,
  order: CommandInput,
  untilNs: bigint,
): ImpactOutcome[] {
  const engine = Engine.create(core, config);
  const at = rowAfter(rows, order.tsNs);
  play(engine, rows, 0, at, order.tsNs);
  const { instrument, side, priceUnits } = order;
  const levelLots = (): bigint =>
    engine.depth(instrument, side, 10_000).find((level) => level.priceUnits === priceUnits)?.totalLots ?? 0n;
  // What it takes at once is told by the book; what is left of it rests, and there the models differ.
  engine.push(order);
  const entry = play(engine, rows, at, at, order.tsNs).flatMap((reports) => fillsIn(reports, order.orderId));
  const lots = engine.ownOrders(instrument)[0]?.lots ?? 0;
  let shown = levelLots();
  const feeds = guessingModels.map((spec) => {
    const feed = new LevelFeed(core, config, spec);
    feed.begin({ ...order, lots }, shown);
    return { spec, feed, fills: [...entry], ahead: feed.estimate(instrument).aheadLots, open: lots };
  });
  const end = rowAfter(rows, untilNs);
  let done = at;
  for (let row = at; row < end; row += 1) {
    if (rows.instrument(row) !== instrument || rows.side(row) !== side) continue;
    const isPrint = rows.kind(row) === K.tapeExecute || rows.kind(row) === K.tapeHidden;
    const price = rows.priceUnits(row);
    const isWorse = side === 0 ? price < priceUnits : price > priceUnits;
    if (price !== priceUnits && !(isPrint && isWorse)) continue;
    play(engine, rows, done, row + 1, rows.tsNs(row));
    done = row + 1;
    const now = levelLots();
    for (const one of feeds) {
      if (isPrint) one.feed.print(order, rows.tsNs(row), price, rows.lots(row));
      if (now !== shown) one.feed.level(order, rows.tsNs(row), now);
      const { openLots } = one.feed.estimate(instrument);
      if (openLots < one.open)
        one.fills.push({ tsNs: rows.tsNs(row), lots: one.open - openLots, priceUnits });
      one.open = openLots;
    }
    shown = now;
  }
  return feeds.map(({ spec, fills, ahead }) => {
    const name = spec.queueModel === 'power' ? `power ${spec.exponent / 1000}` : spec.queueModel;
    return outcomeOf(name, order, ahead, fills, null);
  });
}

/**
 * The same order under the three policies and, where it does not trade at once, under every queue model. `manifestFor` is the
 * run with one policy.
 */
export function compareImpact(
  core: WebAssembly.Module,
  manifestFor: (policy: ImpactPolicyName) => Manifest,
  tape: TapePort,
  rows: TapeRows,
  order: CommandInput,
  untilNs: bigint,
): ImpactOutcome[] {
  const outcomes = policies.map((policy) =>
    underPolicy(core, manifestFor(policy), tape, rows, order, untilNs),
  );
  if (outcomes[0]?.aheadLots === null) return outcomes;
  const config = engineConfigFor(manifestFor('none'), tape, 1, {});
  return [...outcomes, ...underModels(core, config, rows, order, untilNs)];
}
