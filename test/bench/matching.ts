/**
 * Matching: the engine against the native twin (plain and with prefetch) and against nodejs-order-book, on public,
 * stress and market flows. All sides of a round follow each other at once; a ratio is taken round by round.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLayout } from '../../src/layout/layout.gen';
import { collectGarbage } from './collect-garbage';
import type { Context } from './context';
import { JOURNAL_UNITS, playFlow } from './engine-round';
import { figureOf, ratioOf, type Goal } from './figures';
import type { Flow } from './flow/command-writer';
import { buildMarketFlow, marketShapes } from './flow/market-flow';
import { readPublicFlow } from './flow/public-flow';
import { buildStressFlow, stressShapes } from './flow/stress-flow';
import { compileTwin, NativeTwin } from './native-twin';
import { NodeOrderBook } from './node-order-book';

const MILLION = 1e6;
const RIVAL_MS = 250;
const RIVAL_WARMUP_MS = 4000;
const rivalGoal: Goal = { floor: 300, aim: 800 };
const publicGoal: Goal = { floor: 0.75, aim: 1 };
const twinGoals: Readonly<Record<string, Goal>> = {
  realistic: { floor: 0.85, aim: 1 },
  hundred: { floor: 0.85, aim: 1 },
  deep: { floor: 0.65, aim: 1 },
};

interface Case {
  readonly name: string;
  readonly family: 'public' | 'market';
  build(): Flow | null;
}

interface Rates {
  readonly engine: number[];
  readonly plain: number[];
  readonly bare: number[];
  readonly prefetch: number[];
  readonly rival: number[];
}

function casesFor(context: Context): Case[] {
  const share = context.options.isQuick ? 10 : 1;
  const folder = join(context.root, '../shared/data/matching');
  return [
    ...['normal', 'static'].map((name): Case => ({
      ...{ name, family: 'public' },
      build: () => readPublicFlow(name, folder),
    })),
    ...stressShapes.map((shape): Case => ({
      ...{ name: shape.name, family: 'public' },
      build: () => buildStressFlow({ ...shape, messages: shape.messages / share }),
    })),
    ...marketShapes.map((shape): Case => ({
      ...{ name: shape.name, family: 'market' },
      build: () =>
        buildMarketFlow({
          ...shape,
          ...{ messages: shape.messages / share, warmup: shape.warmup / share, live: shape.live / share },
        }),
    })),
  ];
}

async function playRounds(
  context: Context,
  module: WebAssembly.Module,
  flow: Flow,
  twin: NativeTwin | null,
): Promise<Rates> {
  const rates: Rates = { engine: [], plain: [], bare: [], prefetch: [], rival: [] };
  const rival = new NodeOrderBook(flow);
  const warmed = rival.warmUp(RIVAL_WARMUP_MS);
  if (warmed < flow.warmup) {
    context.say(
      `  nodejs-order-book had ${warmed} of ${flow.warmup} warm-up messages in ${RIVAL_WARMUP_MS} ms`,
    );
  }
  playFlow(module, flow);
  const rateOf = async (variant: 'plain' | 'prefetch', isDigested: boolean): Promise<[number, string]> => {
    if (twin === null) return [NaN, ''];
    const { messages, seconds, digest } = await twin.round(variant, isDigested);
    return [messages / seconds, digest];
  };
  for (let round = 0; round < context.options.rounds; round++) {
    const [plain, twinDigest] = await rateOf('plain', true);
    collectGarbage();
    const ours = playFlow(module, flow);
    const [prefetch] = await rateOf('prefetch', true);
    const [bare] = await rateOf('plain', false);
    rates.engine.push(ours.rate);
    rates.plain.push(plain);
    rates.prefetch.push(prefetch);
    rates.bare.push(bare);
    rates.rival.push(rival.round(RIVAL_MS));
    if (twin !== null && twinDigest !== ours.digest) {
      context.skip(`matching ${flow.name}`, `digests differ: engine ${ours.digest}, native ${twinDigest}`);
    }
  }
  return rates;
}

const inMillions = (values: readonly number[]): number[] => values.map((value) => value / MILLION);

function addCase(
  context: Context,
  name: string,
  family: Case['family'],
  rates: Rates,
  hasTwin: boolean,
): void {
  const group = `matching ${name}`;
  const unit = 'M messages/s';
  context.addFigures(
    figureOf(group, 'engine', unit, inMillions(rates.engine), 'reports and digest included'),
  );
  if (hasTwin) {
    context.addFigures(
      figureOf(group, 'native twin', unit, inMillions(rates.plain)),
      figureOf(group, 'native twin, no digest', unit, inMillions(rates.bare)),
      figureOf(group, 'native twin, prefetch', unit, inMillions(rates.prefetch)),
    );
    const plainGoal = family === 'public' ? publicGoal : name === 'deep' ? null : (twinGoals[name] ?? null);
    const prefetchGoal = name === 'deep' ? (twinGoals[name] ?? null) : null;
    context.addRatios(
      ratioOf(group, 'engine / native twin', rates.engine, rates.plain, plainGoal),
      ratioOf(group, 'engine / native twin, prefetch', rates.engine, rates.prefetch, prefetchGoal),
    );
  }
  context.addFigures(figureOf(group, 'nodejs-order-book', unit, inMillions(rates.rival)));
  context.addRatios(ratioOf(group, 'engine / nodejs-order-book', rates.engine, rates.rival, rivalGoal));
}

/** The benchmark's figure of merit: the worst flow, round by round. */
function addWorst(context: Context, all: readonly Rates[]): void {
  if (all.length === 0) return;
  const worst = all[0]?.engine.map((_, round) => Math.min(...all.map((rates) => rates.engine[round] ?? NaN)));
  const group = 'matching public, worst of all flows';
  context.addFigures(figureOf(group, 'engine', 'M messages/s', inMillions(worst ?? [])));
}

export async function benchMatching(context: Context): Promise<void> {
  const module = new WebAssembly.Module(readFileSync(join(context.root, 'build/tapedeck.wasm')));
  const compiled = compileTwin(join(context.root, 'test/bench/native'), context.scratch);
  if ('reason' in compiled) context.skip('native twin', compiled.reason);
  const publicRates: Rates[] = [];
  for (const { name, family, build } of casesFor(context)) {
    const flow = build();
    if (flow === null) {
      context.skip(`matching ${name}`, 'the public flow files are not on this machine');
      continue;
    }
    context.say(`matching ${name}: ${flow.count} messages`);
    const file = join(context.scratch, `${name}.commands`);
    let twin: NativeTwin | null = null;
    if ('program' in compiled) {
      writeFileSync(file, flow.commands.subarray(0, flow.count * CommandLayout.size));
      twin = new NativeTwin(compiled.program, flow, file, JOURNAL_UNITS);
    }
    let rates: Rates;
    try {
      rates = await playRounds(context, module, flow, twin);
    } finally {
      twin?.close();
      rmSync(file, { force: true });
    }
    addCase(context, name, family, rates, twin !== null);
    if (family === 'public') publicRates.push(rates);
  }
  addWorst(context, publicRates);
}
