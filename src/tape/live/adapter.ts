/**
 * The seam for live sources: an adapter turns what a venue sends into rows of a recording and a view of the market, and
 * says what to ask for next. It owns no network, no clock and no timer: whoever runs it does what it wishes.
 * Invariant: what it wishes to be recorded makes, in that order, a file that the reader of that source accepts.
 */
import type { LiveView } from './view';

/** Where a source lives: data of the environment (deploy/*.json), so that the page's policy and the list are one. */
export interface LiveSource {
  readonly id: string;
  readonly adapter: string;
  readonly label: string;
  /** origin of the WebSocket, or "" */
  readonly socket: string;
  /** origin of the REST interface, or "" */
  readonly rest: string;
}

export type LiveWish =
  /** a text for the socket */
  | { readonly kind: 'send'; readonly text: string }
  /** an answer of the REST interface; replaces one of the same tag that was not asked for yet */
  | { readonly kind: 'fetch'; readonly tag: string; readonly url: string; readonly delayMs: number }
  /** a line of the recording */
  | { readonly kind: 'record'; readonly line: string }
  /** something is missing; the book is asked for again */
  | { readonly kind: 'gap' }
  /** a message was left out, and why */
  | { readonly kind: 'malformed'; readonly why: string }
  /** the source asks for patience */
  | { readonly kind: 'limited'; readonly why: string }
  /** the source will not serve this: no further try */
  | { readonly kind: 'refused'; readonly why: string };

export interface LiveChecks {
  readonly compared: number;
  readonly equal: number;
}

export interface LiveAdapter {
  /** null: the source is asked over REST alone */
  readonly socketUrl: string | null;
  /** longest silence of a connection that lives, in ms */
  readonly silenceMsMax: number;
  readonly view: LiveView;
  /** exchange time of the newest message; null before the first */
  readonly newestNs: bigint | null;
  /** The book in view is whole: nothing is missing. */
  readonly isSynchronised: boolean;
  /** What the lines recorded so far lack before they make a tape; "" when nothing. */
  readonly awaited: string;
  /** The connection is up; also after it was lost. Without a socket: once. */
  /** touches and snapshots of the source put beside the book; null where it has none to compare */
  readonly checks: LiveChecks | null;
  opened(): LiveWish[];
  frame(text: string, localNs: bigint): LiveWish[];
  answer(tag: string, body: string, localNs: bigint): LiveWish[];
  /** Lines from now on are a recording of their own: what it must begin with. */
  beginRecording(localNs: bigint): LiveWish[];
}

/** What a person asked for. `key`: for sources that want one; it is sent to that source and never recorded. */
export interface LiveAsk {
  readonly source: LiveSource;
  readonly symbol: string;
  readonly key: string;
}
