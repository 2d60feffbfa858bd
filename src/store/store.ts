/**
 * Everything this browser keeps: tapes, runs, and the collector that throws away what no row names. Knows no browser.
 * Invariant: the collector touches nothing while anybody publishes, and nothing at all in a catalogue of a newer
 * version, whose names it cannot know.
 */
import type { Ground } from './ports';
import { RecordingShelf, recordingFolder } from './recording-shelf';
import { RunShelf } from './run-shelf';
import { rowVersion, TapeShelf } from './tape-shelf';

export class Store {
  readonly tapes: TapeShelf;
  readonly runs: RunShelf;
  readonly recordings: RecordingShelf;

  constructor(private readonly ground: Ground) {
    this.tapes = new TapeShelf(ground);
    this.runs = new RunShelf(ground);
    this.recordings = new RecordingShelf(ground);
  }

  /** Removes files that no row names, but no recordings; answers how many. Called once at start. */
  async collect(): Promise<number> {
    let count = 0;
    await this.ground.turns.aloneIfFree(async () => {
      if (await this.isNewer()) return;
      const named = new Set([...(await this.tapes.files()), ...(await this.runs.files())]);
      for (const { path } of await this.ground.disk.list()) {
        if (named.has(path) || path.startsWith(recordingFolder)) continue;
        await this.ground.disk.remove(path);
        count += 1;
      }
    });
    return count;
  }

  private async isNewer(): Promise<boolean> {
    const { catalogue } = this.ground;
    const rows = [...(await catalogue.readAll('tapes')), ...(await catalogue.readAll('runs'))];
    return (rows as { version: number }[]).some(({ version }) => version > rowVersion);
  }
}
