/**
 * The event NDJSON reader: one file, one tape, two passes in bounded memory.
 */
import { TapeBuilder } from '../builder';
import { tapeError } from '../errors';
import { LineReader } from '../lines';
import type { TapeManifest } from '../manifest';
import type { ImportInput, TapeReader } from '../sources';
import { EventConverter } from './convert';
import { eventFields, MarketEvent } from './event';
import { summariseEvents } from './first-pass';

const TYPE = new RegExp(`"type"\\s*:\\s*"(${Object.keys(eventFields).join('|')})"`);

async function importEvents(input: ImportInput): Promise<TapeManifest> {
  const [file, second] = input.streams;
  if (file === undefined) throw new Error('no stream was recognised');
  if (second !== undefined) {
    throw tapeError(
      'incompleteSet',
      { file: second.name },
      'is a second event file. Drop one file at a time.',
    );
  }
  const { control, options } = input;
  control.totalBytes = 2 * file.byteLength;
  const summary = await summariseEvents(file, control);
  const builder = new TapeBuilder(summary.schema(), input.sink);
  const converter = new EventConverter(summary, builder);
  const lines = new LineReader(file);
  do {
    while (lines.next()) converter.convert(new MarketEvent(lines));
    control.check(lines.row, lines.bytesRead);
    await builder.drain();
  } while (await lines.fill());
  return builder.finish({
    name: options.name ?? (file.name.replace(/\.(nd)?jsonl?$/i, '') || 'events'),
    instruments: summary.instruments.map((instrument) => instrument.describe()),
    zone: 'UTC',
    dateKnown: true,
    converter: 'ndjson@1',
    licence: options.licence ?? 'not stated',
    redistribute: options.redistribute ?? false,
    source: { kind: 'ndjson', files: input.files, rows: converter.sourceRows },
  });
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
  import: importEvents,
};
