/**
 * The verdict on the run in view: what its link claims, how far the background re-run is, how it ended.
 */
import type { CannotReason, Claim, Verdict } from '../../share';
import { formatCount } from '../app/format';
import type { Announcer } from './announcer.svelte';
import type { Background } from './background';
import { isCancelled, problemOf } from './problem';
import type { RunSource } from './run-source';

/** The verdict of the share layer, and the two states before there is one. */
export type Standing =
  { readonly kind: 'none' } | { readonly kind: 'running'; readonly part: number } | Verdict;

const NONE: Standing = { kind: 'none' };

export function standingText(standing: Standing): string {
  switch (standing.kind) {
    case 'none':
      return 'Nothing to verify: the run carries no claim.';
    case 'running':
      return 'Verifying: the whole run is computed again in the background.';
    case 'verified':
      return `Verified: computed again here, all ${formatCount(standing.reportCount)} reports are equal.`;
    case 'sameResult':
      return `Same result with this engine: all ${formatCount(standing.reportCount)} reports are equal, though the link was made by another engine.`;
    case 'differs':
      return `Differs in reports ${formatCount(standing.fromReport)}–${formatCount(standing.toReport)}: computed again here, the run gives another result than its link claims.`;
    case 'cannotVerify':
      return `Cannot verify, because: ${standing.message}`;
  }
}

export class Verification {
  verdict = $state.raw<Standing>(NONE);
  claim = $state.raw<Claim | null>(null);
  readonly #background: Background;
  readonly #announcer: Announcer;
  #abort: AbortController | null = null;

  constructor(background: Background, announcer: Announcer) {
    this.#background = background;
    this.#announcer = announcer;
  }

  clear(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.claim = null;
    this.verdict = NONE;
  }

  cannot(reason: CannotReason, message: string, claim: Claim | null = null): void {
    this.clear();
    this.claim = claim;
    this.#conclude({ kind: 'cannotVerify', reason, message });
  }

  async verify(source: RunSource, claim: Claim): Promise<void> {
    this.clear();
    this.claim = claim;
    const abort = new AbortController();
    this.#abort = abort;
    this.verdict = { kind: 'running', part: 0 };
    try {
      const verdict = await this.#background.verify(source, claim, {
        signal: abort.signal,
        onProgress: ({ done, total }) => {
          if (this.#abort === abort) this.verdict = { kind: 'running', part: total > 0 ? done / total : 0 };
        },
      });
      if (this.#abort === abort) this.#conclude(verdict);
    } catch (error) {
      if (this.#abort !== abort) return;
      const message =
        isCancelled(error) || abort.signal.aborted ? 'it was cancelled.' : problemOf(error).message;
      this.#conclude({ kind: 'cannotVerify', reason: abort.signal.aborted ? 'cancelled' : 'fault', message });
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  #conclude(verdict: Verdict): void {
    this.#abort = null;
    this.verdict = verdict;
    this.#announcer.say(standingText(verdict));
  }
}
