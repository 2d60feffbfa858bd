/**
 * A cell that was lost and the one that takes its place: by messages only, the same event, the same digest, with the
 * checkpoint, without it, and with one that does not fit.
 */
import { afterEach, expect, it } from 'vitest';
import type { CellClient } from '../../src/worker/client';
import { coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';
import { tapeBytes } from './tape-bytes';

const tape = await tapeBytes(78, 5_000);
const clients: CellClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function open(hash = tape.manifest.hash): Promise<CellClient> {
  const client = clientInProcess();
  clients.push(client);
  const manifest = { version: 1, tape: { hash, name: 'synthetic' } };
  const parquet = new Blob([tape.parquet as BlobPart]);
  const bytes = { manifest: tape.manifest, parquet };
  await client.call({ type: 'open', core: coreBytes, manifest, tape: bytes, humanLog: [] });
  return client;
}

it('a fresh cell takes up the run of a lost one', async () => {
  const lost = await open();
  const { startNs, endNs } = await lost.call({ type: 'frame', since: null });
  await lost.call({ type: 'seek', ns: startNs + (endNs - startNs) / 3n });
  const { bytes } = await lost.call({ type: 'checkpoint' });
  await lost.call({ type: 'seek', ns: startNs + (endNs - startNs) / 2n });
  for (let step = 0; step < 3; step += 1) await lost.call({ type: 'step', kind: 'event', direction: 1 });
  const left = await lost.call({ type: 'frame', since: null });
  const to = { eventCount: left.eventCount, ns: left.nowNs };
  const place = { ...to, nowNs: left.nowNs, digest: left.digest, reportCount: left.reportCount };

  const changed = bytes.slice();
  changed[changed.length >> 1]! ^= 1;
  for (const [checkpoint, isFromCheckpoint] of [
    [bytes, true],
    [null, false],
    [changed, false],
  ] as const) {
    const fresh = await open();
    const { ns: _ns, ...expected } = place;
    expect(await fresh.call({ type: 'resume', ...to, checkpoint })).toEqual({
      ...expected,
      isFromCheckpoint,
    });
    const frame = await fresh.call({ type: 'frame', since: null });
    expect(frame.tradeCount).toBe(left.tradeCount);
    expect(frame.trades).toEqual(left.trades);
    expect(frame.touches).toEqual(left.touches);
    expect({ bids: frame.bids, asks: frame.asks }).toEqual({ bids: left.bids, asks: left.asks });
  }
});
