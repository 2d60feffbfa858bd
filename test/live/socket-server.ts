/**
 * A small HTTP and WebSocket server on the loopback, for tests of live sources: text frames both ways, close and ping,
 * nothing else of RFC 6455. What is said over it, and every fault, is the test's.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Connection {
  readonly url: string;
  send(text: string): void;
  /** Without a word, as a cable that is pulled. */
  cut(): void;
  /** An orderly end. */
  close(code: number): void;
}
export interface Script {
  onConnect?(connection: Connection): void;
  onText?(connection: Connection, text: string): void;
  onRequest?(url: URL, respond: Respond, request: IncomingMessage): void;
}
export type Respond = (status: number, body: string, headers?: Record<string, string>) => void;

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;

function frameOf(kind: number, payload: Buffer): Buffer {
  const { length } = payload;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + extra);
  head[0] = 0x80 | kind;
  head[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) head.writeUInt16BE(length, 2);
  if (extra === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** Frames of a client, which are always masked; answers what is left over. */
function readFrames(bytes: Buffer, onFrame: (kind: number, payload: Buffer) => void): Buffer {
  let rest = bytes;
  for (;;) {
    if (rest.length < 6) return rest;
    let length = rest[1]! & 127;
    let at = 2;
    if (length === 126) {
      length = rest.readUInt16BE(2);
      at = 4;
    }
    if (rest.length < at + 4 + length) return rest;
    const mask = rest.subarray(at, at + 4);
    const payload = Buffer.from(rest.subarray(at + 4, at + 4 + length));
    for (let i = 0; i < length; i++) payload[i]! ^= mask[i & 3]!;
    onFrame(rest[0]! & 15, payload);
    rest = rest.subarray(at + 4 + length);
  }
}

function accept(request: IncomingMessage, socket: Socket, script: Script, open: Set<Connection>): void {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  const connection: Connection = {
    url: request.url ?? '',
    send: (text) => void (socket.writable && socket.write(frameOf(TEXT, Buffer.from(text)))),
    cut: () => void socket.destroy(),
    close(code) {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      socket.end(frameOf(CLOSE, payload));
    },
  };
  open.add(connection);
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    rest = readFrames(Buffer.concat([rest, bytes]), (kind, payload) => {
      if (kind === TEXT) script.onText?.(connection, payload.toString());
      else if (kind === CLOSE) socket.end(frameOf(CLOSE, payload));
      else if (kind === PING) socket.write(frameOf(10, payload));
    });
  });
  socket.on('close', () => open.delete(connection));
  socket.on('error', () => open.delete(connection));
  script.onConnect?.(connection);
}

function respondTo(response: ServerResponse): Respond {
  return (status, body, headers = {}) => {
    if (response.destroyed) return;
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': '*',
      ...headers,
    });
    response.end(body);
  };
}

export async function startSocketServer(script: Script): Promise<{
  rest: string;
  socket: string;
  open: ReadonlySet<Connection>;
  close(): Promise<void>;
}> {
  const open = new Set<Connection>();
  const server = createServer((request, response) =>
    script.onRequest === undefined
      ? respondTo(response)(404, '')
      : script.onRequest(new URL(request.url ?? '/', 'http://localhost'), respondTo(response), request),
  );
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => accept(request, socket, script, open));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ rest: `http://127.0.0.1:${port}`, socket: `ws://127.0.0.1:${port}`, open },
    close: () =>
      new Promise((resolve) => {
        for (const connection of open) connection.cut();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
