/**
 * A checkpoint image: a copy of the engine's memory up to the scratch region, and the rows of the window not
 * yet applied, behind a sealed head. The journal must have been read. Invariant: an image is accepted whole
 * or refused with a reason; nothing is half restored.
 */
import { TapedeckError } from '../layout/errors';
import { layoutHash } from '../layout/layout.gen';
import { xxh32 } from './xxh32';

const magic = 0x504b4354;
const version = 1;
const headBytes = 32;

export interface CheckpointParts {
  readonly memory: Uint8Array;
  readonly rows: Uint8Array;
}

export function sealCheckpoint(parts: CheckpointParts): Uint8Array {
  const image = new Uint8Array(headBytes + parts.memory.byteLength + parts.rows.byteLength);
  image.set(parts.memory, headBytes);
  image.set(parts.rows, headBytes + parts.memory.byteLength);
  const head = new DataView(image.buffer);
  head.setUint32(0, magic, true);
  head.setUint32(4, version, true);
  head.setUint32(8, layoutHash, true);
  head.setUint32(12, parts.memory.byteLength, true);
  head.setUint32(16, parts.rows.byteLength, true);
  head.setUint32(20, xxh32(image.subarray(headBytes)), true);
  head.setUint32(24, xxh32(image.subarray(0, 24)), true);
  return image;
}

function refuse(reason: string, details: Readonly<Record<string, unknown>> = {}): never {
  throw new TapedeckError(
    'E-ENGINE-05',
    `This checkpoint cannot be restored: ${reason}. Nothing was changed; run again from the start.`,
    details,
  );
}

/** The parts of an image, as views of it; throws E-ENGINE-05. */
export function openCheckpoint(image: Uint8Array): CheckpointParts {
  if (image.byteLength < headBytes) refuse('it is shorter than its head', { bytes: image.byteLength });
  const head = new DataView(image.buffer, image.byteOffset, headBytes);
  if (head.getUint32(0, true) !== magic) refuse('it does not begin like one');
  if (head.getUint32(24, true) !== xxh32(image.subarray(0, 24))) refuse('its head was changed');
  if (head.getUint32(28, true) !== 0) refuse('its head was changed');
  if (head.getUint32(4, true) !== version)
    refuse('it has another version', { version: head.getUint32(4, true) });
  if (head.getUint32(8, true) !== layoutHash) refuse('it was made by an engine with another memory layout');
  const memoryBytes = head.getUint32(12, true);
  const rowBytes = head.getUint32(16, true);
  if (image.byteLength !== headBytes + memoryBytes + rowBytes) {
    refuse('its length is wrong', { bytes: image.byteLength, expected: headBytes + memoryBytes + rowBytes });
  }
  if (head.getUint32(20, true) !== xxh32(image.subarray(headBytes))) refuse('its content was changed');
  return {
    memory: image.subarray(headBytes, headBytes + memoryBytes),
    rows: image.subarray(headBytes + memoryBytes),
  };
}
