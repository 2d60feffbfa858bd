/**
 * Writes the bundled samples and scenarios: tapes, manifests of runs, and the lists of them. `npm run samples` gives the same bytes
 * wherever it runs, and a test compares them. The only argument is the folder, `public` when left out.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scenarios } from '../scenario/library';
import { sampleManifest, sampleRuns } from '../scenario/sample-runs';
import { tapePortOf } from '../sim/tape-port';
import { generateOrderFlow } from '../tape/generate/order-flow';
import { samples } from '../tape/generate/samples';
import { commandsPerRow, packBlock } from '../tape/pack';
import { loadCore } from './core';
import { sampleEntry, type SampleEntry } from './sample-entry';
import { scenarioEntry } from './scenario-entry';
import { openTapeFolder } from './tape-folder';

const folder = process.argv[2] ?? 'public';
const licence = 'CC0-1.0';
const priceUnit = '0.01';
const core = await loadCore();
const index: SampleEntry[] = [];

const writeJson = (path: string, json: unknown): Promise<void> =>
  writeFile(path, `${JSON.stringify(json, null, 1)}\n`);

const writeList = (path: string, list: readonly unknown[]): Promise<void> =>
  writeFile(join(folder, path), `[\n${list.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`);

await mkdir(join(folder, 'samples'), { recursive: true });
for (const run of sampleRuns) {
  const path = `samples/${run.name}.json`;
  const manifest = sampleManifest(run);
  await writeJson(join(folder, path), manifest);
  const what = { kind: 'run', path, symbol: run.symbol, priceUnit, licence } as const;
  index.push(await sampleEntry(core, run, what, { manifest, tape: null }));
  process.stdout.write(`${path}: ${index.at(-1)!.reportCount} reports, ${index.at(-1)!.digest}\n`);
}
for (const sample of samples) {
  const path = `tapes/${sample.folder}/`;
  const chunks: Uint8Array[] = [];
  const tape = await generateOrderFlow(sample.plan, (bytes) => void chunks.push(bytes));
  await mkdir(join(folder, path), { recursive: true });
  await writeFile(join(folder, path, 'rows.parquet'), Buffer.concat(chunks));
  await writeJson(join(folder, path, 'tape.json'), tape);
  const opened = await openTapeFolder(join(folder, path));
  const port = await tapePortOf(opened.source, { commandsPerRow, packBlock });
  const what = { kind: 'tape', path, symbol: sample.plan.symbol, priceUnit, licence: tape.licence } as const;
  const manifest = { version: 1, tape: { hash: tape.hash } };
  index.push(await sampleEntry(core, sample, what, { manifest, tape: port }));
  await opened.close();
  process.stdout.write(`${path}: ${tape.rows} rows, ${tape.hash}\n`);
}
await writeList('samples/index.json', index);

const library: unknown[] = [];
await mkdir(join(folder, 'scenarios'), { recursive: true });
for (const scenario of scenarios) {
  const entry = await scenarioEntry(core, scenario);
  library.push(entry);
  process.stdout.write(`${entry.name}: ${entry.reportCount} reports, ${entry.digest}\n`);
}
await writeList('scenarios/index.json', library);
