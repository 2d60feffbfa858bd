/**
 * The line of a scenario in `scenarios/index.json`: its words, the digest that its run must have, and the link that
 * carries both. Plays the run once in Node. Invariant: everything but the packing of the link follows from the scenario.
 */
import { parseManifest } from '../scenario/manifest';
import { scenarioManifest, type Scenario } from '../scenario/library';
import { encodeLink } from '../share';
import type { Core } from './core';
import { playAndLook, type SampleEntry } from './sample-entry';

export interface ScenarioEntry extends Omit<SampleEntry, 'kind' | 'path' | 'hash'> {
  readonly name: string;
  /** a link to the run with its digest, from `#` on */
  readonly link: string;
}

const nsASecond = 1_000_000_000n;

export async function scenarioEntry(core: Core, scenario: Scenario): Promise<ScenarioEntry> {
  const json = scenarioManifest(scenario);
  const manifest = parseManifest(json);
  const { name, title, character, lesson, symbol, speed, t } = scenario;
  const { prefix, ...played } = await playAndLook(core, json, null);
  const { reportCount, digest } = played;
  const link = await encodeLink({
    manifest,
    humanLog: [],
    view: {},
    bookmarks: [],
    loop: null,
    positionNs: manifest.span!.startNs + BigInt(t) * nsASecond,
    speed,
    // No engine is named: whatever engine opens it must come to this digest.
    claim: { engine: null, reportCount, digest, prefix, blockDigests: null },
  });
  if (!link.ok) throw new Error(`${name}: ${link.message}`);
  return {
    name,
    symbol,
    priceUnit: '0.01',
    licence: 'CC0-1.0',
    title,
    character,
    look: lesson.goal,
    speed,
    t,
    ...played,
    link: `#${link.fragment}`,
  };
}
