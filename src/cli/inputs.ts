/**
 * Bytes that a command reads from a file or from standard input, from the beginning as often as it likes; gzip is
 * undone on the way, whatever the name. Files are streamed; standard input is kept in memory.
 * Invariant: what cannot be read or inflated is an E-FILE error with the name, never half a result without a word.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TapedeckError } from '../layout/errors';
import type { CliIo } from './io';

export interface ReplayableInput {
  readonly name: string;
  /** the inflated bytes, from the beginning */
  open(): AsyncIterable<Uint8Array>;
}

const readBytes = 1 << 20;

export async function openInput(operand: string, io: CliIo): Promise<ReplayableInput> {
  return operand === '-' ? bufferedInput(io) : fileInput(operand);
}

async function bufferedInput(io: CliIo): Promise<ReplayableInput> {
  const name = 'standard input';
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin()) chunks.push(chunk);
  const filled = chunks.filter((chunk) => chunk.length > 0);
  const head = Buffer.concat(filled.slice(0, 2));
  return { name, open: () => plainBytes(name, Readable.from(filled), isGzip(head)) };
}

async function fileInput(path: string): Promise<ReplayableInput> {
  const head = new Uint8Array(2);
  try {
    const file = await open(path);
    try {
      await file.read(head, 0, 2, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
  return {
    name: path,
    open: () => plainBytes(path, createReadStream(path, { highWaterMark: readBytes }), isGzip(head)),
  };
}

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

async function* plainBytes(name: string, source: Readable, isPacked: boolean): AsyncGenerator<Uint8Array> {
  const plain = isPacked ? source.pipe(createGunzip({ chunkSize: readBytes })) : source;
  // pipe() does not carry errors on
  if (isPacked) source.on('error', (error) => plain.destroy(error));
  try {
    for await (const chunk of plain as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw fileError(name, error);
  } finally {
    source.destroy();
  }
}

/** The whole of a small file as text. */
export async function readTextInput(operand: string, io: CliIo): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await openInput(operand, io)).open()) pieces.push(piece);
  return new TextDecoder().decode(Buffer.concat(pieces));
}

const plainReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  ENOSPC: 'the disk is full',
};

/** An error of the file system or of zlib as a sentence. Other errors pass through. */
export function fileError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TapedeckError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code.startsWith('Z_')) {
    return new TapedeckError(
      'E-FILE-02',
      `${path}: the gzip data is damaged or cut short (${error.message}). Get the file again.`,
      { path },
    );
  }
  const reason = plainReasons[code] ?? error.message;
  return new TapedeckError('E-FILE-01', `${path}: ${reason}. Check the name.`, { path, code });
}
