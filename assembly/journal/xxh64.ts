/**
 * XXH64 (Yann Collet's specification) over whole 32-byte stripes, which is all that digests are made of.
 * Four lanes live in the caller's hands; `finish` closes them. Knows nothing of reports.
 */
const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

export function lane0(seed: u64): u64 {
  return seed + P1 + P2;
}
export function lane1(seed: u64): u64 {
  return seed + P2;
}
export function lane3(seed: u64): u64 {
  return seed - P1;
}

export function round(lane: u64, word: u64): u64 {
  return rotl<u64>(lane + word * P2, 31) * P1;
}

function merge(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * P1 + P4;
}

function avalanche(hash: u64): u64 {
  hash = (hash ^ (hash >> 33)) * P2;
  hash = (hash ^ (hash >> 29)) * P3;
  return hash ^ (hash >> 32);
}

/** The digest of `bytes` (a multiple of 32) that went through the lanes. Zero bytes have the seed's own digest. */
export function finish(a: u64, b: u64, c: u64, d: u64, bytes: u64, seed: u64): u64 {
  if (bytes == 0) return avalanche(seed + P5);
  let hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
  hash = merge(merge(merge(merge(hash, a), b), c), d);
  return avalanche(hash + bytes);
}
