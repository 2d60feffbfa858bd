/**
 * `match`: commands in, reports out, matched by the engine of the page. The work is in `matching.ts`; here are the
 * command's words, and starting again with a capacity doubled.
 */
import { Engine } from '../../engine/engine';
import type { Capacities } from '../../engine/config';
import { TapedeckError } from '../../layout/errors';
import { integerOption } from '../arguments';
import type { CommandSpec } from '../arguments';
import { CanonicalStream } from '../canonical-stream';
import type { CliCommand } from '../command';
import { loadCore } from '../core';
import { openInput } from '../inputs';
import type { ByteSink, CliIo } from '../io';
import { LineWriter } from '../line-writer';
import { matchedReports } from '../../scenario/report-kinds';
import { CapacityReached, driveEngine } from '../matching';
import type { MatchTally, ReportReader } from '../matching';
import { openMatchSource } from '../match-sources';
import type { MatchSource } from '../match-sources';
import { openOutput, Sha256Sink } from '../outputs';
import { ReportLines } from '../report-lines';

const spec: CommandSpec = {
  name: 'match',
  operands: 'IN',
  minOperands: 1,
  maxOperands: 1,
  summary: 'match NDJSON commands or a binary flow, print the reports',
  details: [
    'IN is a command log (NDJSON) or a flow file, gzipped or not; - is standard input.',
    'Every instrument has the widest price range and no accounts. Reports go to standard',
    'output as NDJSON; what was measured goes to standard error.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'FILE', help: 'write the reports there, not to standard output' },
    { name: 'sha256', help: 'print only the SHA-256 of the canonical report stream' },
    { name: 'limit', value: 'N', help: 'stop after the first N messages' },
  ],
};

interface Wanted {
  readonly out: string | null;
  readonly isHashed: boolean;
}

interface Outcome {
  readonly tally: MatchTally;
  readonly digest: string;
  readonly reportCount: number;
  readonly sha256: string | null;
}

/** Everything that reads the reports of one attempt. */
class Readers implements ReportReader {
  private readonly sink: ByteSink | null;
  private readonly hash = new Sha256Sink();
  private readonly writers: LineWriter[] = [];
  private readonly formats: { take(bytes: Uint8Array): void }[] = [];
  writtenBytes = 0;

  /** `skipBytes`: how much of the same output an earlier attempt has already sent to standard output. */
  constructor(wanted: Wanted, io: CliIo, skipBytes: number) {
    this.sink = wanted.out === null ? null : openOutput(wanted.out, io, skipBytes);
    const { sink } = this;
    if (sink !== null) {
      this.add(
        (writer) => new ReportLines(writer),
        (bytes) => {
          this.writtenBytes += bytes.length;
          sink.write(bytes);
        },
      );
    }
    if (wanted.isHashed) this.add((writer) => new CanonicalStream(writer), this.hash.write);
  }

  private add(
    format: (writer: LineWriter) => { take(bytes: Uint8Array): void },
    emit: (bytes: Uint8Array) => void,
  ): void {
    const writer = new LineWriter(emit);
    this.writers.push(writer);
    this.formats.push(format(writer));
  }

  take(bytes: Uint8Array): void {
    for (const format of this.formats) format.take(bytes);
  }

  async drain(): Promise<void> {
    await this.sink?.drain();
  }

  /** Answers the hash of the canonical stream. */
  async close(): Promise<string> {
    for (const writer of this.writers) writer.flush();
    await this.sink?.close();
    return this.hash.hex();
  }
}

async function attempt(
  core: WebAssembly.Module,
  source: MatchSource,
  capacities: Partial<Capacities>,
  readers: Readers,
): Promise<Outcome> {
  const engine = Engine.create(core, {
    instruments: source.instruments,
    capacities,
    reports: matchedReports,
  });
  const tally = await driveEngine(engine, source.open(), readers);
  return { tally, ...engine.runDigest(), sha256: await readers.close() };
}

/** Doubles whatever capacity is reached and starts over: capacities change no report. */
async function matchAll(source: MatchSource, wanted: Wanted, io: CliIo): Promise<Outcome> {
  const { module } = await loadCore();
  let { capacities } = source;
  let sentBytes = 0;
  for (;;) {
    const readers = new Readers(wanted, io, sentBytes);
    try {
      return await attempt(module, source, capacities, readers);
    } catch (error) {
      if (!(error instanceof CapacityReached)) throw error;
      await readers.drain();
      sentBytes = Math.max(sentBytes, readers.writtenBytes);
      const { capacity } = error;
      const size = (capacities[capacity] ?? 1) * 2;
      io.note(`Capacity ${capacity} was reached: starting again with ${size}.`);
      capacities = { ...capacities, [capacity]: size };
    }
  }
}

function describe({ tally, digest, reportCount }: Outcome): string[] {
  const rate = tally.seconds > 0 ? tally.messages / tally.seconds / 1e6 : 0;
  return [
    `messages   ${tally.messages}`,
    `seconds    ${tally.seconds.toFixed(6)} (matching alone, every report written)`,
    `M/s        ${rate.toFixed(2)}`,
    `reports    ${reportCount}`,
    `runDigest  ${digest}`,
  ];
}

export const match: CliCommand = {
  spec,
  async run(parsed, io) {
    const limit = integerOption(parsed, spec, 'limit', 0, Number.MAX_SAFE_INTEGER) ?? Infinity;
    const isHashed = parsed.switches.has('sha256');
    const out = parsed.values.get('output') ?? (isHashed ? null : '-');
    if (isHashed && out === '-') {
      throw new TapedeckError(
        'E-CLI-04',
        'Hash and reports cannot both go to standard output: give --output a file.',
      );
    }
    const source = await openMatchSource(await openInput(parsed.operands[0]!, io), limit);
    const outcome = await matchAll(source, { out, isHashed }, io);
    if (isHashed) await io.write(`${outcome.sha256}\n`);
    for (const line of describe(outcome)) io.note(line);
    return 0;
  },
};
