/**
 * The log of chosen kinds: the same rows as going through the whole journal gives, however the playhead came there, and
 * nothing later than it.
 */
import { afterEach, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { scenarioManifest, scenarios } from '../../src/scenario/library';
import type { CellClient } from '../../src/worker/client';
import type { LogRow } from '../../src/worker/protocol';
import { coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';

let client: CellClient;
afterEach(() => client.close());

const limit = 100;
const manifest = scenarioManifest(scenarios.find(({ name }) => name === 'halt-and-reopening')!);
const atNs = (second: number): bigint =>
  BigInt(String(manifest['startNs'])) + BigInt(second) * 1_000_000_000n;

async function wholeJournal(): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let piece = await client.call({ type: 'journal', have: null, target: null });
  rows.push(...decodeReports(piece.units, piece.from));
  while (!piece.isComplete) {
    const have = { epoch: piece.epoch, reports: piece.reports };
    piece = await client.call({ type: 'journal', have, target: piece.target });
    rows.push(...decodeReports(piece.units, piece.from));
  }
  return rows;
}

it('is what going through the whole journal finds, after playing on, a jump forward and one back', async () => {
  client = clientInProcess();
  const core = coreBytes;
  await client.call({ type: 'open', core, manifest, tape: null, humanLog: [] });
  for (const second of [346, 575, 840, 571]) {
    await client.call({ type: 'seek', ns: atNs(second) });
    const journal = await wholeJournal();
    for (const kinds of [
      ['rejected'],
      ['fill'],
      ['session', 'auction', 'indicative'],
      ['fill', 'rejected'],
    ]) {
      const expected = journal
        .filter(({ kind }) => kinds.includes(String(kind)))
        .slice(-limit)
        .reverse();
      expect(expected.length).toBeGreaterThan(0);
      expect(await client.call({ type: 'log', limit, kinds }), `${second} ${kinds.join()}`).toEqual(expected);
    }
    // What comes with nearly every event is looked for among the newest reports alone.
    const mass = await client.call({ type: 'log', limit, kinds: ['cancelled'] });
    const newest = journal
      .filter(({ kind }) => kind === 'cancelled')
      .slice(-mass.length)
      .reverse();
    expect(mass.length).toBeGreaterThan(50);
    expect(mass).toEqual(newest);
  }
});
