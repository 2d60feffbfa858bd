/**
 * The book as it was on the way to a place: snapshots at even steps over the window of time before it, gathered by
 * playing that window once more. For pictures only; moves the run, reports nothing. Invariant: no snapshot is later
 * than the place asked for.
 */
import { Side } from '../layout/layout.gen';
import type { Run } from '../sim';
import type { DepthPast } from './protocol';

const samples = 240;
const sideLevels = 32;
/** A window with more events than this is cut, so that a seek stays short on dense tapes. */
const maxEvents = 65_536n;

/** Where the window begins. */
function startOf(run: Run, targetNs: bigint, spanNs: bigint): bigint {
  const totalNs = run.endNs - run.startNs + 1n;
  const rows = BigInt(run.tape?.rows ?? 0);
  const room = rows === 0n ? spanNs : (maxEvents * totalNs) / rows;
  const span = spanNs < room ? spanNs : room;
  return targetNs - span > run.startNs ? targetNs - span : run.startNs;
}

/** To exactly after an event, by way of the window before it. */
export async function eventThrough(
  run: Run,
  event: number,
  view: { readonly instrument: number; readonly spanNs: bigint },
  breathe: () => Promise<void>,
): Promise<DepthPast> {
  await run.seekEvent(event, breathe);
  const past = await seekThrough(run, run.nowNs - 1n, view, breathe);
  await run.seekEvent(event, breathe);
  return past;
}

/** Seeks to `targetNs` by way of the window before it. `breathe` may throw to stop where the run is. */
export async function seekThrough(
  run: Run,
  targetNs: bigint,
  view: { readonly instrument: number; readonly spanNs: bigint },
  breathe: () => Promise<void>,
): Promise<DepthPast> {
  const fromNs = startOf(run, targetNs, view.spanNs);
  const sinceNs: number[] = [];
  const levels: number[] = [];
  const units: number[] = [];
  const lots: number[] = [];
  const stepNs = (targetNs - fromNs) / BigInt(samples) + 1n;
  for (let atNs = fromNs, taken = 1; atNs < targetNs; atNs += stepNs, taken += 1) {
    await run.seek(atNs, breathe);
    if (taken % 32 === 0) await breathe();
    const rows = [Side.buy, Side.sell].flatMap((side) => run.engine.depth(view.instrument, side, sideLevels));
    sinceNs.push(Number(atNs - run.startNs));
    levels.push(rows.length);
    for (const row of rows) {
      units.push(Number(row.priceUnits));
      lots.push(Number(row.totalLots));
    }
  }
  await run.seek(targetNs, breathe);
  return {
    sinceNs: Float64Array.from(sinceNs),
    levels: Uint16Array.from(levels),
    units: Float64Array.from(units),
    lots: Float64Array.from(lots),
  };
}
