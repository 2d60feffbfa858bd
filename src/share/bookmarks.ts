/**
 * Places in a run that a person marked: bookmarks with notes, and the two ends of a loop. They travel in links and files
 * and change no report. A place is an event; its time is only for showing it before anybody has gone there.
 * Invariant: bookmarks are in order of events, one an event, and few and short enough for a link.
 */
import type { Json } from '../scenario/canonical';
import * as shape from '../scenario/shape';

export interface RunPlace {
  /** exactly after that many events */
  readonly event: number;
  readonly tsNs: bigint;
}
export interface Bookmark extends RunPlace {
  readonly note: string;
}
export interface Loop {
  readonly a: RunPlace;
  readonly b: RunPlace;
}

export const maxBookmarks = 200;
export const maxNoteLength = 280;
const maxNs = 2n ** 63n - 1n;

function readPlace(fields: Map<string, unknown>, path: string): RunPlace {
  const event = shape.requireField(fields, path, 'event');
  const ts = shape.requireField(fields, path, 'ts');
  return {
    event: shape.readInteger(event, shape.joinPath(path, 'event'), 0, Number.MAX_SAFE_INTEGER),
    tsNs: shape.readBigint(ts, shape.joinPath(path, 'ts'), 0n, maxNs),
  };
}

export function readBookmarks(json: unknown): Bookmark[] {
  const bookmarks = shape.readArray(json, 'bookmarks', maxBookmarks).map((entry, index): Bookmark => {
    const path = `bookmarks[${index}]`;
    const fields = shape.readFields(entry, path, ['event', 'ts', 'note']);
    const note = shape.readText(fields.get('note') ?? '', `${path}.note`, maxNoteLength);
    return { ...readPlace(fields, path), note };
  });
  bookmarks.forEach(({ event }, index) => {
    if (index > 0 && event <= bookmarks[index - 1]!.event)
      throw shape.wrongShape(`bookmarks[${index}].event`, 'must be above the one before.');
  });
  return bookmarks;
}

export function readLoop(json: unknown): Loop {
  const fields = shape.readFields(json, 'loop', ['a', 'b']);
  const end = (name: 'a' | 'b'): RunPlace => {
    const path = `loop.${name}`;
    return readPlace(shape.readFields(shape.requireField(fields, 'loop', name), path, ['event', 'ts']), path);
  };
  const loop = { a: end('a'), b: end('b') };
  if (loop.a.event >= loop.b.event) throw shape.wrongShape('loop.b.event', 'must be above that of a.');
  return loop;
}

const placeJson = ({ event, tsNs }: RunPlace): Record<string, Json> => ({ event, ts: tsNs.toString() });

/** The fields that a link’s blob and a file have for them; absent where there is nothing. */
export function markFields(bookmarks: readonly Bookmark[], loop: Loop | null): Record<string, Json> {
  const fields: Record<string, Json> = {};
  if (bookmarks.length > 0) {
    fields['bookmarks'] = bookmarks.map(({ note, ...place }) =>
      note === '' ? placeJson(place) : { ...placeJson(place), note },
    );
  }
  if (loop !== null) fields['loop'] = { a: placeJson(loop.a), b: placeJson(loop.b) };
  return fields;
}

/** The same two out of fields that were read; nothing there means none. */
export function readMarks(fields: ReadonlyMap<string, unknown>): {
  readonly bookmarks: readonly Bookmark[];
  readonly loop: Loop | null;
} {
  return {
    bookmarks: readBookmarks(fields.get('bookmarks') ?? []),
    loop: fields.has('loop') ? readLoop(fields.get('loop')) : null,
  };
}
