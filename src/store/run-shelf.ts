/**
 * The runs this browser keeps: a log a run, which only grows, and now and then a checkpoint image. A row of the
 * catalogue names both. Invariant: what `save` resolved for is in the log whatever happens next, and a run that can be
 * read is a run that once was the present.
 */
import { storeError } from './errors';
import type { Ground } from './ports';
import { publish, type Published } from './publish';
import { encodeRecords, readRecords } from './record-log';
import { foldRun, recordsOf, type RunRecord, type RunStart, type SavedRun } from './saved-run';
import { rowVersion } from './tape-shelf';

interface RunRow {
  readonly version: number;
  readonly id: string;
  readonly title: string;
  readonly log: string;
  /** false: closed properly */
  readonly isOpen: boolean;
  readonly usedMs: number;
  readonly image: Published | null;
}

/** One line of the list of runs. `run` is null when its log cannot be read any more. */
export interface KeptRun {
  readonly id: string;
  readonly title: string;
  readonly isOpen: boolean;
  readonly usedMs: number;
  readonly bytes: number;
  readonly run: SavedRun | null;
  /** bytes at the end of the log that a crash tore off */
  readonly tornBytes: number;
}

interface ReadLog {
  readonly run: SavedRun;
  readonly goodBytes: number;
  readonly tornBytes: number;
}

export class RunShelf {
  /** end of the good part of each log that this session writes */
  private readonly ends = new Map<string, { log: string; bytes: number }>();
  private tail: Promise<unknown> = Promise.resolve();

  constructor(private readonly ground: Ground) {}

  /** Begins a run and answers its id. From here on it is found after a crash. */
  begin(start: RunStart): Promise<string> {
    const id = this.ground.newToken();
    const createdMs = this.ground.nowMs();
    return this.inTurn(async () => {
      const run: SavedRun = { ...start, createdMs, place: null };
      await this.startLog({ id, title: start.title, image: null }, run);
      return id;
    });
  }

  /** Opens a run again, in a fresh log, so that a torn tail is never written behind. */
  resume(id: string): Promise<SavedRun> {
    return this.inTurn(async () => {
      const row = await this.rowOf(id);
      const { run } = await this.readLog(row);
      await this.startLog(row, run);
      await this.ground.disk.remove(row.log);
      return run;
    });
  }

  /** Appends; on the disk when it resolves. Throws E-STORE-01, -06. */
  save(id: string, records: readonly RunRecord[]): Promise<void> {
    return this.inTurn(() => this.appendTo(id, records));
  }

  /** The last records of a run that is left properly. */
  close(id: string, records: readonly RunRecord[]): Promise<void> {
    return this.inTurn(async () => {
      if (records.length > 0) await this.appendTo(id, records);
      await this.put({ ...(await this.rowOf(id)), isOpen: false, usedMs: this.ground.nowMs() });
      this.ends.delete(id);
    });
  }

  /** Keeps a checkpoint image instead of the one before. A run is readable without. */
  keepImage(id: string, image: Blob): Promise<void> {
    return this.inTurn(async () => {
      const { disk, turns, newToken } = this.ground;
      const old = (await this.rowOf(id)).image;
      await turns.shared(async () => {
        const published = await publish(disk, `runs/${id}.image-${newToken()}`, image);
        await this.put({ ...(await this.rowOf(id)), image: published });
      });
      if (old !== null) await disk.remove(old.file);
    });
  }

  /** Null when there is none or it is not what was written. */
  async image(id: string): Promise<Blob | null> {
    const { image } = await this.rowOf(id);
    const content = image === null ? null : await this.ground.disk.read(image.file);
    return content !== null && content.size === image?.bytes ? content : null;
  }

  async read(id: string): Promise<SavedRun> {
    return (await this.readLog(await this.rowOf(id))).run;
  }

  async list(): Promise<KeptRun[]> {
    const rows = await this.rowsInOrder();
    return Promise.all(
      rows.map(async (row) => {
        const { id, title, isOpen, usedMs, image } = row;
        const read = await this.readLog(row).catch(() => null);
        const bytes = (read === null ? 0 : read.goodBytes) + (image?.bytes ?? 0);
        const run = read?.run ?? null;
        return { id, title, isOpen, usedMs, bytes, run, tornBytes: read?.tornBytes ?? 0 };
      }),
    );
  }

  remove(id: string): Promise<void> {
    return this.inTurn(async () => {
      const row = await this.rowOf(id);
      this.ends.delete(id);
      await this.ground.catalogue.commit([{ table: 'runs', key: id, row: null }]);
      await this.ground.disk.remove(row.log);
      if (row.image !== null) await this.ground.disk.remove(row.image.file);
    });
  }

  async files(): Promise<string[]> {
    const rows = await this.rowsInOrder();
    return rows.flatMap(({ log, image }) => (image === null ? [log] : [log, image.file]));
  }

  private async startLog(row: Pick<RunRow, 'id' | 'title' | 'image'>, run: SavedRun): Promise<void> {
    const { disk, turns, newToken, nowMs } = this.ground;
    const log = `runs/${row.id}.log-${newToken()}`;
    const bytes = encodeRecords(recordsOf(run));
    await turns.shared(async () => {
      await publish(disk, log, new Blob([bytes]));
      const { id, title, image } = row;
      await this.put({ version: rowVersion, id, title, log, isOpen: true, usedMs: nowMs(), image });
    });
    this.ends.set(row.id, { log, bytes: bytes.byteLength });
  }

  private async appendTo(id: string, records: readonly RunRecord[]): Promise<void> {
    const end = this.ends.get(id);
    if (end === undefined) throw storeError('gone', { id });
    const bytes = encodeRecords(records);
    await this.ground.disk.append(end.log, end.bytes, bytes);
    this.ends.set(id, { log: end.log, bytes: end.bytes + bytes.byteLength });
  }

  private async readLog(row: RunRow): Promise<ReadLog> {
    const content = await this.ground.disk.read(row.log);
    if (content === null) throw storeError('gone', { id: row.id });
    const { records, goodBytes } = readRecords(new Uint8Array(await content.arrayBuffer()));
    return { run: foldRun(records), goodBytes, tornBytes: content.size - goodBytes };
  }

  private put(row: RunRow): Promise<void> {
    return this.ground.catalogue.commit([{ table: 'runs', key: row.id, row }]);
  }

  private async rowOf(id: string): Promise<RunRow> {
    const row = (await this.rowsInOrder()).find((other) => other.id === id);
    if (row === undefined) throw storeError('gone', { id });
    return row;
  }

  /** Last used first. */
  private async rowsInOrder(): Promise<RunRow[]> {
    const rows = (await this.ground.catalogue.readAll('runs')) as RunRow[];
    return rows.filter((row) => row.version <= rowVersion).sort((a, b) => b.usedMs - a.usedMs);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(work, work);
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}
