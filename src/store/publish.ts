/**
 * Puts a file on the disk so that it is either whole or garbage: written under a name of its own that no row mentions,
 * read back, and only then named by the caller's row. Invariant: a row never names bytes that were not read back.
 */
import { contentHash, PassingContent } from './content-hash';
import { storeError } from './errors';
import type { Content, Disk } from './ports';

export interface Published {
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of the file */
  readonly fileHash: string;
}

/** A content that is no Blob is read once: from a host a second time would cost as much as the first. */
export async function publish(disk: Disk, file: string, content: Content): Promise<Published> {
  const known = content instanceof Blob ? await contentHash(content) : null;
  const passing =
    content instanceof Blob
      ? null
      : content instanceof PassingContent
        ? content
        : new PassingContent(content, () => undefined);
  try {
    await disk.write(file, passing ?? content);
  } catch (error) {
    if (passing !== null) await disk.remove(file);
    throw error;
  }
  const fileHash = known ?? passing!.digest();
  const back = await disk.read(file);
  if (back === null || back.size !== content.size || (await contentHash(back)) !== fileHash) {
    await disk.remove(file);
    throw storeError('changed', { file });
  }
  return { file, bytes: content.size, fileHash };
}
