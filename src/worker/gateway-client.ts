/**
 * The page's side of the gateway: starts its worker and revives the codes of its errors. Loaded when somebody opens
 * Live, not with the page.
 */
import { proxy, wrap, type Remote } from 'comlink';
import gatewayUrl from './gateway-worker?worker&url';
import { revive } from './coded-errors';
import type { GatewayApi } from './gateway-protocol';
import { startWorker } from './start';

export interface GatewayClient extends GatewayApi {
  close(): void;
}

export function startGateway(): GatewayClient {
  const worker = startWorker(gatewayUrl, 'tapedeck-gateway');
  const remote: Remote<GatewayApi> = wrap<GatewayApi>(worker);
  async function call<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw revive(error);
    }
  }
  return {
    sources: (list) => call(remote.sources(list)),
    connect: (ask, allowed) => call(remote.connect(ask, allowed)),
    look: (levels) => call(remote.look(levels)),
    record: (keep) => call(keep === undefined ? remote.record() : remote.record(proxy(keep))),
    stopRecording: () => call(remote.stopRecording()),
    disconnect: () => call(remote.disconnect()),
    close: () => worker.terminate(),
  };
}
