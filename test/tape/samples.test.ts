/** The bundled tapes are what their plans make, to the byte; and another seed makes another tape. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateOrderFlow, type FlowPlan } from '../../src/tape/generate/order-flow';
import { samples } from '../../src/tape/generate/samples';

async function make(plan: FlowPlan) {
  const chunks: Uint8Array[] = [];
  const manifest = await generateOrderFlow(plan, (bytes) => void chunks.push(bytes));
  return { manifest, bytes: Buffer.concat(chunks) };
}

describe('bundled tapes', () => {
  it.each(samples)('$folder is rebuilt byte for byte', async ({ folder, plan }) => {
    const { manifest, bytes } = await make(plan);
    const path = `public/tapes/${folder}`;
    expect(`${JSON.stringify(manifest, null, 1)}\n`).toBe(readFileSync(`${path}/tape.json`, 'utf8'));
    expect(bytes.equals(readFileSync(`${path}/rows.parquet`))).toBe(true);
  });

  it('depends on the seed', async () => {
    const plan = {
      ...(samples[0] as (typeof samples)[0]).plan,
      stages: [{ seconds: 20, rate: 50, drift: 3, takes: 90 }],
    };
    const one = await make(plan);
    const again = await make(plan);
    const other = await make({ ...plan, seed: plan.seed + 1 });
    expect(again.manifest.hash).toBe(one.manifest.hash);
    expect(other.manifest.hash).not.toBe(one.manifest.hash);
  });
});
