/**
 * What opening a run deals in: a tape that is asked for, a link, a kept run, a place to begin
 * at. Types alone.
 */
import type { SharedRun } from '../../share';
import type { SavedRun } from '../../worker/store-protocol';

/** A link whose tape is not at hand: the page asks for the file. */
export interface Wanted {
  readonly run: SharedRun;
  readonly hash: string;
  readonly name: string;
  /** why it is not here, a whole sentence */
  readonly because: string;
}

/** What the link that was opened contains, for the person to see. */
export interface LinkSummary {
  readonly run: SharedRun;
  readonly isEdited: boolean;
  readonly warnings: readonly string[];
}

/** What of a kept run is not in its shared form. */
export interface KeptWay {
  readonly run: SavedRun;
  readonly checkpoint: Uint8Array | null;
  readonly isPlaying: boolean;
  /** the opening it follows when nobody asked for it; null when somebody did */
  readonly turn: number | null;
}

/** Where and how fast a run begins. */
export type Landing = Pick<SharedRun, 'positionNs' | 'speed' | 'bookmarks' | 'loop'>;
