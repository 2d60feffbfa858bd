/**
 * The places of a run that a person marked: bookmarks with notes, and the ends of a loop. They are the person's own, so
 * they may lie ahead of the clock. Knows no cell. Invariant: in order of events, one an event, at most as many as travel
 * in a link.
 */
import { maxBookmarks, maxNoteLength, type Bookmark, type Loop, type RunPlace } from '../../share/bookmarks';

export class Bookmarks {
  list = $state.raw<readonly Bookmark[]>([]);
  a = $state.raw<RunPlace | null>(null);
  b = $state.raw<RunPlace | null>(null);

  get loop(): Loop | null {
    const { a, b } = this;
    return a !== null && b !== null ? { a, b } : null;
  }

  get isFull(): boolean {
    return this.list.length >= maxBookmarks;
  }

  load(list: readonly Bookmark[], loop: Loop | null): void {
    this.list = list;
    this.a = loop?.a ?? null;
    this.b = loop?.b ?? null;
  }

  noteAt(event: number): string | null {
    return this.list.find((bookmark) => bookmark.event === event)?.note ?? null;
  }

  /** Adds one, or changes the note of the one at that event; false when there is no room. */
  put({ event, tsNs }: RunPlace, note: string): boolean {
    const others = this.list.filter((bookmark) => bookmark.event !== event);
    if (others.length >= maxBookmarks) return false;
    const added = { event, tsNs, note: note.trim().slice(0, maxNoteLength) };
    this.list = [...others, added].sort((first, second) => first.event - second.event);
    return true;
  }

  remove(event: number): void {
    this.list = this.list.filter((bookmark) => bookmark.event !== event);
  }

  next(event: number, direction: 1 | -1): Bookmark | null {
    const side = this.list.filter((bookmark) => (bookmark.event - event) * direction > 0);
    return (direction === 1 ? side[0] : side[side.length - 1]) ?? null;
  }

  /** An end beyond the other one begins a new loop. */
  setA(place: RunPlace): void {
    this.a = place;
    if (this.b !== null && this.b.event <= place.event) this.b = null;
  }

  setB(place: RunPlace): void {
    this.b = place;
    if (this.a !== null && this.a.event >= place.event) this.a = null;
  }

  clearLoop(): void {
    this.a = null;
    this.b = null;
  }
}
