/**
 * Going anywhere in a run of real size: a thousand seeks and steps back, after a survey, are linear play; a survey stays
 * out of what it surveys; steps by bar end where bars end. The tape is the bundled one.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/scenario/command';
import { parseManifest } from '../../src/scenario/manifest';
import { History, Run, surveyRun, tapePortOf, type RunOptions, type TapePort } from '../../src/sim';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { openTape } from '../../src/tape/tape';
import { core } from './core-module';
import { makeRandom, rowsOf, syntheticTape } from './synthetic-tape';

const folder = new URL('../../public/tapes/opening/', import.meta.url);
const noBreath = (): Promise<void> => Promise.resolve();
const nothing = (): void => undefined;

let port: TapePort;

beforeAll(async () => {
  const bytes = new Uint8Array(readFileSync(new URL('rows.parquet', folder)));
  const slice = (start: number, end?: number): ArrayBuffer => bytes.slice(start, end).buffer as ArrayBuffer;
  const manifest: unknown = JSON.parse(readFileSync(new URL('tape.json', folder), 'utf8'));
  port = await tapePortOf(openTape(manifest, { byteLength: bytes.byteLength, slice }), {
    commandsPerRow,
    packBlock,
  });
});

const open = (tape: TapePort, options: RunOptions = {}): Promise<Run> =>
  Run.open(core, parseManifest({ version: 1, tape: { hash: tape.hash } }), tape, [], options);

/** What pictures read of the past. */
const pastOf = (run: Run, history: History): unknown => ({
  trades: [...run.trades.from(0)].map(({ number }) => number),
  touches: Buffer.from(history.touches(0).copyFrom(0)).toString('base64'),
  counts: run.counter.byName(),
});

describe('a thousand seeks and steps back', () => {
  it('give the state of linear play, and its past', async () => {
    const random = makeRandom(1000);
    const places: { go: (run: Run) => Promise<unknown>; state: string }[] = [];
    const byEvent = await open(port, { checkpointBytes: 0 });
    const events = Array.from({ length: 500 }, () => 1 + random(port.rows - 1)).sort((a, b) => a - b);
    for (const event of events) {
      await byEvent.playTo(byEvent.endNs, event - byEvent.eventCount);
      const isStep = random(2) === 0;
      places.push({
        go: async (run) => {
          await run.seekEvent(isStep ? event + 1 : event);
          if (isStep) await run.step('event', -1);
        },
        state: byEvent.engine.stateDigest(),
      });
    }
    const byTime = await open(port, { checkpointBytes: 0 });
    const spanMs = Number((port.lastTsNs - port.firstTsNs) / 1_000_000n);
    const times = Array.from({ length: 500 }, () => random(spanMs)).sort((a, b) => a - b);
    for (const ms of times) {
      const ns = port.firstTsNs + BigInt(ms) * 1_000_000n;
      await byTime.playTo(ns, Infinity);
      places.push({ go: (run) => run.seek(ns), state: byTime.engine.stateDigest() });
    }
    for (let i = places.length - 1; i > 0; i -= 1) {
      const j = random(i + 1);
      [places[i], places[j]] = [places[j]!, places[i]!];
    }
    const history = new History();
    const run = await open(port, { sinks: [history], checkpointEvents: 8192 });
    await surveyRun(run, nothing, noBreath);
    const wrong: number[] = [];
    for (const [i, place] of places.entries()) {
      await place.go(run);
      if (run.engine.stateDigest() !== place.state) wrong.push(i);
    }
    expect(wrong).toEqual([]);
    const linearHistory = new History();
    const linear = await open(port, { sinks: [linearHistory], checkpointBytes: 0 });
    await linear.playTo(linear.endNs, run.eventCount);
    expect(pastOf(run, history)).toEqual(pastOf(linear, linearHistory));
  });
});

