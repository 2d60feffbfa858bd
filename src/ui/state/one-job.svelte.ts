/**
 * Long work that a person started: one at a time, with progress and cancel, and words for what went wrong. A new one
 * takes the place of the one under way. It knows nothing of what the work is.
 */
import type { Progress } from '../../worker/protocol';
import type { Announcer } from './announcer.svelte';
import { isCancelled, problemOf, type Problem } from './problem';

export interface JobOptions {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export class OneJob {
  job = $state.raw<{ readonly title: string; readonly progress: Progress } | null>(null);
  problem = $state.raw<Problem | null>(null);

  readonly #announcer: Announcer;
  #abort: AbortController | null = null;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  cancel(): void {
    this.#abort?.abort();
  }

  dismissProblem(): void {
    this.problem = null;
  }

  /** Null: it was cancelled, or it failed and `problem` says why. */
  protected async run<T>(title: string, work: (options: JobOptions) => Promise<T>): Promise<T | null> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.problem = null;
    const onProgress = (progress: Progress): void => {
      if (this.#abort === abort) this.job = { title, progress };
    };
    onProgress({ phase: 'reading', done: 0, total: 0 });
    try {
      return await work({ onProgress, signal: abort.signal });
    } catch (error) {
      if (this.#abort === abort && !isCancelled(error) && !abort.signal.aborted) {
        this.problem = problemOf(error);
        this.#announcer.say(this.problem.message);
      }
      return null;
    } finally {
      if (this.#abort === abort) {
        this.#abort = null;
        this.job = null;
      }
    }
  }
}
