/**
 * SHA-256 of a file's bytes, read in pieces: the proof that what lies on the disk is what was meant to.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const pieceBytes = 4 * 1024 * 1024;

export async function contentHash(content: Blob): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < content.size; at += pieceBytes) {
    hash.update(new Uint8Array(await content.slice(at, at + pieceBytes).arrayBuffer()));
  }
  return bytesToHex(hash.digest());
}
