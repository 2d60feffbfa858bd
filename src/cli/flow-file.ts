/**
 * The binary flow format (docs/FORMATS.md, "Flow file"): a 16-byte header and 40-byte records, turned into command
 * records without an object for either. Knows nothing of an engine.
 * Invariant: a record is read only when all of it is there; what is wrong is refused with its byte offset.
 */
import { TapedeckError } from '../layout/errors';
import { CommandKind, CommandLayout, Rank, Tif } from '../layout/layout.gen';
import type { ReplayableInput } from './inputs';

const headerBytes = 16;
const recordBytes = 40;
const recordWords = recordBytes >> 2;
const commandWords = CommandLayout.size >> 2;
const kinds = [CommandKind.new, CommandKind.cancel, CommandKind.replace] as const;

/** Word offsets within a flow record. */
const flow = { head: 0, lots: 1, sequence: 2, orderId: 4, price: 6 } as const;

/** Word offsets within a command record. */
const to = {
  tsNs: CommandLayout.tsNs >> 2,
  orderId: CommandLayout.orderId >> 2,
  priceUnits: CommandLayout.priceUnits >> 2,
  lots: CommandLayout.lots >> 2,
  kind: CommandLayout.kind >> 2,
  instrument: CommandLayout.instrument >> 2,
  account: CommandLayout.account >> 2,
} as const;

/** The version number right after the magic: four bytes that no text has there. */
export const isFlowHead = (head: Uint8Array): boolean =>
  head.length >= 12 && head[8] !== 0 && head[9] === 0 && head[10] === 0 && head[11] === 0;

const flowError = (code: string, name: string, byteOffset: number, message: string): TapedeckError =>
  new TapedeckError(code, `${name}, byte ${byteOffset}: ${message}`, { name, byteOffset });

/**
 * The records in order, as words, in chunks of whole records. Words are little endian, as every machine that Node runs
 * on keeps them. The chunk is overwritten when the next one is asked for.
 */
export async function* flowRecords(input: ReplayableInput, limit: number): AsyncGenerator<Uint32Array> {
  let held = new Uint8Array(0);
  let wanted = -1;
  let seen = 0;
  for await (const chunk of input.open()) {
    const bytes = new Uint8Array(held.length + chunk.length);
    bytes.set(held);
    bytes.set(chunk, held.length);
    let at = 0;
    if (wanted < 0) {
      if (bytes.length < headerBytes) {
        held = bytes;
        continue;
      }
      wanted = Math.min(countInHeader(bytes, input.name), limit);
      at = headerBytes;
    }
    const whole = Math.min(Math.floor((bytes.length - at) / recordBytes), wanted - seen);
    // a copy starts at an address that is a multiple of 8
    if (whole > 0) yield new Uint32Array(bytes.slice(at, at + whole * recordBytes).buffer);
    seen += whole;
    if (seen === wanted) return;
    held = bytes.subarray(at + whole * recordBytes);
  }
  const place = wanted < 0 ? held.length : headerBytes + seen * recordBytes + held.length;
  if (wanted < 0) throw flowError('E-FLOW-01', input.name, place, 'the file ends within its header.');
  throw flowError(
    'E-FLOW-02',
    input.name,
    place,
    `the file ends after ${seen} of ${wanted} records. Get the file again.`,
  );
}

function countInHeader(bytes: Uint8Array, name: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const version = view.getUint32(8, true);
  if (version !== 1)
    throw flowError('E-FLOW-01', name, 8, `the flow has version ${version}, only version 1 is read.`);
  return view.getUint32(12, true);
}

/**
 * Writes `count` records, starting with record `from` of the chunk, as commands to the start of `out`. `number` is the
 * number of the first one in the file, for messages.
 */
export function writeFlowCommands(
  records: Uint32Array,
  from: number,
  count: number,
  out: Uint32Array,
  place: { readonly name: string; readonly number: number },
): void {
  let target = 0;
  for (let source = from * recordWords; source < (from + count) * recordWords; source += recordWords) {
    const head = records[source + flow.head]!;
    const kind = kinds[head & 255];
    if (kind === undefined) {
      const number = place.number + source / recordWords - from;
      const byteOffset = headerBytes + number * recordBytes;
      throw flowError(
        'E-FLOW-03',
        place.name,
        byteOffset,
        `record ${number} has type ${head & 255}; 0, 1 and 2 are known.`,
      );
    }
    const side = (head >>> 8) & 255;
    const tif = kind === CommandKind.new && ((head >>> 16) & 255) !== 0 ? Tif.IOC : Tif.GTC;
    out[target + to.tsNs] = records[source + flow.sequence]!;
    out[target + to.tsNs + 1] = records[source + flow.sequence + 1]!;
    out[target + to.orderId] = records[source + flow.orderId]!;
    out[target + to.orderId + 1] = records[source + flow.orderId + 1]!;
    out[target + to.priceUnits] = records[source + flow.price]!;
    out[target + to.priceUnits + 1] = records[source + flow.price + 1]!;
    out[target + to.lots] = records[source + flow.lots]!;
    out[target + to.kind] = kind | (side << 8) | (tif << 16);
    out[target + to.instrument] = Rank.person << 16;
    out[target + to.account] = 0;
    target += commandWords;
  }
}

export interface FlowSurvey {
  readonly messages: number;
  /** new orders that may rest: no more can ever be live at once */
  readonly restingNews: number;
  /** highest price minus lowest, in units; 0 when there is none */
  readonly priceSpan: number;
}

/** One pass over the records for the capacities. */
export async function surveyFlow(input: ReplayableInput, limit: number): Promise<FlowSurvey> {
  let messages = 0;
  let restingNews = 0;
  let low = Infinity;
  let high = -Infinity;
  for await (const records of flowRecords(input, limit)) {
    messages += records.length / recordWords;
    for (let at = 0; at < records.length; at += recordWords) {
      const head = records[at + flow.head]!;
      const kind = kinds[head & 255];
      if (kind === CommandKind.cancel) continue;
      if (kind === CommandKind.new && (head & 0xff0000) === 0) restingNews++;
      const price = (records[at + flow.price + 1]! | 0) * 0x1_0000_0000 + records[at + flow.price]!;
      if (price < low) low = price;
      if (price > high) high = price;
    }
  }
  return { messages, restingNews, priceSpan: Math.max(0, high - low) };
}

export const recordsIn = (words: Uint32Array): number => words.length / recordWords;
