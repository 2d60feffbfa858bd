/**
 * A second cell for work on the whole run: finishing it for a link, or verifying a claim, while the first one plays.
 * One job at a time; each starts a cell of its own and ends it, so a cancelled job leaves nothing behind.
 */
import { commandToJson, manifestToShortJson } from '../../scenario';
import type { CellClient } from '../../worker/client';
import type { Claim, Verdict } from '../../share';
import type { CommandJson, OpenInfo, Progress, WholeResult } from '../../worker/protocol';
import type { RunSource } from './run-source';
import type { Services } from './services';

export interface JobOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export const humanLogJson = (source: RunSource): CommandJson[] =>
  source.humanLog.map((command) => commandToJson(command) as unknown as CommandJson);

/** Opens a source in a cell. The parquet of a tape is a Blob: it is shared, not copied. */
export async function openIn(client: CellClient, core: Uint8Array, source: RunSource): Promise<OpenInfo> {
  const { tape, beside = [] } = source;
  return client.call(
    {
      type: 'open',
      core,
      manifest: manifestToShortJson(source.manifest),
      tape: tape === null ? null : { manifest: tape.manifest, parquet: tape.parquet },
      beside: beside.map(({ manifest, parquet }) => ({ manifest, parquet })),
      humanLog: humanLogJson(source),
    },
    { timeoutMs: 120_000 },
  );
}

export class Background {
  readonly #services: Services;
  #known: { source: RunSource; whole: WholeResult } | null = null;

  constructor(services: Services) {
    this.#services = services;
  }

  /** The result of the whole run; known results are not computed again. */
  async whole(source: RunSource, options: JobOptions): Promise<WholeResult> {
    if (this.#known?.source === source) return this.#known.whole;
    const whole = await this.#withCell(source, options, (client) =>
      client.call({ type: 'result', scope: 'whole' }, options),
    );
    this.#known = { source, whole };
    return whole;
  }

  async verify(source: RunSource, claim: Claim, options: JobOptions): Promise<Verdict> {
    const answer = await this.#withCell(source, options, (client) =>
      client.call({ type: 'verify', claim }, options),
    );
    if (answer.whole !== null) this.#known = { source, whole: answer.whole };
    return answer.verdict;
  }

  async #withCell<T>(
    source: RunSource,
    options: JobOptions,
    work: (client: CellClient) => Promise<T>,
  ): Promise<T> {
    const client = this.#services.startCell({});
    try {
      const core = await this.#services.readCore();
      options.signal.throwIfAborted();
      await openIn(client, core, source);
      return await work(client);
    } finally {
      client.close();
    }
  }
}
