/**
 * What the page and the gateway say to each other, on one page. The gateway is the only worker that talks to other hosts,
 * to those that a person allowed and no others. Plain data; the page asks how it stands, nothing is pushed.
 */
import type { LiveAsk, LiveChecks, LiveSource } from '../tape/live/adapter';
import type { MarketLook } from '../tape/live/view';
import type { ErrorJson } from './protocol';

export type { LiveAsk, LiveSource, MarketLook };

/** `synchronising`: connected, the book is not whole. `waiting`: lost, the next try is due in `retryInMs`. */
export type LiveState = 'connecting' | 'synchronising' | 'live' | 'waiting' | 'ended';

export interface LiveCounts {
  readonly messages: number;
  /** something was missing, and the book was asked for again */
  readonly gaps: number;
  readonly reconnects: number;
  /** messages that were left out */
  readonly malformed: number;
  /** answers of the REST interface that were refused or never came */
  readonly failures: number;
}
export interface RecordingLook {
  readonly seconds: number;
  readonly bytes: number;
  readonly lines: number;
  /** what it still waits for; "" when it makes a tape as it is */
  readonly awaited: string;
  /** it ended by itself, and why; "" while it goes on */
  readonly ended: string;
  /** why it would not survive a crash of the page; "" where it would */
  readonly unkept: string;
}
export interface LiveLook {
  readonly sourceId: string;
  readonly symbol: string;
  readonly state: LiveState;
  readonly retryInMs: number;
  /** local minus exchange time of the newest message: delay, and how far the clocks differ */
  readonly lagMs: number | null;
  readonly silentMs: number | null;
  readonly counts: LiveCounts;
  /** touches and snapshots of the source put beside the book; null where it has none to compare */
  readonly checks: LiveChecks | null;
  readonly rate: { readonly used: number; readonly limit: number } | null;
  /** a host asked to be left alone for so long */
  readonly restMs: number;
  /** the last thing that went wrong, in words; "" when nothing did */
  readonly trouble: string;
  /** why it ended for good */
  readonly error: ErrorJson | null;
  readonly market: MarketLook;
  readonly recording: RecordingLook | null;
}
/** Keeps whole lines of a recording; what it resolved for survives a crash. */
export type KeepLines = (lines: string) => Promise<void>;
export interface Recorded {
  readonly name: string;
  readonly content: Blob;
}
export interface LiveSourceFacts extends LiveSource {
  readonly shows: string;
  readonly isKeyNeeded: boolean;
  readonly example: string;
  /** what a person is asked about */
  readonly origins: readonly string[];
}

export interface GatewayApi {
  /** What `live.json` of this site lists, checked; lines of an adapter that is not known are left out. */
  sources(list: unknown): Promise<LiveSourceFacts[]>;
  /** Ends what was connected before. `allowed`: origins that the person consented to. Throws E-LIVE-01, -02, -03. */
  connect(ask: LiveAsk, allowed: readonly string[]): Promise<void>;
  /** Null when nothing was connected. */
  look(levels: number): Promise<LiveLook | null>;
  /** Answers the name of the recording. `keep` is given its lines, each second at least. */
  record(keep?: KeepLines): Promise<string>;
  /** What was recorded; recording ends. Null when there was none. */
  stopRecording(): Promise<Recorded | null>;
  disconnect(): Promise<void>;
}
