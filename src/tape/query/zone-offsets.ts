/**
 * How far a zone's clocks are ahead of UTC over a span of time, as steps. Uses the platform's zone tables, which may
 * differ in far years; it is for reading only, never for a run. Invariant: every change inside the span is found to
 * the minute; an unknown zone reads as UTC.
 */
import type { ZoneOffset } from './scales';

const minuteMs = 60_000;
const stepMs = 86_400_000;
const nsPerMs = 1_000_000n;
/** Longer spans are sampled more coarsely: clocks do not change twice in a week. */
const maxSteps = 4000;

function offsetReader(zone: string): (utcMs: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    // eslint-disable-next-line no-restricted-globals -- wall-clock times of a query are for reading; no run sees them
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return () => 0;
  }
  return (utcMs) => {
    const name = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
    if (match === null) return 0;
    const [, sign, hours, minutes, seconds = '0'] = match;
    return (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  };
}

export function zoneOffsets(zone: string, startNs: bigint, endNs: bigint): ZoneOffset[] {
  const offsetAt = offsetReader(zone);
  const fromMs = Math.floor(Number(startNs / nsPerMs) / minuteMs) * minuteMs;
  const toMs = Number(endNs / nsPerMs);
  const found: ZoneOffset[] = [];
  const note = (atMs: number, offsetMs: number): void =>
    void found.push({ fromNs: BigInt(atMs) * nsPerMs, offsetNs: BigInt(offsetMs) * nsPerMs });
  note(fromMs, offsetAt(fromMs));
  const wide = Math.max(stepMs, Math.ceil((toMs - fromMs) / maxSteps / minuteMs) * minuteMs);
  for (let atMs = fromMs; atMs < toMs; atMs += wide) {
    const before = offsetAt(atMs);
    const after = offsetAt(atMs + wide);
    if (before === after) continue;
    let low = atMs;
    let high = atMs + wide;
    while (high - low > minuteMs) {
      const middle = Math.floor((low + high) / 2 / minuteMs) * minuteMs;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    note(high, after);
  }
  return found;
}
