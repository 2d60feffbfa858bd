/**
 * Seeded randomness, one stream an actor: xoshiro256++ (Blackman and Vigna 2019), begun by SplitMix64 from the run's
 * seed and the actor's id. A stream is four words at an address; nothing else is kept anywhere. Invariant: what one
 * actor draws depends on the seed, its id and how often it drew, never on another actor.
 */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
/** 2^−53: the upper 53 bits become a number in [0, 1). */
const UNIT: f64 = 1.0 / 9007199254740992.0;

function splitMix(state: u64): u64 {
  let z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/** Begins the stream at `at`. The id is mixed first, so that the streams of neighbours share no word of their states. */
export function seedStream(at: usize, seed: u64, actor: u32): void {
  let state = seed ^ splitMix(<u64>actor + GOLDEN);
  for (let word: usize = 0; word < 4; word++) {
    state += GOLDEN;
    store<u64>(at + (word << 3), splitMix(state));
  }
}

/** Uniform u64. */
export function nextWord(at: usize): u64 {
  const a = load<u64>(at);
  const b = load<u64>(at, 8);
  const c = load<u64>(at, 16) ^ a;
  const d = load<u64>(at, 24) ^ b;
  const out = rotl<u64>(a + load<u64>(at, 24), 23) + a;
  store<u64>(at, a ^ d);
  store<u64>(at, b ^ c, 8);
  store<u64>(at, c ^ (b << 17), 16);
  store<u64>(at, rotl<u64>(d, 45), 24);
  return out;
}

/** Uniform in [0, 1). */
export function nextUnit(at: usize): f64 {
  return <f64>(nextWord(at) >> 11) * UNIT;
}

/** Exponential with mean 1. */
export function nextExponential(at: usize): f64 {
  return -Math.log(1.0 - nextUnit(at));
}

/** Uniform in 0 … bound − 1; the bias of at most bound / 2^53 is below what any run can see. */
export function nextBelow(at: usize, bound: u32): u32 {
  return <u32>(nextUnit(at) * <f64>bound);
}
