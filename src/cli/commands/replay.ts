/**
 * `replay`: plays a tape and writes the book after every source message, the file that LOBSTER would have written.
 * Invariant: as many rows as the source had messages, row i being the book after message i.
 */
import { Engine } from '../../engine/engine';
import { TapedeckError } from '../../layout/errors';
import { Rank } from '../../layout/layout.gen';
import type { Manifest } from '../../scenario/manifest';
import { parseManifest } from '../../scenario/manifest';
import { capacityOf, engineConfigFor } from '../../sim/engine-setup';
import type { CapacityOverrides } from '../../sim/engine-setup';
import { tapePortOf } from '../../sim/tape-port';
import type { TapePort } from '../../sim/tape-port';
import { commandsPerRow, packBlock } from '../../tape/pack';
import { integerOption, requiredOption } from '../arguments';
import type { CommandSpec } from '../arguments';
import { BookRows, scaleOf } from '../book-rows';
import type { CliCommand } from '../command';
import { loadCore } from '../core';
import type { ByteSink } from '../io';
import { LineWriter } from '../line-writer';
import { CapacityReached } from '../matching';
import { openOutput } from '../outputs';
import { openTapeFolder } from '../tape-folder';

const spec: CommandSpec = {
  name: 'replay',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'play a tape and write its book, a row a source message',
  details: [
    'TAPE is a folder with tape.json and rows.parquet. The rows have LOBSTER’s layout: ask1,askSize1,',
    'bid1,bidSize1,ask2,… with prices in 10⁻⁴; an empty level is 9999999999,0 or -9999999999,0.',
  ],
  options: [
    { name: 'levels', value: 'N', help: 'levels a side, 1 … 1000 (5)' },
    { name: 'book-csv', value: 'OUT', help: 'where the rows go; - is standard output' },
    { name: 'instrument', value: 'I', help: 'index of the instrument (0)' },
  ],
};

interface Job {
  readonly manifest: Manifest;
  readonly tape: TapePort;
  readonly instrument: number;
  readonly levels: number;
  readonly sourceRows: number;
}

const endOfTime = 2n ** 63n - 1n;

/** Plays the tape message by message. Answers how many rows were written. */
async function replayOnce(
  core: WebAssembly.Module,
  job: Job,
  overrides: CapacityOverrides,
  sink: ByteSink,
): Promise<number> {
  const { tape } = job;
  const engine = Engine.create(core, engineConfigFor(job.manifest, tape, 0, overrides));
  const writer = new LineWriter(sink.write);
  const scale = scaleOf(tape.instruments[job.instrument]!.priceUnit);
  const rows = new BookRows(engine, job.instrument, job.levels, scale, writer);
  let written = 0;
  let message = -1;
  for (let index = 0; index < tape.blockCount; index++) {
    const block = await tape.loadBlock(index);
    engine.commandBytes().set(block.bytes);
    engine.setWindow(block.rows, Rank.tape, index === tape.blockCount - 1);
    for (let row = 0; row < block.rows;) {
      let end = row + 1;
      while (end < block.rows && block.sourceRows[end] === block.sourceRows[row]) end++;
      const next = block.sourceRows[row]!;
      if (next !== message && message >= 0) {
        // messages that left no row changed nothing
        rows.write(next - written);
        written = next;
      }
      message = next;
      applyRows(engine, end);
      row = end;
    }
    await sink.drain();
  }
  if (message >= 0) rows.write(Math.max(job.sourceRows, message + 1) - written);
  writer.flush();
  await sink.close();
  return Math.max(job.sourceRows, message + 1);
}

function applyRows(engine: Engine, cursor: number): void {
  engine.run(endOfTime, cursor - engine.windowCursor);
  engine.skipReports();
  const { fault } = engine;
  if (fault === null && engine.windowCursor === cursor) return;
  const capacity = fault === null ? null : capacityOf(fault.code);
  if (capacity !== null) throw new CapacityReached(capacity);
  const what = fault === null ? 'the engine stopped early' : `${fault.code} (detail ${fault.detail})`;
  throw new TapedeckError(
    'E-REPLAY-02',
    `The tape stopped after event ${engine.eventCount}: ${what}. Please report it.`,
  );
}

export const replay: CliCommand = {
  spec,
  async run(parsed, io) {
    const out = requiredOption(parsed, spec, 'book-csv');
    const levels = integerOption(parsed, spec, 'levels', 1, 1000) ?? 5;
    const instrument = integerOption(parsed, spec, 'instrument', 0, 65535) ?? 0;
    const { module } = await loadCore();
    const folder = await openTapeFolder(parsed.operands[0]!);
    try {
      const tape = await tapePortOf(folder.source, { commandsPerRow, packBlock });
      if (tape.instruments[instrument] === undefined) {
        throw new TapedeckError(
          'E-REPLAY-03',
          `The tape has ${tape.instruments.length} instruments, none with index ${instrument}.`,
        );
      }
      const manifest = parseManifest({ version: 1, tape: { hash: tape.hash }, reports: [] });
      const job = { manifest, tape, instrument, levels, sourceRows: folder.source.manifest.source.rows };
      let overrides: CapacityOverrides = {};
      let sentBytes = 0;
      for (;;) {
        const sink = countingSink(openOutput(out, io, sentBytes));
        try {
          const rows = await replayOnce(module, job, overrides, sink);
          io.note(`${rows} rows of ${levels} levels, one a source message.`);
          return 0;
        } catch (error) {
          if (!(error instanceof CapacityReached)) throw error;
          await sink.drain();
          sentBytes = Math.max(sentBytes, sink.writtenBytes());
          const config = engineConfigFor(manifest, tape, 0, overrides);
          const size = (config.capacities?.[error.capacity] ?? 4096) * 2;
          io.note(`Capacity ${error.capacity} was reached: starting again with ${size}.`);
          overrides = { ...overrides, [error.capacity]: size };
        }
      }
    } finally {
      await folder.close();
    }
  },
};

function countingSink(sink: ByteSink): ByteSink & { writtenBytes(): number } {
  let count = 0;
  return {
    ...sink,
    write: (bytes) => {
      count += bytes.length;
      sink.write(bytes);
    },
    writtenBytes: () => count,
  };
}
