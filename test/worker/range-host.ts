/**
 * A real HTTP host for files on disk that answers ranges, counts what it sends, and fails when it is told to. What is
 * not below its folder it fetches from another server, so that a page and a tape can be of one origin.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

export interface RangeHost {
  readonly url: string;
  /** bytes of bodies, by the path below the folder */
  readonly sent: Map<string, number>;
  sentBytes(): number;
  /** answers whole files, as a host that knows no ranges */
  ignoresRanges: boolean;
  /** breaks off that many of the next answers */
  breaks: number;
  tag: string;
  close(): Promise<void>;
}

interface Options {
  readonly folder: string;
  /** path under which the folder lies */
  readonly prefix?: string;
  /** origin of everything else */
  readonly behind?: string;
}

const types: Readonly<Record<string, string>> = { '.json': 'application/json' };

async function pass(behind: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await fetch(new URL(request.url ?? '/', behind));
  const type = answer.headers.get('content-type') ?? 'application/octet-stream';
  response.writeHead(answer.status, { 'Content-Type': type, 'Cache-Control': 'no-cache' });
  response.end(new Uint8Array(await answer.arrayBuffer()));
}

function readPart(path: string, range: string | null): { body: Uint8Array; first: number; size: number } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const match = /^bytes=(\d+)-(\d+)$/.exec(range ?? '');
    const first = match === null ? 0 : Number(match[1]);
    const end = match === null ? size : Math.min(size, Number(match[2]) + 1);
    const body = new Uint8Array(end - first);
    readSync(file, body, 0, body.length, first);
    return { body, first, size };
  } finally {
    closeSync(file);
  }
}

export async function startRangeHost({ folder, prefix = '/', behind }: Options): Promise<RangeHost> {
  const sent = new Map<string, number>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (!pathname.startsWith(prefix) && behind !== undefined) return pass(behind, request, response);
    const name = normalize(pathname.slice(prefix.length));
    const range = host.ignoresRanges ? null : (request.headers.range ?? null);
    const { body, first, size } = readPart(join(folder, name), range);
    response.writeHead(range === null ? 200 : 206, {
      ...(range === null ? {} : { 'Content-Range': `bytes ${first}-${first + body.length - 1}/${size}` }),
      'Content-Type': types[extname(name)] ?? 'application/octet-stream',
      'Content-Length': body.length,
      ETag: host.tag,
    });
    if (host.breaks > 0 && body.length > 1) {
      host.breaks -= 1;
      response.write(body.subarray(0, body.length >> 1), () => response.destroy());
      return;
    }
    sent.set(name, (sent.get(name) ?? 0) + body.length);
    response.end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(404);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const host: RangeHost = {
    url: `http://127.0.0.1:${String(port)}${prefix}`,
    sent,
    sentBytes: () => [...sent.values()].reduce((sum, bytes) => sum + bytes, 0),
    ignoresRanges: false,
    breaks: 0,
    tag: '"1"',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return host;
}
