/**
 * Report streams pinned by their SHA-256: the first 100,000 messages of two published flows, which some 160
 * independent engines reproduce, and a small flow of our own for a clone that has no data beside it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { createEngine, fillWindow, runToEnd } from '../contract/core-matcher';
import { configOf } from '../contract/matcher';
import { canonicalLine, CanonicalHash } from '../model/canonical-stream';
import { commandReports } from '../model/codes';
import { ModelEngine } from '../model/model-engine';
import { plainDigest } from '../model/plain-digest';
import type { ModelCommand, ModelReport, ReportObject } from '../model/types';
import { readFlow } from './flow-file';
import { seededFlow } from './seeded-flow';

const config = configOf({ maxLots: 2 ** 31 - 1, minTick: -(2 ** 30), maxTick: 2 ** 30 }, { reports: commandReports });
const windowRows = 4096;

const published = [
  ['normal', '47641db741a50f0f86d1fe156e08713abbe558cb783aa898b7cd691f9a6b43b5'],
  ['static', 'ca0970843fe3bffae136137b1ea3eabcdd6b2852c8ff2dfc030ba09cd8b66ddc'],
] as const;
const ownSeed = 20_260_101;
const ownHash = '1396142d118a4e815e97f717739b7d3e3e426fe0a6b159f807974534e1acaabf';
const ownDigest = '2ce1f7578f192742';

function modelOf(commands: readonly ModelCommand[]): ModelEngine {
  const engine = new ModelEngine(config);
  for (const command of commands) engine.apply(command);
  return engine;
}

function modelHash(reports: readonly ModelReport[]): string {
  const hash = new CanonicalHash();
  for (const report of reports) hash.add(report);
  return hash.hex();
}

/** The canonical line of a report in its NDJSON form, by way of the form that the model uses. */
function lineOf(report: ReportObject): string | null {
  const fill =
    report['kind'] === 'fill'
      ? { takerId: BigInt(String(report['takerId'])), makerLeaves: 0, takerLeaves: 0, makerAccount: 0, takerAccount: 0 }
      : undefined;
  return canonicalLine({
    kind: report['kind'] as ModelReport['kind'],
    ts: BigInt(String(report['ts'])),
    instrument: 0,
    side: report['side'] === 'sell' ? 1 : 0,
    code: 0,
    id: BigInt(String(report['id'] ?? report['makerId'])),
    price: BigInt(String(report['price'])),
    lots: Number(report['lots']),
    ...(fill ? { fill } : {}),
  });
}

function playCore(commands: readonly ModelCommand[]): { hash: string; digest: string } {
  const engine = createEngine(config, { orders: 65536, windowRows, journalUnits: 16384 });
  const hash = createHash('sha256');
  let separator = '';
  for (let at = 0; at < commands.length; at += windowRows) {
    fillWindow(engine, commands.slice(at, at + windowRows), at + windowRows >= commands.length);
    for (const units of runToEnd(engine)) {
      for (const report of decodeReports(units)) {
        const line = lineOf(report as unknown as ReportObject);
        if (line === null) continue;
        hash.update(separator + line);
        separator = '\n';
      }
    }
  }
  expect(engine.validate()).toBeNull();
  return { hash: hash.digest('hex'), digest: engine.runDigest().digest };
}

describe.each(published)('the first 100,000 messages of the %s flow', (name, sha256) => {
  const path = `../shared/data/matching/flow-${name}.bin.gz`;
  const isAbsent = !existsSync(path);
  if (isAbsent) console.log(`skipped: the published ${name} flow, no file ${path}`);

  it.skipIf(isAbsent)('give the published stream in the core', async () => {
    expect(playCore(await readFlow(path, 100_000)).hash).toBe(sha256);
  });

  it.skipIf(isAbsent)('give the published stream in the reference engine', async () => {
    expect(modelHash(modelOf(await readFlow(path, 100_000)).reports)).toBe(sha256);
  });

  it.skipIf(isAbsent)('give one digest in both', async () => {
    const commands = await readFlow(path, 20_000);
    expect(playCore(commands).digest).toBe(plainDigest(modelOf(commands).reports).digest);
  });
});

describe('a flow of our own', () => {
  const commands = seededFlow(ownSeed, 2_000);

  it('gives the pinned stream and digest in the reference engine', () => {
    const { reports } = modelOf(commands);
    const kinds = new Set(reports.map((report) => report.kind));
    expect([...kinds].sort()).toEqual(['accepted', 'cancelRejected', 'cancelled', 'fill', 'replaceRejected', 'replaced']);
    expect(modelHash(reports)).toBe(ownHash);
    expect(plainDigest(reports).digest).toBe(ownDigest);
  });

  it('gives the pinned stream and digest in the core', () => {
    expect(playCore(commands)).toEqual({ hash: ownHash, digest: ownDigest });
  });
});
