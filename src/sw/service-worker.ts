/**
 * Keeps the page working without a network. Its list of files is written into it by the build, so a changed file makes
 * it a new version; that one waits until every tab agrees to it. Answers for this folder only. Invariant: one version
 * serves one set of files; the files of the version before stay until the one after next, for tabs that still run it.
 */
import type { PrecacheList } from './precache-list';

declare const self: ServiceWorkerGlobalScope;
/** Put in place by the build (vite.config.ts). */
declare const PRECACHE: PrecacheList;

const prefix = 'tapedeck-';
const current = `${prefix}${PRECACHE.version}`;
/** Files fetched on first use; their names carry their hash, or the network is asked first. */
const onUse = `${prefix}on-use`;
/** A tape of hundreds of megabytes is kept when somebody asks for it, by the store, and never twice. */
const keptBytesMax = 64 * 1024 * 1024;
const scope = new URL('./', self.location.href).href;
const addressOf = (path: string): string => new URL(path, scope).href;
const own = new Set(PRECACHE.files.map(addressOf));

async function install(): Promise<void> {
  const cache = await caches.open(current);
  await Promise.all(
    PRECACHE.files.map(async (path) => {
      // A hashed file of the version before is the same file.
      const kept = path.startsWith('assets/') ? await caches.match(addressOf(path)) : undefined;
      const response = kept ?? (await fetch(new Request(addressOf(path), { cache: 'no-cache' })));
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await cache.put(addressOf(path), response);
    }),
  );
}

async function activate(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== onUse);
  // The oldest come first; the one before this one stays for the tabs that run it.
  const old = names.filter((name) => name !== current).slice(0, -1);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  const address =
    request.mode === 'navigate' && isPage(origin + pathname) ? addressOf('index.html') : origin + pathname;
  const cache = await caches.open(current);
  const kept = own.has(address) ? await cache.match(address) : undefined;
  if (kept !== undefined) return kept;
  if (address.startsWith(addressOf('assets/'))) return (await caches.match(address)) ?? fetchAndKeep(request);
  return fetchAndKeep(request).catch(async (error: unknown) => {
    const old = await caches.match(address);
    if (old !== undefined) return old;
    throw error;
  });
}

const isPage = (address: string): boolean => address === scope || address === addressOf('index.html');

async function fetchAndKeep(request: Request): Promise<Response> {
  const response = await fetch(request);
  const isLarge = Number(response.headers.get('content-length') ?? 0) > keptBytesMax;
  if (response.status === 200 && response.type === 'basic' && !isLarge) {
    const { origin, pathname } = new URL(request.url);
    const cache = await caches.open(onUse);
    // A full disk must not keep the page from its file.
    await cache.put(origin + pathname, response.clone()).catch(() => undefined);
  }
  return response;
}

/** Fetches what is otherwise fetched on first use, telling how far it is. */
async function fetchAll(client: Client): Promise<void> {
  const { later } = PRECACHE;
  let done = 0;
  for (const path of later) {
    client.postMessage({ type: 'fetched', done, total: later.length });
    const kept = await caches.match(addressOf(path));
    const response = kept ?? (await fetchAndKeep(new Request(addressOf(path))).catch(() => null));
    if (response === null) return client.postMessage({ type: 'fetched', done, total: 0 });
    done += 1;
  }
  client.postMessage({ type: 'fetched', done, total: later.length });
}

async function tellComplete(client: Client): Promise<void> {
  const kept = await Promise.all(PRECACHE.later.map((path) => caches.match(addressOf(path))));
  if (kept.every((response) => response !== undefined)) {
    client.postMessage({ type: 'fetched', done: kept.length, total: kept.length });
  }
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  // Parts of a file are not ours to cut: they go to the network.
  if (request.method !== 'GET' || request.headers.has('range') || !request.url.startsWith(scope)) return;
  event.respondWith(answer(request));
});
self.addEventListener('message', (event) => {
  const type: unknown = (event.data as { type?: unknown } | null)?.type;
  const client = event.source as Client | null;
  if (type === 'activate') event.waitUntil(self.skipWaiting());
  if (client === null) return;
  if (type === 'fetchAll') event.waitUntil(fetchAll(client));
  if (type === 'isComplete') event.waitUntil(tellComplete(client));
});
