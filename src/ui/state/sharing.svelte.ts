/**
 * Makes the link: finishes the whole run in the background cell for its digest, then packs tape, settings, position
 * and claim. What is too large for a link is offered as a file.
 */
import type { Bookmark, Loop, SharedRun, Speed } from '../../share';
import { prefixDigests } from '../../share/verdict';
import type { WholeResult } from '../../worker/protocol';
import { addressOf } from './address';
import type { Announcer } from './announcer.svelte';
import type { Background } from './background';
import { problemOf, type Problem } from './problem';
import type { RunSource } from './run-source';

export interface SharedPlace {
  readonly positionNs: bigint;
  readonly speed: Speed;
  readonly bookmarks: readonly Bookmark[];
  readonly loop: Loop | null;
}

export type Sharing =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working'; readonly part: number }
  | { readonly kind: 'ready'; readonly url: string; readonly whole: WholeResult; readonly isCopied: boolean }
  | { readonly kind: 'tooLarge'; readonly message: string; readonly whole: WholeResult }
  | { readonly kind: 'failed'; readonly problem: Problem };

export class Sharer {
  state = $state.raw<Sharing>({ kind: 'idle' });
  readonly #background: Background;
  readonly #announcer: Announcer;
  #abort: AbortController | null = null;

  constructor(background: Background, announcer: Announcer) {
    this.#background = background;
    this.#announcer = announcer;
  }

  async prepare(source: RunSource, place: SharedPlace): Promise<void> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.state = { kind: 'working', part: 0 };
    try {
      const whole = await this.#background.whole(source, {
        signal: abort.signal,
        onProgress: ({ done, total }) => {
          if (this.#abort === abort) this.state = { kind: 'working', part: total > 0 ? done / total : 0 };
        },
      });
      const { encodeLink } = await import('../../share/link');
      const encoded = await encodeLink(sharedRun(source, place, whole));
      if (this.#abort !== abort) return;
      if (!encoded.ok) {
        this.state = { kind: 'tooLarge', message: encoded.message, whole };
        return;
      }
      const url = addressOf(`#${encoded.fragment}`).href;
      this.state = { kind: 'ready', url, whole, isCopied: false };
      this.#announcer.say('The link is ready.');
    } catch (error) {
      if (this.#abort !== abort) return;
      this.state = abort.signal.aborted ? { kind: 'idle' } : { kind: 'failed', problem: problemOf(error) };
    }
  }

  /** True when the link is in the clipboard; else the page selects the text for the person to copy. */
  async copy(): Promise<boolean> {
    const state = this.state;
    if (state.kind !== 'ready') return false;
    try {
      await navigator.clipboard.writeText(state.url);
    } catch {
      this.#announcer.say('The browser refused the clipboard. The link is selected: copy it by hand.');
      return false;
    }
    this.state = { ...state, isCopied: true };
    this.#announcer.say('Link copied.');
    return true;
  }

  cancel(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.state = { kind: 'idle' };
  }
}

function sharedRun(source: RunSource, place: SharedPlace, whole: WholeResult): SharedRun {
  const { result, blockDigests } = whole;
  return {
    manifest: source.manifest,
    humanLog: source.humanLog,
    view: {},
    ...place,
    claim: {
      engine: result.engine,
      reportCount: result.reportCount,
      digest: result.digest,
      prefix: prefixDigests(blockDigests),
      blockDigests: null,
    },
  };
}

/** The same run as a `.tapedeck` file, with the digests of all its blocks. */
export async function runFile(source: RunSource, place: SharedPlace, whole: WholeResult): Promise<Blob> {
  const { encodeRunFile } = await import('../../share/run-file');
  const run = sharedRun(source, place, whole);
  const claim = run.claim === null ? null : { ...run.claim, blockDigests: whole.blockDigests };
  return new Blob([encodeRunFile({ ...run, claim })], { type: 'application/json' });
}
