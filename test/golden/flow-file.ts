/**
 * Reads the first messages of a flow file (formats document, §3), gzipped or not, as commands.
 * Knows nothing of engines. Inflates no further than the messages asked for.
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { commandKinds, tifs } from '../model/codes';
import type { ModelCommand } from '../model/types';

const headerBytes = 16;
const messageBytes = 40;

async function readPrefix(path: string, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let have = 0;
  const file = createReadStream(path);
  const stream = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    have += part.length;
    if (have >= size) break;
  }
  file.destroy();
  return Buffer.concat(parts).subarray(0, size);
}

function toCommand(view: DataView, at: number): ModelCommand {
  const type = view.getUint8(at);
  const kinds = [commandKinds.new, commandKinds.cancel, commandKinds.replace];
  const kind = kinds[type];
  if (kind === undefined) throw new Error(`flow message type ${type} at byte ${at}`);
  return {
    kind,
    side: view.getUint8(at + 1),
    tif: view.getUint8(at + 2) === 0 ? tifs.GTC : tifs.IOC,
    lots: view.getUint32(at + 4, true),
    tsNs: view.getBigUint64(at + 8, true),
    orderId: view.getBigUint64(at + 16, true),
    priceUnits: view.getBigInt64(at + 24, true),
    flags: 0,
    instrument: 0,
    rank: 0,
    displayShift: 0,
    account: 0,
  };
}

/** The first `most` messages of a flow file. */
export async function readFlow(path: string, most: number): Promise<ModelCommand[]> {
  const bytes = await readPrefix(path, headerBytes + most * messageBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.min(most, view.getUint32(12, true));
  const commands: ModelCommand[] = [];
  for (let index = 0; index < count; index += 1) {
    commands.push(toCommand(view, headerBytes + index * messageBytes));
  }
  return commands;
}
