/**
 * A small static file server, for people who try the page and for the browser tests. It knows content types,
 * HEAD and byte ranges and sends no other headers than a host that was never configured would, so what works
 * here works on any static host. With `--headers` it sends those of the folder's `_headers` as well, like a host
 * that honours that file. It reads files below its folder only.
 */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { headersFor, parseHeaderRules } from './headers.mjs';
import { isProgram, root, say } from './setup.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.parquet': 'application/vnd.apache.parquet',
};

/** First and last byte of a `Range` header; `null` = the whole file, `undefined` = cannot be satisfied. */
function rangeOf(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const isSuffix = match[1] === '';
  const first = isSuffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = isSuffix || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return first <= last ? { first, last } : undefined;
}

/** The file that a path names, or null. A folder names its index.html. */
async function fileOf(folder, path) {
  const wanted = normalize(join(folder, path));
  if (wanted !== folder && !wanted.startsWith(folder + sep)) return null;
  try {
    const status = await stat(wanted);
    if (!status.isDirectory()) return { file: wanted, size: status.size };
    const index = join(wanted, 'index.html');
    return { file: index, size: (await stat(index)).size };
  } catch {
    return null;
  }
}

function refuse(response, status, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${status}\n`);
}

async function answer(request, response, { folder, prefix, rules, more }) {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, { Allow: 'GET, HEAD' });
  let path;
  try {
    path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
  } catch {
    return refuse(response, 400);
  }
  if (`${path}/` === prefix) return refuse(response, 301, { Location: prefix });
  if (!path.startsWith(prefix) || path.includes('\0')) return refuse(response, 404);
  const found = await fileOf(folder, path.slice(prefix.length));
  if (found === null) return refuse(response, 404);
  const { file, size } = found;
  const range = rangeOf(request.headers.range, size);
  if (range === undefined) return refuse(response, 416, { 'Content-Range': `bytes */${size}` });
  const headers = {
    ...more,
    'Content-Type': TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Cache-Control': 'no-cache',
    ...headersFor(rules, path.slice(prefix.length - 1)),
    'Accept-Ranges': 'bytes',
    'Content-Length': range === null ? size : range.last - range.first + 1,
  };
  if (range !== null) headers['Content-Range'] = `bytes ${range.first}-${range.last}/${size}`;
  response.writeHead(range === null ? 200 : 206, headers);
  if (request.method === 'HEAD' || headers['Content-Length'] === 0) return response.end();
  const bytes = createReadStream(file, range === null ? {} : { start: range.first, end: range.last });
  bytes.on('error', () => response.destroy());
  response.on('close', () => bytes.destroy());
  bytes.pipe(response);
}

function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });
}

/**
 * Serves a folder below `prefix`. Port 0 takes any free port; `isPortFixed` false falls back to a free port
 * when the wanted one is taken; `hasHeaders` sends the headers of the folder's `_headers`.
 *
 * @param {{
 *   folder: string, prefix?: string, port?: number, host?: string, isPortFixed?: boolean, hasHeaders?: boolean,
 *   headers?: Record<string, string>
 * }} options `headers` go with every file as well
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startServer({
  folder,
  prefix = '/',
  port = 0,
  host = '127.0.0.1',
  isPortFixed = false,
  hasHeaders = false,
  headers = {},
}) {
  const rules = hasHeaders ? parseHeaderRules(await readFile(join(folder, '_headers'), 'utf8')) : [];
  const site = { folder: normalize(folder), prefix, rules, more: headers };
  const server = createServer((request, response) => {
    answer(request, response, site).catch(() => response.destroy());
  });
  let actual;
  try {
    actual = await listen(server, port, host);
  } catch (error) {
    if (error.code !== 'EADDRINUSE' || isPortFixed) throw error;
    actual = await listen(server, 0, host);
  }
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${name}:${actual}${prefix}`, close };
}

/** The options `--port`, `--host` and `--headers`, as `npm start` and `npm run serve` share them. */
export function addressOptions(args = process.argv.slice(2)) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      headers: { type: 'boolean' },
      dev: { type: 'boolean' },
    },
  });
  const port = values.port === undefined ? 4173 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${values.port} is not a port number`);
  return {
    port,
    host: values.host ?? '127.0.0.1',
    isPortFixed: values.port !== undefined,
    hasHeaders: values.headers === true,
    isDev: values.dev === true,
  };
}

if (isProgram(import.meta.url)) {
  try {
    const { url } = await startServer({ folder: join(root, 'dist'), ...addressOptions() });
    process.stdout.write(`${url}\n`);
  } catch (error) {
    say(error.code === 'EADDRINUSE' ? 'The port is taken: choose another with --port.' : error.message);
    process.exitCode = 1;
  }
}
