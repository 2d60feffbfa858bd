/**
 * Puts a file on the disk so that it is either whole or garbage: written under a name of its own that no row mentions,
 * read back, and only then named by the caller's row. Invariant: a row never names bytes that were not read back.
 */
import { contentHash } from './content-hash';
import { storeError } from './errors';
import type { Disk } from './ports';

export interface Published {
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of the file */
  readonly fileHash: string;
}

export async function publish(disk: Disk, file: string, content: Blob): Promise<Published> {
  const fileHash = await contentHash(content);
  await disk.write(file, content);
  const back = await disk.read(file);
  if (back === null || back.size !== content.size || (await contentHash(back)) !== fileHash) {
    await disk.remove(file);
    throw storeError('changed', { file });
  }
  return { file, bytes: content.size, fileHash };
}
