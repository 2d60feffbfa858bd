/**
 * The public flow files of docs/FORMATS.md §3 as Command records. Their place is outside the repository; a
 * machine without them skips the figures that need them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CommandKind, CommandLayout, Tif } from '../../../src/layout/layout.gen';
import type { Flow } from './command-writer';

const HEADER_BYTES = 16;
const RECORD_BYTES = 40;
const KINDS: readonly number[] = [CommandKind.new, CommandKind.cancel, CommandKind.replace];

/** Null when the file is absent. */
export function readPublicFlow(name: string, folder: string): Flow | null {
  const path = `${folder}/flow-${name}.bin.gz`;
  if (!existsSync(path)) return null;
  const bytes = gunzipSync(readFileSync(path));
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = source.getUint32(12, true);
  const commands = new Uint8Array(count * CommandLayout.size);
  const target = new DataView(commands.buffer);
  for (let i = 0; i < count; i++) {
    const from = HEADER_BYTES + i * RECORD_BYTES;
    const to = i * CommandLayout.size;
    target.setBigUint64(to + CommandLayout.tsNs, source.getBigUint64(from + 8, true), true);
    target.setBigUint64(to + CommandLayout.orderId, source.getBigUint64(from + 16, true), true);
    target.setBigInt64(to + CommandLayout.priceUnits, source.getBigInt64(from + 24, true), true);
    target.setUint32(to + CommandLayout.lots, source.getUint32(from + 4, true), true);
    target.setUint8(to + CommandLayout.kind, KINDS[source.getUint8(from)] ?? 0);
    target.setUint8(to + CommandLayout.side, source.getUint8(from + 1));
    target.setUint8(to + CommandLayout.tif, source.getUint8(from + 2) === 0 ? Tif.GTC : Tif.IOC);
  }
  return { name, commands, count, warmup: 0, instruments: 1, orders: 1 << 17, windowTicks: 4096 };
}
