/**
 * The LOBSTER reader: recognises message and order book files, pairs them and runs the two passes.
 * One pair a tape. Symbol and date come from the file names where they are there.
 */
import { TapeBuilder } from '../builder';
import type { ByteStream } from '../byte-source';
import { tapeError } from '../errors';
import type { TapeManifest } from '../manifest';
import type { ImportInput, TapeReader } from '../sources';
import { LobsterConverter } from './convert';
import { dateText, parseLobsterName, type LobsterRole } from './file-name';
import { summariseMessages } from './first-pass';
import { newYorkMidnightNs } from '../../scenario/calendar/new-york';

const MESSAGE_LINE = /^\d{1,6}(\.\d+)?,[1-7],-?\d+,\d+,-?\d+,-?1(,.*)?$/;
const BOOK_LINE = /^(-?\d+,\d+,-?\d+,\d+)(,-?\d+,\d+,-?\d+,\d+)*$/;

function firstLine(head: Uint8Array): string {
  const text = new TextDecoder().decode(head.subarray(0, 8192));
  return (text.replace(/^\ufeff/, '').split('\n')[0] ?? '').trimEnd();
}

/** By the name first; by the first line where the name is silent. */
export function lobsterRole(name: string, head: Uint8Array): LobsterRole | null {
  const { role } = parseLobsterName(name);
  if (role !== null) return role;
  const line = firstLine(head);
  if (MESSAGE_LINE.test(line)) return 'message';
  return BOOK_LINE.test(line) ? 'orderbook' : null;
}

async function headOf(stream: ByteStream): Promise<Uint8Array> {
  for await (const piece of stream.stream()) return piece;
  return new Uint8Array(0);
}

async function pairFiles(streams: readonly ByteStream[]): Promise<Record<LobsterRole, ByteStream>> {
  const found: Partial<Record<LobsterRole, ByteStream>> = {};
  for (const stream of streams) {
    const role = lobsterRole(stream.name, await headOf(stream));
    if (role === null) continue;
    if (found[role] !== undefined) {
      const message = `is a second ${role} file beside ${found[role].name}. Drop one pair at a time.`;
      throw tapeError('incompleteSet', { file: stream.name }, message);
    }
    found[role] = stream;
  }
  const { message, orderbook } = found;
  if (message === undefined || orderbook === undefined) {
    const missing = message === undefined ? 'message' : 'orderbook';
    const text = `the ${missing} file is missing. LOBSTER data are two files: drop both together, or their zip.`;
    throw tapeError('incompleteSet', { file: (message ?? orderbook)?.name ?? '' }, text);
  }
  return { message, orderbook };
}

async function importLobster(input: ImportInput): Promise<TapeManifest> {
  const { options, control } = input;
  const { message, orderbook } = await pairFiles(input.streams);
  control.totalBytes = 2 * message.byteLength + orderbook.byteLength;
  const names = [message.name, orderbook.name].map(parseLobsterName);
  const date = names[0]?.date ?? names[1]?.date ?? null;
  const symbol = options.symbol ?? names[0]?.symbol ?? names[1]?.symbol ?? 'LOBSTER';
  const summary = await summariseMessages(message, control);
  const builder = new TapeBuilder('order', input.sink);
  const converter = new LobsterConverter(
    message,
    orderbook,
    summary,
    date ? newYorkMidnightNs(date) : 0n,
    builder,
  );
  try {
    const { levels, unitsPerTick } = await converter.convert(control);
    return await builder.finish({
      name: options.name ?? [symbol, date ? dateText(date) : '', `level ${levels}`].filter(Boolean).join(' '),
      instruments: [{ symbol, venue: 'NASDAQ', priceUnit: '0.0001', unitsPerTick, lotSize: '1' }],
      zone: 'America/New_York',
      dateKnown: date !== null,
      converter: 'lobster@1',
      licence: options.licence ?? 'LOBSTER academic data: its owner’s terms',
      redistribute: options.redistribute ?? false,
      source: {
        ...{ kind: 'lobster', files: input.files, rows: summary.rows, levels },
        ...(summary.roundedTimes > 0 ? { roundedTimes: summary.roundedTimes } : {}),
      },
    });
  } finally {
    await converter.close();
  }
}

export const lobsterReader: TapeReader = {
  id: 'lobster',
  label: 'LOBSTER message and order book files',
  sniff(name, head) {
    const line = firstLine(head);
    const { role } = parseLobsterName(name);
    const fits = MESSAGE_LINE.test(line) || BOOK_LINE.test(line);
    if (role !== null && /\.csv$/i.test(name)) return fits ? 2 : 1;
    return fits ? 1 : 0;
  },
  import: importLobster,
};
