/**
 * The event NDJSON reader: one file, one tape, two passes in bounded memory.
 */
import type { ByteStream } from '../byte-source';
import { tapeError } from '../errors';
import { eventFields, MarketEvent } from '../events/event';
import { importFeed, type EventFeed } from '../events/feed';
import { LineReader } from '../lines';
import type { TapeReader } from '../sources';
import { objectOfLine } from '../json/line';

const TYPE = new RegExp(`"type"\\s*:\\s*"(${Object.keys(eventFields).join('|')})"`);

function eventsOf(file: ByteStream): EventFeed {
  return {
    name: file.name,
    passBytes: file.byteLength,
    async walk(visit, pause) {
      const lines = new LineReader(file);
      const place = lines.place.bind(lines, undefined);
      do {
        while (lines.next()) visit(new MarketEvent(objectOfLine(lines), place));
        await pause(lines.bytesRead);
      } while (await lines.fill());
    },
  };
}

export const ndjsonReader: TapeReader = {
  id: 'ndjson',
  label: 'event NDJSON',
  sniff(name, head) {
    const text = new TextDecoder()
      .decode(head)
      .replace(/^\ufeff/, '')
      .trimStart();
    if (!text.startsWith('{')) return 0;
    if (TYPE.test(text.split('\n')[0] ?? '')) return 2;
    return /\.(ndjson|jsonl)$/i.test(name) ? 1 : 0;
  },
  async import(input) {
    const [file, second] = input.streams;
    if (file === undefined) throw new Error('no stream was recognised');
    if (second !== undefined) {
      const message = 'is a second event file. Drop one file at a time.';
      throw tapeError('incompleteSet', { file: second.name }, message);
    }
    const name = file.name.replace(/\.(nd)?jsonl?$/i, '');
    return importFeed(eventsOf(file), input, {
      ...{ kind: 'ndjson', converter: 'ndjson@1', name, isExact: true },
    });
  },
};
