/**
 * The Binance reader: recordings of the public streams, a message a line (with or without the local time before it),
 * and single answers of the REST interface.
 */
import { importFeed } from '../events/feed';
import { walkJson } from '../json/document';
import type { TapeReader } from '../sources';
import { symbolOfName } from '../table/feed';
import { BinanceConverter } from './convert';
import { contentsOf } from './messages';

const MESSAGE =
  /"e"\s*:\s*"(depthUpdate|bookTicker|trade|aggTrade|kline|24hrTicker|markPriceUpdate|forceOrder)"/;
const ANSWER = /"lastUpdateId"\s*:|"isBuyerMaker"\s*:|"bidPrice"\s*:/;
/** The touch of the spot stream names no kind. */
const TOUCH = /\{\s*"u"\s*:\s*\d+\s*,\s*"s"\s*:\s*"[^"]+"\s*,\s*"b"\s*:\s*"/;
const CANDLES = /^\[\s*\[\s*\d{13,16}\s*,\s*"/;
const NAME = /(\.(nd)?jsonl?|\.txt)$/i;

export const binanceReader: TapeReader = {
  id: 'binance',
  label: 'Binance recordings',
  sniff(_name, head) {
    const text = new TextDecoder()
      .decode(head)
      .replace(/^\ufeff/, '')
      .trimStart();
    if (!/^(\d{10,19} )?[{[]/.test(text)) return 0;
    return MESSAGE.test(text) || ANSWER.test(text) || TOUCH.test(text) || CANDLES.test(text) ? 2 : 0;
  },
  async import(input) {
    const { control, options } = input;
    const streams = [...input.streams].sort((a, b) => (a.name < b.name ? -1 : 1));
    const passBytes = streams.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const contents = await contentsOf(streams, () => control.check(0, 0));
    const name = (streams[0]?.name ?? '').replace(NAME, '');
    const symbol = options.symbol ?? symbolOfName(name);
    let converter = new BinanceConverter(contents, symbol, () => undefined);
    const feed = {
      ...{ name: streams.map((stream) => stream.name).join(', '), passBytes },
      async walk(visit: BinanceConverter['visit'], pause: (bytes: number) => Promise<void>) {
        converter = new BinanceConverter(contents, symbol, visit);
        let done = 0;
        for (const stream of streams) {
          const start = done;
          await walkJson(stream, converter.message.bind(converter), (bytes) => pause(start + bytes));
          done += stream.byteLength;
        }
      },
    };
    return importFeed(feed, input, {
      ...{ kind: 'binance', converter: 'binance@1', name },
      findings: () => converter.findings(),
    });
  },
};
