/**
 * What headlines and names of figures say: reports hold their numbers only. Texts of tapes beside the run are counted from 0;
 * a headline of the manifest or of the human log brings its own. Invariant: one number has one text in a run.
 */
import { firstHeadline } from '../scenario/shock-commands';
import type { Run } from './run';

export type TextOf = (number: number) => string;

/** `run`: the run in view, whose log may grow. */
export function textsOfRun(beside: readonly string[], run: () => Pick<Run, 'manifest' | 'humanLog'>): TextOf {
  const known = new Map<number, string>();
  return (number) => {
    if (number < firstHeadline) return beside[number] ?? '';
    if (!known.has(number)) {
      const { manifest, humanLog } = run();
      for (const { text, lots } of [...manifest.commands, ...humanLog])
        if (text !== undefined) known.set(lots, text);
    }
    return known.get(number) ?? '';
  };
}
