/**
 * The turns of ladder and figures at many paces of frames: never both at once, and none of them starves.
 */
import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/ui/state/turns';

/** The longest time between two showings, in frames and in ms. */
function longestWait(everyMs: number, what: 'book' | 'slow'): number {
  const turns = new Turns();
  let [lastMs, longest] = [0, 0];
  for (let frameMs = 0; frameMs < 10_000; frameMs += everyMs) {
    if (turns.next(frameMs) !== what) continue;
    longest = Math.max(longest, frameMs - lastMs);
    lastMs = frameMs;
  }
  return Math.max(longest, 10_000 - lastMs);
}

describe('turns', () => {
  it.each([8, 16, 26, 50, 66, 80, 120, 250, 1000])('both are shown with a frame every %i ms', (everyMs) => {
    expect(longestWait(everyMs, 'book')).toBeLessThanOrEqual(66 + 2 * everyMs);
    expect(longestWait(everyMs, 'slow')).toBeLessThanOrEqual(120 + 2 * everyMs);
  });

  it('wait anew after both were shown', () => {
    const turns = new Turns();
    turns.restart(1000);
    expect(turns.next(1010)).toBeNull();
    expect(turns.next(1066)).toBe('book');
    expect(turns.next(1120)).toBe('slow');
  });
});
