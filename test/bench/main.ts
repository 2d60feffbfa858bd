/**
 * `npm run bench`: measures, prints a table, writes build/bench.json. It never asserts: whether a goal is held is
 * said, not enforced. How each figure is measured: docs/BENCHMARKS.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { join } from 'node:path';
import { benchCheckpoint } from './checkpoint';
import { createContext, parseOptions, usage, type Context } from './context';
import { printReport } from './figures';
import { benchImport } from './import';
import { benchMatching } from './matching';
import { benchPage } from './page/section';
import { benchQueue } from './queue';
import { benchSeek } from './seek';
import { benchSql } from './sql';
import { serveCell } from './cell-thread';
import { benchStream } from './stream';
import { benchTape } from './tape';

const sections: Readonly<Record<string, (context: Context) => void | Promise<void>>> = {
  matching: benchMatching,
  queue: benchQueue,
  tape: benchTape,
  import: benchImport,
  sql: benchSql,
  checkpoint: benchCheckpoint,
  seek: benchSeek,
  stream: benchStream,
  page: benchPage,
};

async function main(): Promise<void> {
  const context = createContext(parseOptions(process.argv.slice(2)));
  const { only } = context.options;
  if (only !== null && sections[only] === undefined) throw new Error(`no section ${only}\n${usage}`);
  const processors = cpus();
  const machine = { cpu: processors[0]?.model ?? 'unknown', cores: processors.length, node: process.version };
  context.say(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${context.options.rounds} rounds`,
  );
  for (const [name, run] of Object.entries(sections)) if (only === null || only === name) await run(context);
  printReport(context.report, (line) => process.stdout.write(`${line}\n`));
  const file = join(context.root, 'build/bench.json');
  const { figures, ratios, skips } = context.report;
  writeFileSync(
    file,
    `${JSON.stringify({ machine, options: context.options, figures, ratios, skips }, null, 2)}\n`,
  );
  context.say(`written: build/bench.json`);
}

try {
  if (isMainThread) await main();
  else serveCell();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
