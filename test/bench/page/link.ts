/**
 * The built page behind a line of known speed: every answer begins after a fixed wait and all answers share one
 * bandwidth, packed with gzip as hosts do. Remembers what was asked for, so that the weight of a visit is known.
 * Times in a browser on this machine then say something about people elsewhere.
 */
import { readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Line {
  readonly waitMs: number;
  readonly bytesPerMs: number;
}

export interface Site {
  readonly url: string;
  /** paths asked for since `forget`, in order */
  readonly asked: readonly string[];
  forget(): void;
  /** bytes of a file as they travel */
  packedBytes(path: string): number;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};
const PIECE_BYTES = 16_384;

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Answer {
  readonly head: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

/** Folders by the path below which they stand; the longest that fits counts. */
export type Folders = Readonly<Record<string, string>>;

function readAnswer(folders: Folders, path: string): Answer | null {
  const below = Object.keys(folders).filter((prefix) => path.startsWith(prefix));
  const prefix = below.sort((a, b) => b.length - a.length)[0] ?? '/';
  const folder = normalize(folders[prefix] ?? '.');
  const rest = path.slice(prefix.length);
  const file = normalize(join(folder, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest));
  if (!file.startsWith(folder) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return null;
  const type = TYPES[extname(file)];
  const raw = readFileSync(file);
  const body = type === undefined ? raw : gzipSync(raw, { level: 9 });
  const head = {
    'Content-Type': type ?? 'application/octet-stream',
    'Content-Length': body.byteLength,
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(type === undefined ? {} : { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' }),
  };
  return { head, body };
}

/** Serves the folders over the line; null is a line that costs nothing. */
export async function serveOverLine(folders: Folders, line: Line | null): Promise<Site> {
  const answers = new Map<string, Answer | null>();
  let asked: string[] = [];
  let freeAtMs = 0;
  const answerOf = (path: string): Answer | null => {
    let answer = answers.get(path);
    if (answer === undefined) answers.set(path, (answer = readAnswer(folders, path)));
    return answer;
  };
  async function send(response: ServerResponse, path: string): Promise<void> {
    const answer = answerOf(path);
    if (line !== null) await passed(line.waitMs);
    response.writeHead(answer === null ? 404 : 200, answer?.head ?? {});
    const body = answer?.body ?? Buffer.alloc(0);
    for (let at = 0; at < body.byteLength; at += PIECE_BYTES) {
      const piece = body.subarray(at, at + PIECE_BYTES);
      if (line !== null) {
        freeAtMs = Math.max(freeAtMs, performance.now()) + piece.byteLength / line.bytesPerMs;
        const waitMs = freeAtMs - performance.now();
        if (waitMs > 1) await passed(waitMs);
      }
      response.write(piece);
    }
    response.end();
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    asked.push(path);
    send(response, path).catch(() => response.destroy());
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    get asked() {
      return asked;
    },
    forget: () => void (asked = []),
    packedBytes: (path) => answerOf(path)?.body.byteLength ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
