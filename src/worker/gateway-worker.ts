/**
 * The gateway in a browser worker, started from a blob so that the page's policy holds here too: the only file of the
 * page that talks to other hosts. Chance is for jitter alone.
 */
import { expose } from 'comlink';
import { withCode } from './coded-errors';
import { Gateway } from './gateway';
import type { GatewayApi } from './gateway-protocol';
import { platformNet } from './live-net';

const gateway = new Gateway(platformNet(() => Math.random()));

const api: GatewayApi = {
  sources: withCode((list) => gateway.sources(list)),
  connect: withCode((ask, allowed) => gateway.connect(ask, allowed)),
  look: (levels) => gateway.look(levels),
  record: withCode((keep) => gateway.record(keep)),
  stopRecording: () => gateway.stopRecording(),
  disconnect: () => gateway.disconnect(),
};
expose(api);
