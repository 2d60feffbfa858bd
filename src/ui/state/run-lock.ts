/**
 * One tab at a time writes a run: a Web Lock held while the run is in view, and a word between tabs when another one
 * wants it. Where the browser has no locks every tab counts as the only one.
 */
const lockOf = (id: string): string => `tapedeck-run-${id}`;
/** How long the other tab gets to save and let go; a crashed or sleeping one is not waited for. */
const handoverMs = 1_500;

export class RunLock {
  #release: (() => void) | null = null;
  #id: string | null = null;
  readonly #channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('tapedeck-runs') : null;

  /** `onWanted` saves what there is; the lock is let go when it settles. `onTaken`: another tab has the run now. */
  constructor(
    private readonly onWanted: () => Promise<void>,
    private readonly onTaken: () => void,
  ) {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === this.#id && data !== null) void this.#handOver();
    });
  }

  async isHeldElsewhere(id: string): Promise<boolean> {
    if (id === this.#id || !('locks' in navigator)) return false;
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name }) => name === lockOf(id));
  }

  /** False when another tab has it. */
  async take(id: string): Promise<boolean> {
    this.release();
    return this.#request(id, { ifAvailable: true });
  }

  /** Asks the other tab for it, and takes it when there is no answer. */
  async takeOver(id: string): Promise<void> {
    this.release();
    this.#channel?.postMessage(id);
    const isGiven = await this.#request(id, { signal: AbortSignal.timeout(handoverMs) }).catch(() => false);
    if (!isGiven) await this.#request(id, { steal: true });
  }

  release(): void {
    this.#release?.();
    this.#release = null;
    this.#id = null;
  }

  async #handOver(): Promise<void> {
    await this.onWanted().catch(() => undefined);
    this.release();
    this.onTaken();
  }

  #request(id: string, options: LockOptions): Promise<boolean> {
    if (!('locks' in navigator)) return Promise.resolve(true);
    return new Promise((resolve, reject) => {
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        this.#id = id;
        return new Promise((done) => (this.#release = done));
      };
      navigator.locks.request(lockOf(id), options, hold).catch((error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)));
        // A lock that was held and is gone was stolen.
        if (this.#id !== id) return;
        this.#id = null;
        this.#release = null;
        this.onTaken();
      });
    });
  }
}
