/**
 * Files in the browser's own file system for this site (OPFS), written through the one interface that can flush. Works
 * in a worker only. Invariant: what was awaited was flushed and its handle closed; two tabs never write one file,
 * because every file has a name of its own.
 */
import { storeError } from './errors';
import type { Content, Disk, FileFact } from './ports';

const folderName = 'tapedeck';
const pieceBytes = 4 * 1024 * 1024;

type Entries = AsyncIterable<[string, FileSystemDirectoryHandle | FileSystemFileHandle]>;
const isMissing = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'NotFoundError';

/** A quota that is used up has one name here, whoever says it. */
export function asStoreError(error: unknown): unknown {
  const isQuota = error instanceof DOMException && error.name === 'QuotaExceededError';
  return isQuota ? storeError('full') : error;
}

export class OpfsDisk implements Disk {
  private constructor(private readonly root: FileSystemDirectoryHandle) {}

  /** Throws where there is no OPFS, or none that can be flushed. */
  static async open(): Promise<OpfsDisk> {
    if (typeof FileSystemFileHandle.prototype.createSyncAccessHandle !== 'function') {
      throw new Error('this browser cannot flush files');
    }
    const origin = await navigator.storage.getDirectory();
    return new OpfsDisk(await origin.getDirectoryHandle(folderName, { create: true }));
  }

  write(path: string, content: Content): Promise<void> {
    return this.withHandle(path, async (handle) => {
      handle.truncate(0);
      for (let at = 0; at < content.size; at += pieceBytes) {
        writeWhole(
          handle,
          new Uint8Array(await content.slice(at, Math.min(at + pieceBytes, content.size)).arrayBuffer()),
          at,
        );
      }
    });
  }

  append(path: string, atBytes: number, bytes: Uint8Array): Promise<void> {
    return this.withHandle(path, async (handle) => {
      if (handle.getSize() > atBytes) handle.truncate(atBytes);
      writeWhole(handle, bytes, atBytes);
    });
  }

  async read(path: string): Promise<Blob | null> {
    const file = await this.fileAt(path, false);
    return file === null ? null : file.getFile();
  }

  async remove(path: string): Promise<void> {
    const { folder, name } = partsOf(path);
    const holder = await this.folderAt(folder, false);
    await holder?.removeEntry(name).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }

  async list(): Promise<FileFact[]> {
    const found: FileFact[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, prefix: string): Promise<void> => {
      for await (const [name, entry] of folder as unknown as Entries) {
        if (entry.kind === 'directory') await walk(entry, `${prefix}${name}/`);
        else found.push({ path: prefix + name, bytes: (await entry.getFile()).size });
      }
    };
    await walk(this.root, '');
    return found;
  }

  private async withHandle(
    path: string,
    work: (handle: FileSystemSyncAccessHandle) => Promise<void>,
  ): Promise<void> {
    try {
      const file = await this.fileAt(path, true);
      const handle = await file!.createSyncAccessHandle();
      try {
        await work(handle);
        handle.flush();
      } finally {
        handle.close();
      }
    } catch (error) {
      throw asStoreError(error);
    }
  }

  private async fileAt(path: string, create: boolean): Promise<FileSystemFileHandle | null> {
    const { folder, name } = partsOf(path);
    const holder = await this.folderAt(folder, create);
    return holder === null ? null : absent(holder.getFileHandle(name, { create }));
  }

  private async folderAt(
    path: readonly string[],
    create: boolean,
  ): Promise<FileSystemDirectoryHandle | null> {
    let folder: FileSystemDirectoryHandle | null = this.root;
    for (const name of path) folder = folder && (await absent(folder.getDirectoryHandle(name, { create })));
    return folder;
  }
}

const absent = <T>(handle: Promise<T>): Promise<T | null> =>
  handle.catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });

function partsOf(path: string): { folder: string[]; name: string } {
  const folder = path.split('/');
  return { name: folder.pop() ?? '', folder };
}

/** Browsers may write less than asked when the disk is full. */
function writeWhole(handle: FileSystemSyncAccessHandle, bytes: Uint8Array, at: number): void {
  const written = handle.write(bytes as BufferSource, { at });
  if (written !== bytes.byteLength) throw storeError('full', { written, wanted: bytes.byteLength });
}
