/**
 * The line of a sample in `samples/index.json`: its words, what its whole run came to, and its price as a small picture.
 * Plays the run once in Node. Invariant: everything here follows from the sample alone, so a rebuild gives the same bytes.
 */
import { Side } from '../layout/layout.gen';
import { parseManifest } from '../scenario/manifest';
import { Run } from '../sim/run';
import type { TapePort } from '../sim/tape-port';
import type { Core } from './core';

export interface SampleWords {
  readonly title: string;
  readonly character: string;
  readonly look: string;
  readonly speed: number;
  readonly t: number;
}

export interface SampleEntry extends SampleWords {
  readonly kind: 'run' | 'tape';
  readonly path: string;
  /** of a tape: its root hash, by which a link finds it */
  readonly hash?: string;
  readonly symbol: string;
  readonly priceUnit: string;
  readonly licence: string;
  readonly durationS: number;
  readonly digest: string;
  readonly reportCount: number;
  /** mid prices in half price units at even steps, first to last moment */
  readonly spark: readonly number[];
}

const points = 72;
const nsASecond = 1_000_000_000n;

/** What a whole run came to. */
export interface Played extends Pick<SampleEntry, 'durationS' | 'digest' | 'reportCount' | 'spark'> {
  readonly prefix: readonly string[];
}

/** Plays `manifest` to its end, stopping at even steps to look at the touch. */
export async function playAndLook(core: Core, manifest: unknown, tape: TapePort | null): Promise<Played> {
  const run = await Run.open(core.module, parseManifest(manifest), tape, [], { checkpointBytes: 0 });
  const spark: number[] = [];
  const spanNs = run.endNs - run.startNs;
  for (let point = 0; point <= points; point += 1) {
    await run.seek(run.startNs + (spanNs * BigInt(point)) / BigInt(points));
    if (run.fault !== null) throw run.fault;
    const [bid] = run.engine.depth(0, Side.buy, 1);
    const [ask] = run.engine.depth(0, Side.sell, 1);
    if (bid !== undefined && ask !== undefined) spark.push(Number(bid.priceUnits + ask.priceUnits));
  }
  const { digest, reportCount, prefix } = run.result();
  return { durationS: Number((spanNs + nsASecond / 2n) / nsASecond), digest, reportCount, prefix, spark };
}

export async function sampleEntry(
  core: Core,
  words: SampleWords,
  what: Pick<SampleEntry, 'kind' | 'path' | 'symbol' | 'priceUnit' | 'licence'>,
  source: { readonly manifest: unknown; readonly tape: TapePort | null },
): Promise<SampleEntry> {
  const { durationS, digest, reportCount, spark } = await playAndLook(core, source.manifest, source.tape);
  const { title, character, look, speed, t } = words;
  return {
    ...what,
    ...(source.tape === null ? {} : { hash: source.tape.hash }),
    title,
    character,
    look,
    durationS,
    speed,
    t,
    digest,
    reportCount,
    spark,
  };
}
