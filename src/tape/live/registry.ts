/**
 * The adapters there are: what each can show, whether it wants a key, how its symbols look. A new source of a known kind
 * is a line in the environment's file; a new kind is one adapter and one row here.
 */
import type { LiveAdapter, LiveAsk } from './adapter';
import { AlphaVantageLive } from './alpha-vantage';
import { BinanceLive } from './binance';
import { CmeLive } from './cme';
import { PolygonLive } from './polygon';

export interface AdapterFacts {
  readonly shows: string;
  readonly isKeyNeeded: boolean;
  readonly example: string;
  readonly symbol: RegExp;
  /** weight that a host allows in a minute; Infinity where it says so otherwise */
  readonly weightLimit: number;
  readonly make: (ask: LiveAsk) => LiveAdapter;
}

const pair = /^[A-Z0-9_]{2,30}$/;

export const adapters: Readonly<Record<string, AdapterFacts>> = {
  binance: {
    shows: 'the book by level, every trade, best bid and ask',
    ...{ isKeyNeeded: false, example: 'BTCUSDT', symbol: pair, weightLimit: 6000 },
    make: (ask) => new BinanceLive(ask, false),
  },
  'binance-futures': {
    shows: 'the book by level, every trade, best bid and ask',
    ...{ isKeyNeeded: false, example: 'BTCUSDT', symbol: pair, weightLimit: 2400 },
    make: (ask) => new BinanceLive(ask, true),
  },
  polygon: {
    shows: 'trades, best bid and ask',
    ...{ isKeyNeeded: true, example: 'AAPL', symbol: /^[A-Z0-9.-]{1,20}$/, weightLimit: Infinity },
    make: (ask) => new PolygonLive(ask),
  },
  'alpha-vantage': {
    shows: 'bars of a minute',
    ...{ isKeyNeeded: true, example: 'IBM', symbol: /^[A-Z0-9.-]{1,20}$/, weightLimit: Infinity },
    make: (ask) => new AlphaVantageLive(ask),
  },
  cme: {
    shows: 'the book by level, every trade',
    ...{ isKeyNeeded: false, example: 'ESZ6', symbol: /^[A-Z0-9 .:-]{1,30}$/, weightLimit: Infinity },
    make: (ask) => new CmeLive(ask),
  },
};
