/**
 * The page as an installed thing: its service worker, whether the network is there, whether a newer version waits.
 * A new version never takes over by itself: the person reloads when the run allows it.
 */
import { addressOf } from './address';
import type { Announcer } from './announcer.svelte';

interface OfflineState {
  readonly done: number;
  readonly total: number;
}

/** A sandboxed frame of an opaque origin throws where it is asked for one. */
function reachServiceWorker(): ServiceWorkerContainer | null {
  try {
    return navigator.serviceWorker ?? null;
  } catch {
    return null;
  }
}

/** Long after the first picture, so that large parts take the line from nothing that is waited for. */
const LATER_MS = 2_000;

/** True where the person asked the browser to spare the line; then large parts wait for their first use. */
function isSparing(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

export class Installation {
  isOffline = $state(!navigator.onLine);
  /** works without a network from now on */
  isReady = $state(false);
  hasNewVersion = $state(false);
  /** the download of everything, while it runs */
  download = $state.raw<OfflineState | null>(null);
  isComplete = $state(false);
  readonly #announcer: Announcer;
  #waiting: ServiceWorker | null = null;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
    window.addEventListener('online', () => (this.isOffline = false));
    window.addEventListener('offline', () => (this.isOffline = true));
  }

  /** After the first picture, so that it never waits for this. */
  async begin(): Promise<void> {
    const serviceWorker = reachServiceWorker();
    if (!import.meta.env.PROD || serviceWorker === null) return;
    serviceWorker.addEventListener('message', ({ data }) => this.#onMessage(data));
    const registration = await serviceWorker
      .register(addressOf('sw.js'), { updateViaCache: 'none' })
      .catch(() => undefined);
    // Refused by the browser, or by somebody who blocks workers of this kind.
    if (registration === undefined) return;
    this.#watch(registration);
    registration.addEventListener('updatefound', () => this.#watch(registration));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
    });
    await serviceWorker.ready;
    this.isReady = true;
    serviceWorker.controller?.postMessage({ type: 'isComplete' });
    if (!isSparing()) setTimeout(() => void (this.isComplete || this.makeOffline()), LATER_MS);
  }

  /** Starts the new version. The run has been saved; it comes back by itself. */
  reload(): void {
    const { serviceWorker } = navigator;
    serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    this.#waiting?.postMessage({ type: 'activate' });
  }

  /** Fetches what is otherwise fetched on first use. */
  async makeOffline(): Promise<void> {
    this.download = { done: 0, total: 0 };
    (await navigator.serviceWorker.ready).active?.postMessage({ type: 'fetchAll' });
  }

  #watch({ waiting, installing }: ServiceWorkerRegistration): void {
    const next = installing ?? waiting;
    const look = (): void => {
      if (next?.state !== 'installed' || navigator.serviceWorker.controller === null) return;
      this.#waiting = next;
      this.hasNewVersion = true;
      this.#announcer.say('A new version is ready. Reload after this run.');
    };
    next?.addEventListener('statechange', look);
    look();
  }

  #onMessage(data: unknown): void {
    const { type, done, total } = data as { type?: string; done: number; total: number };
    if (type !== 'fetched') return;
    this.isComplete = done === total;
    this.download = this.isComplete || total === 0 ? null : { done, total };
  }
}
