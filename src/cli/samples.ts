/**
 * Writes the bundled tapes: `npm run samples` gives the same bytes wherever it runs, and a test compares them.
 * The only argument is the folder, `public/tapes` when left out.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateOrderFlow } from '../tape/generate/order-flow';
import { samples } from '../tape/generate/samples';

const folder = process.argv[2] ?? 'public/tapes';
const index = [];
for (const sample of samples) {
  const target = join(folder, sample.folder);
  const chunks: Uint8Array[] = [];
  const manifest = await generateOrderFlow(sample.plan, (bytes) => void chunks.push(bytes));
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'rows.parquet'), Buffer.concat(chunks));
  await writeFile(join(target, 'tape.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  process.stdout.write(`${target}: ${manifest.rows} rows, ${manifest.hash}\n`);
  const { title, note, speed, t } = sample;
  index.push({ path: `tapes/${sample.folder}/`, hash: manifest.hash, title, note, speed, t });
}
await writeFile(join(folder, 'index.json'), `${JSON.stringify(index, null, 1)}\n`);
