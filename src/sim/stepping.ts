/**
 * Steps by event, trade and bar, forward and back, written on a few moves of a run. It knows positions and counts, not
 * engines. Invariant: a step either lands exactly on such an event or leaves the run where it was.
 */
export interface Stepper<Mark> {
  readonly eventCount: number;
  readonly tradeCount: number;
  /** Applies up to `count` events; false when the run's end came first. */
  forward(count: number): Promise<boolean>;
  /** As `forward`; answers the reports. */
  reportsOf(count: number): Promise<Uint8Array>;
  mark(): Mark;
  goToMark(mark: Mark): Promise<void>;
  /** Exactly after that many events. */
  goToEvent(eventCount: number): Promise<void>;
  /** Goes to the last kept place before an event and returns it; event 0 is always kept. */
  goToKeptBefore(eventCount: number): Promise<void>;
}

const firstChunk = 64;
const largestChunk = 4096;

export async function stepEvent<Mark>(stepper: Stepper<Mark>, direction: 1 | -1): Promise<boolean> {
  if (direction === 1) return stepper.forward(1);
  if (stepper.eventCount === 0) return false;
  const origin = stepper.mark();
  try {
    await stepper.goToEvent(stepper.eventCount - 1);
  } catch (error) {
    await stepper.goToMark(origin);
    throw error;
  }
  return true;
}

export async function stepTrade<Mark>(stepper: Stepper<Mark>, direction: 1 | -1): Promise<boolean> {
  const origin = stepper.mark();
  try {
    const found = direction === 1 ? await nextTrade(stepper) : await previousTrade(stepper);
    await (found === null ? stepper.goToMark(origin) : stepper.goToEvent(found));
    return found !== null;
  } catch (error) {
    await stepper.goToMark(origin);
    throw error;
  }
}

/** Number of the next event that printed a trade. */
async function nextTrade<Mark>(stepper: Stepper<Mark>): Promise<number | null> {
  const before = stepper.tradeCount;
  let chunk = firstChunk;
  for (;;) {
    const start = stepper.eventCount;
    const isMoreLeft = await stepper.forward(chunk);
    if (stepper.tradeCount > before) {
      await stepper.goToEvent(start);
      while (stepper.tradeCount === before) await stepper.forward(1);
      return stepper.eventCount;
    }
    if (!isMoreLeft) return null;
    chunk = Math.min(chunk * 2, largestChunk);
  }
}

/** Number of the last event before the present one that printed a trade. */
async function previousTrade<Mark>(stepper: Stepper<Mark>): Promise<number | null> {
  let upper = stepper.eventCount - 1;
  while (upper > 0) {
    await stepper.goToKeptBefore(upper);
    const kept = stepper.eventCount;
    const start = await lastChunkWithTrade(stepper, upper);
    if (start !== null) return lastTradeIn(stepper, start, Math.min(start + largestChunk, upper));
    upper = kept;
  }
  return null;
}

async function lastChunkWithTrade<Mark>(stepper: Stepper<Mark>, upper: number): Promise<number | null> {
  let found: number | null = null;
  while (stepper.eventCount < upper) {
    const start = stepper.eventCount;
    const before = stepper.tradeCount;
    await stepper.forward(Math.min(largestChunk, upper - start));
    if (stepper.tradeCount > before) found = start;
  }
  return found;
}

async function lastTradeIn<Mark>(stepper: Stepper<Mark>, start: number, end: number): Promise<number> {
  await stepper.goToEvent(start);
  let last = start;
  while (stepper.eventCount < end) {
    const before = stepper.tradeCount;
    await stepper.forward(1);
    if (stepper.tradeCount > before) last = stepper.eventCount;
  }
  return last;
}

/** What a step by bar needs of a run. */
export interface BarStepper<Mark> {
  readonly nowNs: bigint;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly eventCount: number;
  seek(ns: bigint, breathe?: () => Promise<void>): Promise<void>;
  stepper(breathe?: () => Promise<void>): Stepper<Mark>;
}

const floorTo = (ns: bigint, barNs: bigint): bigint => ns - (((ns % barNs) + barNs) % barNs);
const ceilTo = (ns: bigint, barNs: bigint): bigint => floorTo(ns + barNs - 1n, barNs);

/**
 * To the end of the next bar, or of the bar before, in which something happened. A bar ends at a multiple of its length
 * (times count from 1970, so bars up to an hour end on the clock’s round times); the last one ends with the run.
 */
export async function stepBar<Mark>(
  run: BarStepper<Mark>,
  barNs: bigint,
  direction: 1 | -1,
  breathe?: () => Promise<void>,
): Promise<boolean> {
  const fromNs = run.nowNs;
  const fromEvent = run.eventCount;
  if (direction === 1) {
    await run.stepper(breathe).forward(1);
    await run.seek(ceilTo(run.nowNs, barNs), breathe);
  } else {
    await run.seek(floorTo(fromNs - 1n, barNs), breathe);
    const end = ceilTo(await lastEventNs(run, breathe), barNs);
    await run.seek(end, breathe);
  }
  return run.nowNs !== fromNs || run.eventCount !== fromEvent;
}

/** Time of the last event applied: a run that was sent to a time has its clock there instead. */
async function lastEventNs<Mark>(run: BarStepper<Mark>, breathe?: () => Promise<void>): Promise<bigint> {
  const stepper = run.stepper(breathe);
  const { eventCount } = stepper;
  if (eventCount === 0) return run.startNs;
  await stepper.goToEvent(eventCount - 1);
  await stepper.forward(1);
  return run.nowNs;
}
