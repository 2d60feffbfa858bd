/**
 * A lost engine comes back by itself: the same run in a fresh worker, from the last checkpoint, at the same event. The
 * third loss within a minute is not bad luck any more: then the page stops and offers a report to copy.
 */
import { commandToJson, parseCommandLog } from '../../scenario';
import type { Announcer } from './announcer.svelte';
import type { Deck } from './deck.svelte';
import { fileNameOf, save } from './downloads';
import type { Keeper } from './keeper.svelte';

const withinMs = 60_000;
const mostLosses = 3;

export interface Restarted {
  /** where the engine began to compute again; null = at the start of the run */
  readonly fromNs: bigint | null;
  readonly isBack: boolean;
}

export class EngineGuard {
  restarted = $state.raw<Restarted | null>(null);
  /** three losses in a minute: the person decides */
  hasGivenUp = $state(false);
  readonly #deck: Deck;
  readonly #keeper: Keeper;
  readonly #announcer: Announcer;
  #lossesMs: number[] = [];

  constructor(deck: Deck, keeper: Keeper, announcer: Announcer) {
    this.#deck = deck;
    this.#keeper = keeper;
    this.#announcer = announcer;
    deck.onLost = (wasPlaying) => void this.#onLost(wasPlaying);
  }

  /** The person wants it once more. */
  async startAgain(): Promise<void> {
    this.#lossesMs = [];
    await this.#restart(false);
  }

  dismiss(): void {
    this.restarted = null;
  }

  /** What is needed to see the fault again: settings, log, engine, event. Never the data. */
  async saveReport(): Promise<void> {
    const { encodeRunFile } = await import('../../share/run-file');
    const { source, frame, info, lost } = this.#deck;
    const { bookmarks } = this.#deck.travel;
    if (source === null) return;
    const fault = frame?.fault?.code ?? lost?.code ?? '';
    const view = { engine: info?.engine ?? '', event: frame?.eventCount ?? 0, fault };
    const text = encodeRunFile({
      manifest: source.manifest,
      humanLog: this.#humanLog(),
      view,
      positionNs: frame?.nowNs ?? null,
      bookmarks: bookmarks.list,
      loop: bookmarks.loop,
      speed: this.#deck.speed,
      claim: null,
    });
    save(fileNameOf(`${source.title}-report`, 'tapedeck'), new Blob([text], { type: 'application/json' }));
  }

  async #onLost(wasPlaying: boolean): Promise<void> {
    const nowMs = performance.now();
    this.#lossesMs = [...this.#lossesMs.filter((atMs) => nowMs - atMs < withinMs), nowMs];
    if (this.#lossesMs.length >= mostLosses) {
      this.hasGivenUp = true;
      this.restarted = null;
      return;
    }
    await this.#restart(wasPlaying);
  }

  async #restart(wasPlaying: boolean): Promise<void> {
    const { frame } = this.#deck;
    let { source } = this.#deck;
    if (source === null) return;
    this.hasGivenUp = false;
    const held = this.#keeper.checkpoint;
    const isHeld = held !== null && held.source === source && held.eventCount <= (frame?.eventCount ?? 0);
    this.restarted = { fromNs: isHeld ? held.nowNs : null, isBack: false };
    const log = this.#humanLog();
    if (log.length !== source.humanLog.length) {
      const before = source;
      source = { ...source, humanLog: log };
      this.#keeper.continueAs(before, source);
    }
    const checkpoint = isHeld ? held.bytes : null;
    const at = frame === null ? null : { eventCount: frame.eventCount, ns: frame.nowNs, checkpoint };
    await this.#deck.open(source, at, this.#deck.speed).catch((error: unknown) => this.#deck.fail(error));
    if (this.#deck.phase !== 'ready') return;
    this.restarted = { fromNs: isHeld ? held.nowNs : null, isBack: true };
    this.#announcer.say('The engine was started again at the same place.');
    if (wasPlaying) await this.#deck.play();
  }

  /** What the keeper knows is newer than what the run was opened with. */
  #humanLog(): ReturnType<typeof parseCommandLog> {
    const opened = this.#deck.source?.humanLog ?? [];
    const kept = this.#keeper.humanLog;
    const isNewer =
      kept.length > 0 && JSON.stringify(kept) !== JSON.stringify(opened.map((c) => commandToJson(c)));
    return isNewer ? parseCommandLog(kept, 'humanLog', kept.length) : [...opened];
  }
}
