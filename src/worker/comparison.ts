/**
 * The run in view played again under every impact policy and queue model that goes with its tape, with everything that
 * people did, up to now. Invariants: the run is not moved; ways differ in nothing but policy and model; a way that cannot be
 * played says why and does not keep the others from it.
 */
import { TapedeckError } from '../layout/errors';
import { CommandKind } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { isSameWay, waysOf, wayOf, withWay, type Way } from '../scenario/ways';
import { assumptionsOf, impactFigures, type Breathe, type Run } from '../sim';
import type { ComparisonJson, OrderInWay, WayRow } from './comparison-protocol';
import type { Job } from './job';
import { ownError } from './own-error';
import type { RequestOf } from './protocol';
import { accountOf, livesOf } from './trading-desk';

/** A capacity that was doubled this often is no accident. */
const maxDoublings = 12;

/** What is compared, as it stands at this moment: playing it goes on beside whatever the run does next. */
export interface Comparison {
  readonly run: Run;
  readonly account: number;
  readonly nowNs: bigint;
  readonly humanLog: readonly CommandInput[];
  readonly own: Way;
  readonly ways: readonly Way[];
}

export function comparisonOf(run: Run, { account }: RequestOf<'compare'>): Comparison {
  const { nowNs, humanLog, manifest, tape } = run;
  const impact = manifest.instruments.find((one) => one.impact !== undefined)?.impact;
  const isSent = humanLog.some(({ kind, tsNs }) => kind === CommandKind.new && tsNs <= nowNs);
  if (tape === null || impact === undefined || !isSent) {
    const message =
      'Policies and queue models are about own orders in a tape, and up to this moment there is none. Send one first; nothing was played.';
    throw new TapedeckError('E-DESK-02', message);
  }
  const schema = tape.toldFrom ?? tape.schema;
  const own = wayOf(schema, impact);
  return { run, account, nowNs, humanLog, own, ways: waysOf(schema, own) };
}

export async function playComparison(asked: Comparison, job: Job): Promise<ComparisonJson> {
  const rows: WayRow[] = [];
  for (const [index, way] of asked.ways.entries()) {
    rows.push(
      await rowOf(asked, way, async (part) => {
        job.progress({ phase: 'compare', done: index + part, total: asked.ways.length });
        await job.breathe();
      }),
    );
  }
  return { nowNs: asked.nowNs, rows };
}

type Tell = (part: number) => Promise<void>;

async function rowOf(asked: Comparison, way: Way, tell: Tell): Promise<WayRow> {
  const manifest = withWay(asked.run.manifest, way);
  const isOwn = isSameWay(way, asked.own);
  try {
    // A short run is played in one go and would never be asked.
    await tell(0);
    const { run, orders } = await playWay(asked, way, tell);
    return {
      way,
      isOwn,
      assumptions: assumptionsOf(manifest, run.tape),
      orders,
      account: accountOf(run, asked.account, 'mid'),
      figures: impactFigures(manifest, run.engine),
      problem: null,
    };
  } catch (error) {
    const known = error instanceof TapedeckError ? error : ownError(error);
    if (known.code === 'E-CELL-03') throw error;
    const { code, message, details } = known;
    const problem = { code, message, details: { ...details } };
    return { way, isOwn, assumptions: {}, orders: [], account: null, figures: [], problem };
  }
}

async function playWay(
  { run: base, nowNs, humanLog }: Comparison,
  way: Way,
  tell: Tell,
): Promise<{ run: Run; orders: OrderInWay[] }> {
  const change = { manifest: withWay(base.manifest, way), humanLog };
  let run = await base.reopen({ sinks: [], checkpointBytes: 0 }, change);
  const span = Number(nowNs - base.startNs) + 1;
  const breathe: Breathe = () => tell(Number(run.nowNs - base.startNs) / span);
  const ahead = new Map<string, bigint>();
  const sent = humanLog.filter(({ kind, tsNs }) => kind === CommandKind.new && tsNs <= nowNs);
  for (const { tsNs, instrument, orderId } of sent) {
    run = await playOn(run, tsNs, breathe);
    const aheadLots = run.engine.ownOrders(instrument).find((order) => order.orderId === orderId)?.aheadLots;
    if (aheadLots !== undefined) ahead.set(keyOf(instrument, orderId, tsNs), aheadLots);
  }
  run = await playOn(run, nowNs, breathe);
  const lives = livesOf(run).filter(({ place }) => place !== 'toCome');
  const orders = lives.map((life): OrderInWay => {
    const { key, instrument, side, status, lots, leaves, filledLots, filledMoney, steps } = life;
    const fills = steps.filter(({ kind }) => kind === 'fill');
    return {
      ...{ key, instrument, side, status, lots, leaves, filledLots, filledMoney },
      firstFillNs: fills[0]?.tsNs ?? null,
      lastFillNs: fills.at(-1)?.tsNs ?? null,
      aheadLots: ahead.get(key) ?? null,
    };
  });
  return { run, orders };
}

/** As the key of an order's life. */
const keyOf = (instrument: number, id: bigint, tsNs: bigint): string => `${instrument}:${id}@${tsNs}`;

/** To a moment, with more room where there was too little. */
async function playOn(from: Run, ns: bigint, breathe: Breathe): Promise<Run> {
  let run = from;
  for (let doublings = 0; ; doublings += 1) {
    if ((await run.playTo(ns, Infinity, breathe)) !== 'fault') return run;
    const { fault } = run;
    if (run.faultCapacity === null || doublings === maxDoublings || fault === null) throw fault;
    run = await run.openDoubled(breathe);
  }
}
