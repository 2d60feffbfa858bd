/**
 * A checkpoint as bytes that leave their run: for a fresh engine after a lost worker, or after a closed page. It knows
 * plain values and typed arrays, not what they mean. Invariant: `openPlace(sealPlace(x))` is `x`; bytes that were cut,
 * changed, or made by another engine or for another run are refused whole with E-RUN-08.
 */
import { xxh32 } from '../engine/xxh32';
import { TapedeckError } from '../layout/errors';
import type { CommandInput } from '../scenario/command';
import { printOf } from './human-log';

const magic = 0x43504454;
/** Rises with what a run’s sinks save. */
const version = 4;
const prefixBytes = 16;
/** The seal covers everything behind itself. */
const sealedFrom = 12;

/** What must be equal for a place to belong to a run. */
export interface PlaceIdentity {
  readonly engineId: string;
  readonly manifestHash: string;
  readonly tapeHash: string | null;
}

export interface PortablePlace {
  readonly eventCount: number;
  readonly nowNs: bigint;
  /** plain values and typed arrays */
  readonly mark: unknown;
}

/** The run that a place is taken up in: at most this far, with this human log, with an engine of this size. */
export interface PlaceBounds extends PlaceIdentity {
  readonly humanLog: readonly CommandInput[];
  readonly eventCount: number;
  readonly imageBytes: number;
}

type Plain = Readonly<Record<string, unknown>>;
const arrays = { u8: Uint8Array, f64: Float64Array } as const;

/** Head as JSON (bigint and typed arrays by reference), then the bytes of the arrays, then the image. */
export function sealPlace(
  place: PortablePlace,
  identity: PlaceIdentity,
  log: readonly CommandInput[],
  image: Uint8Array,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const head = new TextEncoder().encode(
    JSON.stringify(
      { identity, place, logCount: log.length, logPrint: printOf(log) },
      (_name, value: unknown) => {
        if (typeof value === 'bigint') return { $n: value.toString() };
        const kind = value instanceof Uint8Array ? 'u8' : value instanceof Float64Array ? 'f64' : null;
        if (kind === null) return value;
        const part = value as Uint8Array | Float64Array;
        parts.push(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
        bytes += part.byteLength;
        return { $a: kind, at: bytes - part.byteLength, bytes: part.byteLength };
      },
    ),
  );
  const out = new Uint8Array(prefixBytes + head.byteLength + bytes + image.byteLength);
  let at = prefixBytes;
  for (const part of [head, ...parts, image]) {
    out.set(part, at);
    at += part.byteLength;
  }
  const prefix = new DataView(out.buffer);
  prefix.setUint32(0, magic, true);
  prefix.setUint32(4, version, true);
  prefix.setUint32(12, head.byteLength, true);
  prefix.setUint32(8, xxh32(out.subarray(sealedFrom)), true);
  return out;
}

function refuse(why: string): never {
  throw new TapedeckError(
    'E-RUN-08',
    `This checkpoint cannot be used: ${why}. The run is computed from its start instead.`,
  );
}

interface Head {
  readonly identity: PlaceIdentity & Plain;
  readonly place: PortablePlace;
  readonly logCount: number;
  readonly logPrint: string;
}

/** The place, how many commands it knew, and its image, a view of `bytes`. Throws E-RUN-08. */
export function openPlace(
  bytes: Uint8Array,
  bounds: PlaceBounds,
): { place: PortablePlace; logCount: number; image: Uint8Array } {
  const { head, image } = readPlace(bytes);
  const { place, logCount, logPrint } = head;
  const names = ['engineId', 'manifestHash', 'tapeHash'] as const;
  if (names.some((name) => head.identity[name] !== bounds[name]))
    refuse('it belongs to another run or engine');
  if (image.byteLength !== bounds.imageBytes) refuse('it was taken with other capacities');
  if (place.eventCount > bounds.eventCount) refuse('it is later');
  if (printOf(bounds.humanLog.slice(0, logCount)) !== logPrint) refuse('the human log is another');
  return { place, logCount, image };
}

function readPlace(bytes: Uint8Array): { head: Head; image: Uint8Array } {
  if (bytes.byteLength < prefixBytes) refuse('it was cut');
  const prefix = new DataView(bytes.buffer, bytes.byteOffset, prefixBytes);
  if (prefix.getUint32(0, true) !== magic || prefix.getUint32(4, true) !== version)
    refuse('it is of another version');
  if (prefix.getUint32(8, true) !== xxh32(bytes.subarray(sealedFrom))) refuse('it was changed');
  const body = prefixBytes + prefix.getUint32(12, true);
  let end = body;
  const text = new TextDecoder().decode(bytes.subarray(prefixBytes, body));
  const head = JSON.parse(text, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$n' in value) return BigInt(value.$n as string);
    if (!('$a' in value)) return value;
    const part = value as unknown as { $a: 'u8' | 'f64'; at: number; bytes: number };
    end = Math.max(end, body + part.at + part.bytes);
    return new arrays[part.$a](bytes.slice(body + part.at, body + part.at + part.bytes).buffer);
  }) as Head;
  return { head, image: bytes.subarray(end) };
}
