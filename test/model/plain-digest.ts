/**
 * runDigest as the formats document states it: reports joined to bytes, cut into blocks, chained by seed.
 * Knows nothing of lanes or rings.
 */
import { reportBytes } from './bytes';
import { plainXxh64 } from './plain-xxh64';
import type { ModelReport } from './types';

export const reportsPerBlock = 4096;

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const hex = (value: bigint): string => value.toString(16).padStart(16, '0');

/** The digests of the sealed blocks, and the digest of the run. */
export function plainDigest(reports: readonly ModelReport[]): { blocks: string[]; digest: string } {
  const blocks: string[] = [];
  let chain = 0n;
  let at = 0;
  for (; at + reportsPerBlock <= reports.length; at += reportsPerBlock) {
    chain = plainXxh64(join(reports.slice(at, at + reportsPerBlock).map(reportBytes)), chain);
    blocks.push(hex(chain));
  }
  if (at < reports.length) chain = plainXxh64(join(reports.slice(at).map(reportBytes)), chain);
  return { blocks, digest: hex(chain) };
}
