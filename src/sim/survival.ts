/**
 * The Kaplan–Meier estimate of the share of orders that have filled by a time, where some were cancelled before they could
 * (Kaplan and Meier 1958): cancelled orders are censored, not failures. Pure. Invariant: the share never falls with time.
 */
export interface Observation {
  /** how long it was watched, until its fill or until nobody watched any more */
  readonly afterNs: bigint;
  readonly isFilled: boolean;
}

/** Share filled by each of `times`, which rise. At one time fills come before those who stop being watched. */
export function filledBy(observations: readonly Observation[], times: readonly bigint[]): number[] {
  const sorted = [...observations].sort((a, b) => {
    if (a.afterNs !== b.afterNs) return a.afterNs < b.afterNs ? -1 : 1;
    return Number(b.isFilled) - Number(a.isFilled);
  });
  let atRisk = sorted.length;
  let left = 1;
  let next = 0;
  return times.map((time) => {
    for (; next < sorted.length && sorted[next]!.afterNs <= time; next += 1) {
      if (sorted[next]!.isFilled) left *= 1 - 1 / atRisk;
      atRisk -= 1;
    }
    return 1 - left;
  });
}
