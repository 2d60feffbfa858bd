/**
 * XXH64 as its published description reads, in BigInt, one line a step and no speed.
 * Knows nothing of src: it checks the digests that the fast implementations make.
 */
const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint): bigint => wrap(value << bits) | (value >> (64n - bits));
const round = (lane: bigint, input: bigint): bigint =>
  wrap(rotate(wrap(lane + input * prime2), 31n) * prime1);
const merge = (hash: bigint, lane: bigint): bigint => wrap((hash ^ round(0n, lane)) * prime1 + prime4);

function readNumber(bytes: Uint8Array, at: number, size: number): bigint {
  let value = 0n;
  for (let index = size - 1; index >= 0; index -= 1) value = (value << 8n) | BigInt(bytes[at + index] ?? 0);
  return value;
}

function foldStripes(bytes: Uint8Array, seed: bigint, end: number): bigint {
  let a = wrap(seed + prime1 + prime2);
  let b = wrap(seed + prime2);
  let c = seed;
  let d = wrap(seed - prime1);
  for (let at = 0; at < end; at += 32) {
    a = round(a, readNumber(bytes, at, 8));
    b = round(b, readNumber(bytes, at + 8, 8));
    c = round(c, readNumber(bytes, at + 16, 8));
    d = round(d, readNumber(bytes, at + 24, 8));
  }
  const sum = wrap(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
  return merge(merge(merge(merge(sum, a), b), c), d);
}

export function plainXxh64(bytes: Uint8Array, seed = 0n): bigint {
  const size = bytes.length;
  let at = size - (size % 32);
  let hash = at > 0 ? foldStripes(bytes, seed, at) : wrap(seed + prime5);
  hash = wrap(hash + BigInt(size));
  for (; at + 8 <= size; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, readNumber(bytes, at, 8)), 27n) * prime1 + prime4);
  }
  if (at + 4 <= size) {
    hash = wrap(rotate(hash ^ wrap(readNumber(bytes, at, 4) * prime1), 23n) * prime2 + prime3);
    at += 4;
  }
  for (; at < size; at += 1) {
    hash = wrap(rotate(hash ^ wrap(readNumber(bytes, at, 1) * prime5), 11n) * prime1);
  }
  hash = wrap((hash ^ (hash >> 33n)) * prime2);
  hash = wrap((hash ^ (hash >> 29n)) * prime3);
  return hash ^ (hash >> 32n);
}
