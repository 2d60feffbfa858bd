/**
 * A ground that lasts as long as the page: where the browser has no files of its own (private windows, WebKitGTK) the
 * page works the same and says that it keeps nothing.
 */
import type { Catalogue, Content, Disk, Ground, Table } from './ports';

const pieceBytes = 4 * 1024 * 1024;

class MemoryDisk implements Disk {
  private readonly files = new Map<string, Blob>();

  async write(path: string, content: Content): Promise<void> {
    if (content instanceof Blob) return void this.files.set(path, content);
    const pieces: ArrayBuffer[] = [];
    for (let at = 0; at < content.size; at += pieceBytes)
      pieces.push(await content.slice(at, Math.min(at + pieceBytes, content.size)).arrayBuffer());
    this.files.set(path, new Blob(pieces));
  }

  append(path: string, atBytes: number, bytes: Uint8Array): Promise<void> {
    const before = this.files.get(path)?.slice(0, atBytes) ?? '';
    this.files.set(path, new Blob([before, bytes as BlobPart]));
    return Promise.resolve();
  }

  read(path: string): Promise<Blob | null> {
    return Promise.resolve(this.files.get(path) ?? null);
  }

  remove(path: string): Promise<void> {
    this.files.delete(path);
    return Promise.resolve();
  }

  list(): Promise<{ path: string; bytes: number }[]> {
    return Promise.resolve([...this.files].map(([path, { size }]) => ({ path, bytes: size })));
  }
}

class MemoryCatalogue implements Catalogue {
  private readonly tables: Record<Table, Map<string, unknown>> = { tapes: new Map(), runs: new Map() };

  readAll(table: Table): Promise<unknown[]> {
    return Promise.resolve([...this.tables[table].values()]);
  }

  commit(changes: Parameters<Catalogue['commit']>[0]): Promise<void> {
    for (const { table, key, row } of changes) {
      if (row === null) this.tables[table].delete(key);
      else this.tables[table].set(key, row);
    }
    return Promise.resolve();
  }
}

export function memoryGround(clock: Pick<Ground, 'newToken' | 'nowMs'>): Ground {
  return {
    ...clock,
    disk: new MemoryDisk(),
    catalogue: new MemoryCatalogue(),
    turns: { shared: (work) => work(), aloneIfFree: (work) => work().then(() => true) },
    room: () => Promise.resolve(null),
  };
}
