/**
 * The scenario library: every link opens to the run that its data make, carries a lesson with three questions, and this
 * engine comes to the digest pinned here.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ScenarioEntry } from '../../src/cli/scenario-entry';
import { manifestHash, parseManifest } from '../../src/scenario';
import { scenarioManifest, scenarios } from '../../src/scenario/library';
import { decodeLink } from '../../src/share';
import { Run } from '../../src/sim';
import { core } from '../sim/core-module';
import pinned from './scenarios.json';

const index = JSON.parse(readFileSync('public/scenarios/index.json', 'utf8')) as ScenarioEntry[];

describe('the scenario library', () => {
  it('is in the list, in order, each with the digest that is pinned', () => {
    expect(index.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
    expect(Object.fromEntries(index.map(({ name, digest }) => [name, digest]))).toEqual(pinned);
  });

  it.each(scenarios)('$name: the link carries the very run and its claim', async (scenario) => {
    const entry = index.find(({ name }) => name === scenario.name)!;
    const opened = await decodeLink(entry.link);
    if (!opened.ok) throw new Error(opened.message);
    const { run, warnings } = opened;
    expect(warnings).toEqual([]);
    expect(manifestHash(run.manifest)).toBe(manifestHash(parseManifest(scenarioManifest(scenario))));
    expect(run.manifest.lesson).toEqual(scenario.lesson);
    expect(run.claim).toMatchObject({ digest: entry.digest, reportCount: entry.reportCount });
    expect(entry.link.length).toBeLessThan(4_000);
  });

  it.each(scenarios)('$name: three questions, each with an answer and a reason', ({ lesson }) => {
    expect(lesson.goal.length).toBeGreaterThan(60);
    expect(lesson.questions.length).toBe(3);
    for (const { options, because } of lesson.questions) {
      expect(options.length).toBeGreaterThanOrEqual(3);
      expect(because?.length).toBeGreaterThan(40);
    }
    expect(new Set(lesson.questions.map(({ answer }) => answer)).size).toBeGreaterThan(1);
  });

  it.each(scenarios)('$name: this engine comes to the pinned digest', async (scenario) => {
    const entry = index.find(({ name }) => name === scenario.name)!;
    const run = await Run.open(core, parseManifest(scenarioManifest(scenario)), null, [], { checkpointBytes: 0 });
    await run.seek(run.endNs);
    expect(run.fault).toBeNull();
    expect(run.result()).toMatchObject({ digest: entry.digest, reportCount: entry.reportCount });
  });
});
