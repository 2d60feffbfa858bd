/**
 * Everything the page needs from outside itself, in one place: workers, the core's bytes, the list of samples. The
 * page's classes get these as an argument, so a test or a preview can hand in others.
 */
import type { CellClient, Library } from '../../worker/client';
import type { ClientOptions } from '../../worker/client';

export interface Sample {
  /** folder of the tape, relative to the page */
  readonly path: string;
  /** content hash of the tape: a link that names it finds it here */
  readonly hash: string;
  readonly title: string;
  readonly note: string;
  /** where the first visit begins: speed of playback, seconds after the start */
  readonly speed?: number;
  readonly t?: number;
}

export interface Services {
  startCell(options: ClientOptions): CellClient;
  startLibrary(): Library;
  /** The engine core; fetched once, handed to every cell. */
  readCore(): Promise<Uint8Array>;
  readSamples(): Promise<readonly Sample[]>;
}
