/**
 * The run in view with another manifest or log: in its place, or as a branch beside it. Keeps what the page shares, saves and
 * verifies in step with the cell. Knows nothing of orders. Invariant: a run that somebody leaves for a branch is saved first.
 */
import { manifestToShortJson, runPrint } from '../../scenario';
import { timeText } from '../app/format';
import type { Page } from '../app/page';
import { humanLogJson } from '../state/background';
import type { RunSource } from '../state/run-source';

export class RunChanges {
  readonly #page: Page;
  readonly #onRewritten: () => Promise<void>;

  constructor(page: Page, onRewritten: () => Promise<void>) {
    this.#page = page;
    this.#onRewritten = onRewritten;
  }

  get source(): RunSource {
    const { source } = this.#page.deck;
    if (source === null) throw new Error('no run is open');
    return source;
  }

  /** This run is saved as it is; what comes into view is another one that names it. */
  async branch(
    humanLog: RunSource['humanLog'],
    change: string,
    manifest = this.source.manifest,
  ): Promise<boolean> {
    const { deck, keeper, announcer } = this.#page;
    await keeper.keep();
    const source = this.source;
    const parent = runPrint(source.manifest, source.humanLog);
    const branch = { of: source.title.slice(0, 200), parent, ts: deck.nowNs, change: change.slice(0, 200) };
    const title = `${source.title.replace(/ · branch at .*$/, '')} · branch at ${timeText(deck.nowNs, deck.zone)}`;
    const next = {
      ...source,
      title,
      manifest: { ...manifest, title: title.slice(0, 200), branch },
      humanLog,
    };
    const isOpen = await this.rewrite(next, false);
    if (isOpen) announcer.say('A branch was opened. The run as it was is kept under Open.');
    return isOpen;
  }

  /** The same tape with another manifest or log, in the cell that is open. */
  async rewrite(source: RunSource, isSameRun: boolean): Promise<boolean> {
    const { deck } = this.#page;
    const manifest = manifestToShortJson(source.manifest);
    const answer = await deck.travelBy(
      { type: 'rewrite', manifest, humanLog: humanLogJson(source) },
      { timeoutMs: 0 },
    );
    if (answer === null) return false;
    deck.info = answer.info;
    this.follow(source, isSameRun);
    void deck.travel.survey();
    await this.#onRewritten();
    return true;
  }

  /** What the page shares, saves and verifies from now on. */
  follow(source: RunSource, isSameRun: boolean): void {
    const { deck, keeper, verification } = this.#page;
    if (isSameRun) keeper.continueAs(this.source, source);
    deck.follow(source);
    verification.clear();
  }
}
