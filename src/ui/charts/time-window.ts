/**
 * Which stretch of time and which prices a chart shows: following the present, or where a person moved it. Pure
 * arithmetic on ns since the start of the run. Invariant: the present is the last thing that can be reached, and the
 * start of the run the first.
 */
export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

/** What a person chose; null follows the present, or the prices in view. */
export interface Aim {
  readonly spanNs: number;
  readonly endNs: number | null;
  readonly range: PriceRange | null;
}

export interface TimeWindow {
  readonly fromNs: number;
  readonly spanNs: number;
}

/** Room between the present and the price axis, as a part of the plot. */
export const AHEAD = 0.03;
const LEAST_SPAN_NS = 5e7;

/** A young run fills the plot from the left and the window grows with it; later the present stays near the right. */
export function windowOf(aim: Aim, nowNs: number): TimeWindow {
  if (aim.endNs !== null) return { fromNs: aim.endNs - aim.spanNs, spanNs: aim.spanNs };
  const spanNs = Math.min(aim.spanNs, Math.max(aim.spanNs / 6, nowNs / (1 - AHEAD)));
  return { fromNs: Math.max(0, nowNs - spanNs * (1 - AHEAD)), spanNs };
}

/** Puts a window inside the run, and back to following when it reaches the present. */
function settle(aim: Aim, window: TimeWindow, nowNs: number): Aim {
  const spanNs = Math.min(Math.max(window.spanNs, LEAST_SPAN_NS), Math.max(aim.spanNs, nowNs * 1.2, 1e9));
  const latest = nowNs + spanNs * AHEAD;
  const earliest = Math.min(latest, spanNs * (1 - AHEAD));
  const endNs = Math.max(earliest, window.fromNs + window.spanNs);
  return endNs >= latest * (1 - 1e-12) ? { ...aim, spanNs, endNs: null } : { ...aim, spanNs, endNs };
}

/** `part`: what stays in place, 0 the left edge of the plot, 1 the right. Following, the present stays. */
export function zoomTime(aim: Aim, nowNs: number, factor: number, part: number | null): Aim {
  const window = windowOf(aim, nowNs);
  if (aim.endNs === null && part === null) {
    return settle(aim, windowOf({ ...aim, spanNs: window.spanNs * factor }, nowNs), nowNs);
  }
  const keep = part ?? 0.5;
  const spanNs = Math.max(LEAST_SPAN_NS, window.spanNs * factor);
  const atNs = window.fromNs + window.spanNs * keep;
  return settle(aim, { fromNs: atNs - spanNs * keep, spanNs }, nowNs);
}

/** Moves by a part of the plot; above zero shows later times. */
export function panTime(aim: Aim, nowNs: number, parts: number): Aim {
  const { fromNs, spanNs } = windowOf(aim, nowNs);
  return settle({ ...aim, spanNs }, { fromNs: fromNs + spanNs * parts, spanNs }, nowNs);
}

/** Moves prices by a part of the plot; above zero shows higher ones. */
export function panPrice(aim: Aim, shown: PriceRange, parts: number): Aim {
  const by = (shown.high - shown.low) * parts;
  return { ...aim, range: { low: shown.low + by, high: shown.high + by } };
}

export function zoomPrice(aim: Aim, shown: PriceRange, factor: number, leastUnits: number): Aim {
  const middle = (shown.low + shown.high) / 2;
  const half = Math.max(leastUnits, (shown.high - shown.low) * factor) / 2;
  return { ...aim, range: { low: middle - half, high: middle + half } };
}
