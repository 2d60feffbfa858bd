/**
 * Raw bytes as commands, nothing cleaned up: the core never traps, ends only by a declared fault, keeps its structure,
 * and writes what the reference engine writes for the same records.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { stopReasonName } from '../../src/layout/layout.gen';
import { commandSize, readModelCommand, writeModelCommand } from '../model/bytes';
import { allReports, ranks } from '../model/codes';
import { ModelEngine } from '../model/model-engine';
import { plainDigest } from '../model/plain-digest';
import { toObject } from '../model/report-object';
import type { ModelReport } from '../model/types';
import { createEngine, endOfTime } from '../contract/core-matcher';
import { plainRules } from '../contract/matcher';
import type { MatcherConfig } from '../contract/matcher';
import { writeReport } from '../contract/shorthand';
import { check } from '../property/check';
import { accountCash, flowArbitrary, onlyCommands, toCommands, wideShape } from '../property/flow';
import { tapeFlowArbitrary } from '../property/tape-flow';

const rules = { ...plainRules, maxLots: 200 };
const config: MatcherConfig = {
  instruments: [rules, { ...rules, unitsPerTick: 5, selfTrade: 'decrement' }, { ...rules, mode: 'tape' }],
  accounts: accountCash,
  reports: allReports,
};

/** What the reference engine makes of the records before one that goes back in time. */
function playModel(bytes: Uint8Array): ModelReport[] {
  const engine = new ModelEngine(config);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let nowNs = 0n;
  for (let at = 0; at + commandSize <= bytes.length; at += commandSize) {
    const command = readModelCommand(view, at);
    if (command.tsNs < nowNs) break;
    nowNs = command.tsNs;
    engine.apply(command);
  }
  return engine.reports;
}

function playBoth(bytes: Uint8Array): void {
  const engine = createEngine(config);
  engine.commandBytes().set(bytes);
  engine.setWindow(Math.floor(bytes.length / commandSize), ranks.person, true);
  const units: Uint8Array[] = [];
  let stop: string | undefined;
  do {
    stop = stopReasonName[engine.run(endOfTime, 7)];
    units.push(engine.readReports());
    expect(engine.validate()).toBeNull();
  } while (stop === 'budgetUsed' || stop === 'journalFull');
  const reports = playModel(bytes);
  const { digest, reportCount } = engine.runDigest();
  if (stop !== 'fault' || engine.fault?.code === 'timeWentBack') expect(reportCount).toBe(reports.length);
  if (digest === plainDigest(reports.slice(0, reportCount)).digest) return;
  const got = units.flatMap((part) => [...decodeReports(part)]).map((report) => writeReport({ ...report }));
  expect(got, describeRecords(bytes)).toEqual(reports.map((report, n) => writeReport(toObject(report, n))));
  throw new Error(`equal reports of other bytes:\n${describeRecords(bytes)}`);
}

/** Records in words, for the message of a failure. */
function describeRecords(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: string[] = [];
  for (let at = 0; at + commandSize <= bytes.length; at += commandSize) {
    lines.push(
      JSON.stringify(readModelCommand(view, at), (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    );
  }
  return lines.join('\n');
}

const good = fc
  .tuple(flowArbitrary(wideShape, 60), tapeFlowArbitrary('order', 60), fc.infiniteStream(fc.nat(2)))
  .map(([steps, tape, picks]) => {
    const matched = onlyCommands(toCommands(steps, rules));
    const rows = onlyCommands(tape).map((row) => ({ ...row, instrument: 2 }));
    const all = [...matched, ...rows].map((command, index) => ({ command, index }));
    const mixed = all.map((one) => ({ ...one, key: one.index + (picks.next().value ?? 0) * 20 }));
    mixed.sort((a, b) => a.key - b.key || a.index - b.index);
    const bytes = new Uint8Array(mixed.length * commandSize);
    const view = new DataView(bytes.buffer);
    mixed.forEach(({ command }, at) =>
      writeModelCommand(view, at * commandSize, { ...command, tsNs: BigInt(at) }),
    );
    return bytes;
  });

/** Which record, which byte of it (the last two of eight time bytes are left alone), what instead. */
const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 8, max: commandSize - 1 }), fc.nat(255)), {
  maxLength: 60,
});

describe('records of raw bytes', () => {
  it('wholly at random', () => {
    const records = fc.integer({ min: 1, max: 40 });
    const bytes = records.chain((count) =>
      fc.uint8Array({ minLength: count * commandSize, maxLength: count * commandSize }),
    );
    check(fc.property(bytes, playBoth), 300);
  });

  it('at random where the time is in order and kinds and instruments are likely', () => {
    const record = fc.record({
      body: fc.uint8Array({ minLength: commandSize, maxLength: commandSize }),
      kind: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 31, max: 42 })),
      instrument: fc.nat(3),
      small: fc.nat(255),
    });
    const bytes = fc.array(record, { minLength: 1, maxLength: 80 }).map((records) => {
      const out = new Uint8Array(records.length * commandSize);
      records.forEach(({ body, kind, instrument, small }, index) => {
        const view = new DataView(body.buffer.slice(0));
        view.setBigInt64(0, BigInt(index), true);
        if (small % 2 === 0) view.setBigUint64(8, BigInt(small % 5), true);
        if (small % 3 !== 0) view.setBigInt64(16, BigInt((small % 7) * 5), true);
        if (small % 5 !== 0) view.setUint32(24, small % 11, true);
        view.setUint8(28, kind);
        if (small % 7 !== 0) view.setUint8(29, small % 2);
        if (small % 4 !== 0) view.setUint8(30, 0);
        if (small % 4 !== 1) view.setUint8(31, 0);
        view.setUint16(32, instrument, true);
        if (small % 3 !== 1) view.setUint8(35, 0);
        if (small % 3 !== 2) view.setUint32(36, small % 4, true);
        out.set(new Uint8Array(view.buffer), index * commandSize);
      });
      return out;
    });
    check(fc.property(bytes, playBoth), 300);
  });

  it('good ones with damaged bytes', () => {
    const property = fc.property(good, damage, (bytes, hits) => {
      const damaged = bytes.slice();
      const count = damaged.length / commandSize;
      for (const [record, byte, value] of hits) {
        if (count > 0) damaged[(record % count) * commandSize + byte] = value;
      }
      playBoth(damaged);
    });
    check(property, 150);
  });
});
