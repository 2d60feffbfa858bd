/**
 * What the build writes into the service worker: relative paths of this folder.
 */
export interface PrecacheList {
  /** changes with every file of the list */
  readonly version: string;
  /** fetched at once: the page, its workers, the engine, the samples */
  readonly files: readonly string[];
  /** large; fetched on first use or on request */
  readonly later: readonly string[];
}
