/**
 * The tapes this browser keeps, by content hash. A row of the catalogue holds tape.json and names the file with the
 * rows. It plays and converts nothing. Invariant: a tape is listed as kept only while its file lies there whole.
 */
import { storeError } from './errors';
import type { Content, Ground } from './ports';
import { publish } from './publish';

export const rowVersion = 1;
/** Part of the quota that is left free for runs and for everybody else. */
const reservePart = 0.1;

interface TapeRow {
  readonly version: number;
  readonly hash: string;
  readonly name: string;
  readonly schema: string;
  readonly rows: string;
  readonly file: string;
  readonly bytes: number;
  readonly fileHash: string;
  readonly manifest: unknown;
  readonly keptMs: number;
  readonly usedMs: number;
}

export interface TapeToKeep {
  readonly hash: string;
  readonly manifest: unknown;
  readonly parquet: Content;
}

export interface FoundTape extends TapeToKeep {
  readonly parquet: Blob;
}

export interface KeptTape {
  readonly hash: string;
  readonly name: string;
  readonly schema: string;
  readonly rows: string;
  readonly bytes: number;
  readonly usedMs: number;
  /** its file vanished: the browser evicted it, or somebody cleared the site’s data */
  readonly isMissing: boolean;
}

/** A tape with what is known of it; without its file where that vanished. */
export interface CataloguedTape extends KeptTape {
  readonly manifest: unknown;
  readonly keptMs: number;
  readonly parquet: Blob | null;
}

export class TapeShelf {
  constructor(private readonly ground: Ground) {}

  /** Keeps a tape; one that is kept already only counts as used. Throws E-STORE-01, -02, -03. */
  async keep({ hash, manifest, parquet }: TapeToKeep): Promise<void> {
    const { disk, turns, newToken, nowMs } = this.ground;
    const known = await this.rowOf(hash);
    if (known !== null && (await this.contentOf(known)) !== null)
      return this.put({ ...known, usedMs: nowMs() });
    await this.askForRoom(parquet.size);
    await turns.shared(async () => {
      const published = await publish(disk, `tapes/${hash}-${newToken()}`, parquet);
      const { name, schema, rows } = manifest as { name: string; schema: string; rows: string };
      const now = nowMs();
      const facts = { version: rowVersion, hash, name, schema, rows, manifest, keptMs: now, usedMs: now };
      await this.put({ ...facts, ...published });
    });
    if (known !== null) await disk.remove(known.file);
  }

  /** The tape, or null when it is not kept or its file has vanished. */
  async find(hash: string): Promise<FoundTape | null> {
    const row = await this.rowOf(hash);
    const parquet = row === null ? null : await this.contentOf(row);
    if (row === null || parquet === null) return null;
    // When a tape was last used is no reason to refuse it.
    await this.put({ ...row, usedMs: this.ground.nowMs() }).catch(() => undefined);
    return { hash, manifest: row.manifest, parquet };
  }

  async list(): Promise<KeptTape[]> {
    const all = await this.catalogue();
    return all.map(({ manifest: _manifest, parquet: _parquet, keptMs: _keptMs, ...kept }) => kept);
  }

  /** Everything about every tape; counts as no use of it. */
  async catalogue(): Promise<CataloguedTape[]> {
    const rows = await this.rowsInOrder();
    return Promise.all(
      rows.map(async (row) => {
        const { hash, name, schema, rows: count, bytes, usedMs, keptMs, manifest } = row;
        const parquet = await this.contentOf(row);
        const isMissing = parquet === null;
        const kept = { hash, name, schema, rows: count, bytes: isMissing ? 0 : bytes, usedMs, isMissing };
        return { ...kept, keptMs, manifest, parquet };
      }),
    );
  }

  /** What is said of a kept tape, its rows as they are. Throws E-STORE-06 for one that is not kept. */
  async restate(hash: string, manifest: unknown): Promise<void> {
    const row = await this.rowOf(hash);
    const stated = manifest as { hash: string; name: string };
    if (row === null || stated.hash !== hash) throw storeError('gone', { hash });
    await this.put({ ...row, name: stated.name, manifest });
  }

  /** First the row, then the file: a crash in between leaves garbage, never a row without a file. */
  async remove(hash: string): Promise<void> {
    const row = await this.rowOf(hash);
    if (row === null) return;
    await this.ground.catalogue.commit([{ table: 'tapes', key: hash, row: null }]);
    await this.ground.disk.remove(row.file);
  }

  async files(): Promise<string[]> {
    return (await this.rowsInOrder()).map((row) => row.file);
  }

  private async askForRoom(needBytes: number): Promise<void> {
    const room = await this.ground.room();
    if (room === null) return;
    const freeBytes = room.quotaBytes * (1 - reservePart) - room.usedBytes;
    if (needBytes > freeBytes) throw storeError('noRoom', { needBytes, ...room });
  }

  private put(row: TapeRow): Promise<void> {
    return this.ground.catalogue.commit([{ table: 'tapes', key: row.hash, row }]);
  }

  private async contentOf(row: TapeRow): Promise<Blob | null> {
    const content = await this.ground.disk.read(row.file);
    return content !== null && content.size === row.bytes ? content : null;
  }

  private async rowOf(hash: string): Promise<TapeRow | null> {
    return (await this.rowsInOrder()).find((row) => row.hash === hash) ?? null;
  }

  /** Last used first. Rows of a newer version are left alone for whoever wrote them. */
  private async rowsInOrder(): Promise<TapeRow[]> {
    const rows = (await this.ground.catalogue.readAll('tapes')) as TapeRow[];
    return rows.filter((row) => row.version <= rowVersion).sort((a, b) => b.usedMs - a.usedMs);
  }
}
