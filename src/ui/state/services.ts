/**
 * Everything the page needs from outside itself, in one place: workers, the core's bytes, the list of samples. The
 * page's classes get these as an argument, so a test or a preview can hand in others.
 */
import type { CellClient, GatewayClient, Library, Store } from '../../worker/client';
import type { ClientOptions } from '../../worker/client';

/** What a card of the gallery shows. All are synthetic. */
export interface SampleCard {
  readonly symbol: string;
  readonly priceUnit: string;
  readonly licence: string;
  readonly title: string;
  /** a few words */
  readonly character: string;
  /** what to look for */
  readonly look: string;
  readonly durationS: number;
  /** mid prices in half price units, at even steps */
  readonly spark: readonly number[];
}

/** A line of `samples/index.json`: a run made by agents, or a tape. */
export interface Sample extends SampleCard {
  readonly kind: 'run' | 'tape';
  /** the manifest, or the folder of the tape, relative to the page */
  readonly path: string;
  /** content hash of a tape: a link that names it finds it here */
  readonly hash?: string;
  /** where it begins: speed of playback, seconds after the start */
  readonly speed: number;
  readonly t: number;
  readonly digest: string;
  readonly reportCount: number;
}

/** A line of `scenarios/index.json`. */
export interface ScenarioLink extends SampleCard {
  readonly name: string;
  /** from `#` on: carries the run, its lesson and the digest that it must have */
  readonly link: string;
}

export interface Services {
  startCell(options: ClientOptions): CellClient;
  startLibrary(): Library;
  startStore(): Store;
  startGateway(): Promise<GatewayClient>;
  /** The engine core; fetched once, handed to every cell. */
  readCore(): Promise<Uint8Array>;
  readSamples(): Promise<readonly Sample[]>;
  readScenarios(): Promise<readonly ScenarioLink[]>;
  /** A JSON file of this site, not yet checked. */
  readJson(path: string): Promise<unknown>;
}
