/**
 * Recordings in progress: lines that only grow, so that a page that dies loses the last second at most. A file names
 * itself and has no row in the catalogue; it is removed when its recording has become a tape or nobody wants it.
 * Invariant: what `append` resolved for is there at the next visit; what is read back are whole lines.
 */
import { storeError } from './errors';
import type { Ground } from './ports';

/** What a recording may take, here as where it is gathered. */
const bytesMax = 2 ** 30;
/** Part of the quota that is left free for everybody else. */
const reservePart = 0.1;
const roomEveryBytes = 16 * 1024 * 1024;
const lookBackBytes = 1024 * 1024;
const LF = 10;
export const recordingFolder = 'recordings/';

export interface KeptRecording {
  readonly id: string;
  /** of the file it would be */
  readonly name: string;
  readonly bytes: number;
}

export class RecordingShelf {
  /** end of each recording that this session writes, and how far there was room when somebody asked */
  private readonly ends = new Map<string, { bytes: number; roomTo: number }>();
  private tail: Promise<unknown> = Promise.resolve();

  constructor(private readonly ground: Ground) {}

  /** Answers the id. Throws E-STORE-02 where there is no room to begin with. */
  async begin(name: string): Promise<string> {
    await this.askForRoom();
    const id = `${this.ground.newToken()}.${name.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 120)}`;
    this.ends.set(id, { bytes: 0, roomTo: roomEveryBytes });
    return id;
  }

  /** Whole lines; on the disk when it resolves. Throws E-STORE-01, -02, -06. */
  append(id: string, lines: string): Promise<void> {
    return this.inTurn(async () => {
      const end = this.ends.get(id);
      if (end === undefined) throw storeError('gone', { id });
      const bytes = new TextEncoder().encode(lines);
      const after = end.bytes + bytes.byteLength;
      if (after > bytesMax) throw storeError('noRoom', { bytesMax });
      if (after > end.roomTo) await this.askForRoom();
      await this.ground.disk.append(recordingFolder + id, end.bytes, bytes);
      this.ends.set(id, { bytes: after, roomTo: after > end.roomTo ? after + roomEveryBytes : end.roomTo });
    });
  }

  /** Those of other sessions and of this one; which of them somebody still writes, only the page knows. */
  async list(): Promise<KeptRecording[]> {
    const files = (await this.ground.disk.list()).filter(({ path }) => path.startsWith(recordingFolder));
    return files
      .filter(({ bytes }) => bytes > 0)
      .map(({ path, bytes }) => {
        const id = path.slice(recordingFolder.length);
        return { id, name: id.slice(id.indexOf('.') + 1), bytes };
      });
  }

  /** Its whole lines: a crash may have torn the last one. Throws E-STORE-06. */
  async read(id: string): Promise<Blob> {
    const content = await this.ground.disk.read(recordingFolder + id);
    if (content === null) throw storeError('gone', { id });
    for (let end = content.size; end > 0; end -= lookBackBytes) {
      const start = Math.max(0, end - lookBackBytes);
      const at = new Uint8Array(await content.slice(start, end).arrayBuffer()).lastIndexOf(LF);
      if (at >= 0) return content.slice(0, start + at + 1);
    }
    return new Blob([]);
  }

  remove(id: string): Promise<void> {
    return this.inTurn(async () => {
      this.ends.delete(id);
      await this.ground.disk.remove(recordingFolder + id);
    });
  }

  private async askForRoom(): Promise<void> {
    const room = await this.ground.room();
    if (room === null) return;
    if (roomEveryBytes > room.quotaBytes * (1 - reservePart) - room.usedBytes)
      throw storeError('noRoom', { needBytes: roomEveryBytes, ...room });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(work, work);
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}
