/**
 * The turns of ladder, figures and lists at many paces of frames: never two at once, and none of them starves.
 */
import { describe, expect, it } from 'vitest';
import { Turns, type Turn } from '../../src/ui/state/turns';

/** The longest time between two showings. */
function longestWaitMs(everyMs: number, what: Turn): number {
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
  it.each([8, 16, 26, 50, 66, 80, 120, 250, 1000])('all are shown with a frame every %i ms', (everyMs) => {
    // Whoever is due may have to wait for the turns of the others, each with a frame that is left to the pictures.
    const othersMs = Math.max(4 * everyMs, 100);
    expect(longestWaitMs(everyMs, 'book')).toBeLessThanOrEqual(66 + othersMs);
    expect(longestWaitMs(everyMs, 'slow')).toBeLessThanOrEqual(120 + othersMs);
    expect(longestWaitMs(everyMs, 'list')).toBeLessThanOrEqual(120 + othersMs);
  });

  it.each([8, 16, 26, 40])('leave a frame to the pictures with one every %i ms', (everyMs) => {
    const turns = new Turns();
    let wasTurn = false;
    for (let frameMs = 0; frameMs < 10_000; frameMs += everyMs) {
      const isTurn = turns.next(frameMs) !== null;
      expect(isTurn && wasTurn).toBe(false);
      wasTurn = isTurn;
    }
  });

  it('wait anew after all were shown', () => {
    const turns = new Turns();
    turns.restart(1000);
    expect(turns.next(1010)).toBeNull();
    expect(turns.next(1066)).toBe('book');
    expect(turns.next(1083)).toBeNull();
    expect(turns.next(1120)).toBe('slow');
    expect(turns.next(1135)).toBeNull();
    expect(turns.next(1150)).toBe('book');
    expect(turns.next(1165)).toBeNull();
    expect(turns.next(1180)).toBe('list');
  });
});