describe('a survey', () => {
  const rows = 6000;
  const small = syntheticTape(8, rows, 700);

  it('leaves the run where it is and lays what it will need', async () => {
    const run = await open(small, { checkpointEvents: 500, sinks: [new History()] });
    const reached: bigint[] = [];
    await surveyRun(run, (ns) => reached.push(ns), noBreath);
    expect(run.eventCount).toBe(0);
    expect(run.checkpointStats.count).toBe(1 + Math.floor(rows / 500));
    expect(reached.at(-1)).toBe(run.endNs);
    expect([...reached].sort((a, b) => (a < b ? -1 : 1))).toEqual(reached);
  });

  it('takes up what a person does meanwhile', async () => {
    const matched = parseManifest({
      version: 1,
      instruments: [{ symbol: 'ACME' }],
      commands: Array.from({ length: 400 }, (_, i) => ({
        op: 'new',
        ts: String(1000 + i * 10),
        id: String(i + 1),
        side: i % 2 === 0 ? 'buy' : 'sell',
        price: String(i % 2 === 0 ? 100 - (i % 7) : 101 + (i % 5)),
        lots: 10 + i,
      })),
    });
    const run = await Run.open(core, matched, null, [], { checkpointEvents: 20 });
    let breaths = 0;
    await surveyRun(run, nothing, async () => {
      breaths += 1;
      if (breaths !== 12) return;
      await run.seek(1500n);
      run.submit(
        parseCommand({ op: 'new', ts: '0', id: '9001', side: 'buy', type: 'market', lots: 25 }, 'c'),
      );
    });
    expect(breaths).toBeGreaterThan(12);
    const replayed = await Run.open(core, matched, null, run.humanLog);
    for (const ns of [4000n, 1700n, 2900n, 1499n, 4990n]) {
      await run.seek(ns);
      await replayed.seek(ns);
      expect(run.engine.stateDigest()).toBe(replayed.engine.stateDigest());
      expect(run.engine.runDigest()).toEqual(replayed.engine.runDigest());
    }
  });

  it('stops when it may not go on, and the run does not notice', async () => {
    const run = await open(small, { checkpointEvents: 500 });
    let breaths = 0;
    const breathe = (): Promise<void> =>
      ++breaths > 3 ? Promise.reject(new Error('enough')) : Promise.resolve();
    await expect(surveyRun(run, nothing, breathe)).rejects.toThrow('enough');
    await run.seek(run.endNs);
    expect(run.eventCount).toBe(rows);
  });
});

describe('steps by bar', () => {
  const barNs = 50_000_000n;
  const rows = 3000;
  const times = rowsOf(9, rows).map(({ tsNs }) => tsNs);
  const endOf = (ns: bigint): bigint => ((ns + barNs - 1n) / barNs) * barNs;
  const lastNs = times.at(-1)!;
  /** Ends of all bars in which something happened, by the tape's times alone; the last one ends with the run. */
  const ends = [...new Set(times.map(endOf).map((end) => (end > lastNs ? lastNs : end)))];

  it('go to the end of each bar in which something happened, forth and back', async () => {
    const run = await open(syntheticTape(9, rows, 512), { checkpointEvents: 256 });
    const there: bigint[] = [];
    while (await run.stepBar(barNs, 1)) there.push(run.nowNs);
    expect(there).toEqual(ends);
    expect(run.eventCount).toBe(rows);
    const back: bigint[] = [];
    while (await run.stepBar(barNs, -1)) back.push(run.nowNs);
    // The first event stands on the end of a bar, which is where going back ends.
    expect(ends[0]).toBe(run.startNs);
    expect(back).toEqual(ends.slice(0, -1).reverse());
  });

  it('pass over bars in which nothing happened', async () => {
    const run = await open(syntheticTape(9, rows, 512));
    const short = 1_000_000n;
    const shortEnds = new Set(times.map((ns) => ((ns + short - 1n) / short) * short));
    for (let i = 0; i < 40; i += 1) {
      await run.stepBar(short, 1);
      expect(shortEnds.has(run.nowNs)).toBe(true);
    }
    for (let i = 0; i < 20; i += 1) {
      await run.stepBar(short, -1);
      expect(shortEnds.has(run.nowNs)).toBe(true);
    }
  });
});
