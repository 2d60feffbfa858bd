/**
 * Declared faults: each names its number, stops the run for good, and leaves what was reported before as it was:
 * a prefix of what a larger engine reports, under its digest. Capacities never change a report.
 */
import { describe, expect, it } from 'vitest';
import type { Capacities } from '../../src/engine/config';
import { stopReasonName } from '../../src/layout/layout.gen';
import { allReports } from '../model/codes';
import { parseJsonCommand } from '../model/json-command';
import { ModelEngine } from '../model/model-engine';
import { plainDigest } from '../model/plain-digest';
import type { ModelCommand } from '../model/types';
import { createEngine, endOfTime, fillWindow } from './core-matcher';
import { configOf } from './matcher';
import type { MatcherConfig } from './matcher';
import { readCommand, readRow } from './shorthand';

interface FaultCase {
  code: string;
  capacities: Partial<Capacities>;
  detail?: number;
  lines: readonly string[];
  config?: MatcherConfig;
  /** Times other than 0, 1, 2… */
  timeOf?: (index: number) => number;
}

const repeat = (count: number, line: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => line(index));
const huge = { maxLots: 2 ** 31 - 1, minTick: 0, maxTick: 2 ** 30 };
const account = [{ id: 1, cash: 2n ** 61n }];

/** Rows of a tape that has more far levels than there is room for. */
function farRows(count: number): ModelCommand[] {
  return Array.from({ length: count }, (_, index) =>
    readRow(`tapeAdd buy ${index} ${index * 5000}x1 last`, index),
  );
}

const faultCases: readonly FaultCase[] = [
  { code: 'orderCapacity', capacities: { orders: 4 }, detail: 4, lines: repeat(6, (i) => `buy ${i} 100x1`) },
  {
    code: 'farLevelCapacity',
    capacities: { farLevels: 4, windowTicks: 4096 },
    detail: 4,
    lines: repeat(8, (i) => `buy ${i} ${i * 5000}x1`),
  },
  {
    code: 'journalCapacity',
    capacities: { journalUnits: 256 },
    detail: 256,
    lines: [...repeat(300, (i) => `sell ${i} 100x1`), 'buy 999 100x300', 'buy 1000 1x1'],
  },
  {
    code: 'journalCapacity',
    capacities: { journalUnits: 256 },
    detail: 256,
    lines: [...repeat(300, (i) => `sell ${i} 100x1`), 'split 2 1', 'buy 1000 1x1'],
    config: configOf({}, { reports: allReports }),
  },
  {
    code: 'farLevelCapacity',
    capacities: { farLevels: 4, windowTicks: 4096 },
    detail: 4,
    lines: [...repeat(9, (i) => `buy ${i} ${1 + i * 400}x10`), 'split 1 10', 'buy 99 1x1'],
    config: configOf({}, { reports: allReports }),
  },
  {
    code: 'extensionCapacity',
    capacities: { extensions: 4 },
    detail: 4,
    lines: repeat(6, (i) => `buy ${i} 100x10 shift=1`),
  },
  {
    code: 'blockCapacity',
    capacities: { blocks: 1, windowRows: 16384 },
    detail: 1,
    lines: repeat(9000, (i) => `cancel ${i}`),
  },
  {
    code: 'timeWentBack',
    capacities: {},
    lines: repeat(6, (i) => `buy ${i} 100x1`),
    timeOf: (index) => (index === 3 ? 1 : index),
  },
  {
    code: 'ledgerOverflow',
    capacities: {},
    lines: repeat(
      12,
      (i) => `${i % 2 === 0 ? 'buy' : 'sell'} ${i} 1073741824x2147483647${i % 2 === 0 ? '' : ' account=1'}`,
    ),
    config: configOf(huge, { accounts: account }),
  },
];

function commandsOf({ lines, timeOf = (index) => index }: FaultCase): ModelCommand[] {
  return lines.map((line, index) => parseJsonCommand(readCommand(line, timeOf(index))));
}

function runUntilStopped(engine: ReturnType<typeof createEngine>): string | undefined {
  for (;;) {
    const stop = stopReasonName[engine.run(endOfTime, 1_000_000)];
    engine.readReports();
    if (stop !== 'journalFull') return stop;
  }
}

describe.each(faultCases)('$code', (given) => {
  it('is declared with its number, stops for good and keeps what was reported', () => {
    const config = given.config ?? configOf();
    const commands = commandsOf(given);
    const engine = createEngine(config, given.capacities);
    fillWindow(engine, commands);
    expect(runUntilStopped(engine)).toBe('fault');
    expect(engine.fault?.code).toBe(given.code);
    if (given.detail !== undefined) expect(engine.fault?.detail).toBe(given.detail);

    expect(engine.validate()).toBeNull();

    const model = new ModelEngine(config);
    for (const command of commands) model.apply(command);
    const { digest, reportCount } = engine.runDigest();
    expect(reportCount).toBeGreaterThan(0);
    expect(reportCount).toBeLessThan(model.reports.length);
    expect(digest).toBe(plainDigest(model.reports.slice(0, reportCount)).digest);

    const [events, state] = [engine.eventCount, engine.stateDigest()];
    expect(runUntilStopped(engine)).toBe('fault');
    expect([engine.eventCount, engine.stateDigest()]).toEqual([events, state]);
  });
});

it('a full tape book is left whole', () => {
  const engine = createEngine(configOf({ mode: 'tape' }), { farLevels: 4, windowTicks: 4096 });
  fillWindow(engine, farRows(9));
  expect(runUntilStopped(engine)).toBe('fault');
  expect(engine.fault).toMatchObject({ code: 'farLevelCapacity', detail: 4 });
  expect(engine.validate()).toBeNull();
});

describe('the event queue', () => {
  const pushAll = (capacities: Partial<Capacities>, times: readonly number[]) => {
    const engine = createEngine(configOf(), capacities);
    fillWindow(engine, []);
    times.forEach((ts, index) => engine.push(parseJsonCommand(readCommand(`buy ${index} 100x1`, ts))));
    return engine;
  };

  it('declares that it is full, with its capacity', () => {
    const engine = pushAll({ pending: 4 }, [5, 6, 7, 8, 9]);
    expect(engine.fault).toMatchObject({ code: 'queueCapacity', detail: 4 });
    expect(runUntilStopped(engine)).toBe('fault');
  });

  it('takes as many as its capacity, again and again', () => {
    const engine = pushAll({ pending: 4 }, [5, 6, 7, 8]);
    for (let ts = 10; ts < 200; ts += 1) {
      expect(runUntilStopped(engine)).toBe('reachedTime');
      expect(engine.fault).toBeNull();
      for (let id = 0; id < 4; id += 1) {
        engine.push(parseJsonCommand(readCommand(`cancel ${ts * 4 + id}`, ts)));
      }
    }
    expect(engine.fault).toBeNull();
  });

  it('declares a command that is earlier than the clock', () => {
    const engine = pushAll({}, [5]);
    runUntilStopped(engine);
    expect(engine.nowNs).toBe(5n);
    engine.push(parseJsonCommand(readCommand('buy 9 100x1', 4)));
    expect(engine.fault?.code).toBe('timeWentBack');
  });
});
