/**
 * What the page may know of the workers: how to start them and how to call them. Invariant: nothing here or behind it
 * pulls the engine into the page's own bundle.
 */
import type { CellClient } from './cell-client';
import type { GatewayClient } from './gateway-client';
import type { QueryClient } from './query-client';
import { protocolVersion } from './protocol';

export { qualityRules, repairsOf } from '../tape/quality-rules';
export { CellClient, WorkerLost } from './cell-client';
export type { CallOptions, CellPort, ClientOptions } from './cell-client';
export { startCell, startLibrary, startStore, warmUp } from './start';
export type { JobOptions, Library, Store } from './start';
export type { GatewayClient } from './gateway-client';
export type { QueryClient } from './query-client';

/** The query engine and what talks to it are fetched when somebody asks the first question. */
export const startQuery = async (): Promise<QueryClient> => (await import('./query-client')).startQuery();

/** The only worker that talks to other hosts is fetched when somebody opens Live. */
export const startGateway = async (): Promise<GatewayClient> =>
  (await import('./gateway-client')).startGateway();

/** First call on every new cell: both sides must speak the same protocol. */
export async function greet(client: CellClient): Promise<void> {
  await client.call({ type: 'hello', protocol: protocolVersion });
}
