/**
 * The browser's own SHA-256, many times faster than one in JavaScript and off this thread. Absent on pages that were not
 * loaded safely (plain http from another machine); then the tape layer hashes by itself, with the same result.
 */
import type { Sha256 } from '../tape/hash';

const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;

export const platformSha256: Sha256 | undefined =
  subtle === undefined ? undefined : (bytes) => subtle.digest('SHA-256', bytes);
