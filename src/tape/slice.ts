/**
 * A part of a tape by time and instruments, as a tape of its own that begins with the book of that moment: orders in
 * their places, lots of unknown origin before them, levels as they stand. From its first moment on it replays to the
 * same books.
 */
import { CommandFlag, CommandKind } from '../layout/layout.gen';
import { column, i64Column, numberColumn } from './block';
import type { ByteSink } from './builder';
import { tapeError } from './errors';
import type { ImportControl } from './import-control';
import type { TapeManifest } from './manifest';
import { OrderBook } from './order-book';
import { replayRow } from './replay-row';
import { RowWriter } from './row-writer';
import type { TapeSource } from './tape';

export interface SliceOptions {
  /** from ≤ time < to, in ns */
  readonly fromNs: bigint;
  readonly toNs: bigint;
  /** those to take; absent: all */
  readonly symbols?: readonly string[];
  readonly name?: string;
  readonly sink: ByteSink;
  readonly control: ImportControl;
}

const SYNTHETIC = CommandFlag.synthetic;

class Opening {
  readonly books: OrderBook[] = [];
  readonly states: (number | undefined)[] = [];
  readonly quotes: (readonly (number | bigint)[] | undefined)[] = [];

  bookOf(instrument: number): OrderBook {
    return (this.books[instrument] ??= new OrderBook());
  }
}

/** Index of an instrument in the part; undefined: it is left out. */
type Places = readonly (number | undefined)[];

function placesOf({ instruments, name }: TapeManifest, symbols: readonly string[] | undefined): Places {
  const unknown = symbols?.find((symbol) => !instruments.some((one) => one.symbol === symbol));
  if (unknown !== undefined || symbols?.length === 0) {
    const known = instruments.map(({ symbol }) => symbol).join(', ');
    throw tapeError('empty', {}, `“${name}” has no instrument “${unknown ?? ''}”; it has ${known}.`);
  }
  let next = 0;
  return instruments.map(({ symbol }) => (symbols?.includes(symbol) === false ? undefined : next++));
}

/** The book of every instrument as one message each. */
function writeOpening(
  writer: RowWriter,
  { books, states, quotes }: Opening,
  fromNs: bigint,
  places: Places,
): void {
  const isOrder = writer.builder.schema === 'order';
  for (const [old, instrument] of places.entries()) {
    if (instrument === undefined) continue;
    const quote = quotes[old];
    if (quote !== undefined) {
      const [bidPriceUnits, bidLots, askPriceUnits, askLots] = quote as [bigint, number, bigint, number];
      writer.put(fromNs, { instrument, flags: SYNTHETIC, bidPriceUnits, bidLots, askPriceUnits, askLots });
      writer.end();
    }
    const row = { instrument, flags: SYNTHETIC, ...(isOrder ? { orderId: 0 } : {}) };
    const state = states[old];
    if (state !== undefined)
      writer.put(fromNs, { ...row, kind: CommandKind.tapeStatus, side: 0, priceUnits: 0, lots: state });
    for (const side of [0, 1] as const) {
      for (const level of books[old]?.sides[side] ?? []) {
        const at = { ...row, side, priceUnits: level.price };
        const anonymous = isOrder ? level.anonymous : level.total;
        if (anonymous > 0) writer.put(fromNs, { ...at, kind: CommandKind.tapeLevelSet, lots: anonymous });
        for (let order = isOrder ? level.first : null; order !== null; order = order.next) {
          const orderId = (BigInt(order.idHigh) << 32n) | BigInt(order.idLow);
          const flags = SYNTHETIC | (order.isFinal ? CommandFlag.final : 0);
          writer.put(fromNs, { ...at, kind: CommandKind.tapeAdd, orderId, lots: order.lots, flags });
        }
      }
    }
    writer.end();
  }
}

/** What is there before the first row of the part. */
async function openingOf(tape: TapeSource, { fromNs, control }: SliceOptions): Promise<Opening> {
  const opening = new Opening();
  const { schema, blocks } = tape.manifest;
  if (schema !== 'order' && schema !== 'depth' && schema !== 'quote') return opening;
  for (let index = 0; index < blocks.length; index++) {
    const block = await tape.readBlock(index);
    const stamps = i64Column(block, 'tsExchNs');
    const instruments = numberColumn(block, 'instrument');
    const replay = schema === 'quote' ? null : replayRow(block);
    const names = ['bidPriceUnits', 'bidLots', 'askPriceUnits', 'askLots'];
    for (let i = 0; i < block.rows; i++) {
      if ((stamps[i] as bigint) >= fromNs) return opening;
      const instrument = instruments[i] as number;
      if (replay === null)
        opening.quotes[instrument] = names.map((name) => column(block, name)[i] as number | bigint);
      else if (column(block, 'kind')[i] === CommandKind.tapeStatus)
        opening.states[instrument] = column(block, 'lots')[i] as number;
      else replay(i, opening.bookOf(instrument));
    }
    control.check(index, index);
  }
  return opening;
}

/** Copies what lies in the span; answers how many rows. */
async function copySpan(
  tape: TapeSource,
  writer: RowWriter,
  { fromNs, toNs, control }: SliceOptions,
  places: Places,
): Promise<number> {
  const { first, end } = await tape.blockRange(fromNs, toNs);
  let taken = 0;
  for (let index = first; index < end; index++) {
    const block = await tape.readBlock(index);
    const stamps = i64Column(block, 'tsExchNs');
    const flags = numberColumn(block, 'flags');
    const instruments = numberColumn(block, 'instrument');
    for (let i = 0; i < block.rows; i++) {
      const tsNs = stamps[i] as bigint;
      if (tsNs < fromNs || tsNs >= toNs) continue;
      const instrument = places[instruments[i] as number];
      if (instrument !== undefined) {
        writer.copy(block, i, { instrument });
        taken++;
      }
      if (((flags[i] as number) & CommandFlag.last) !== 0) writer.end();
    }
    control.check(writer.builder.rows, index);
    await writer.builder.drain();
  }
  writer.end();
  return taken;
}

export async function sliceTape(tape: TapeSource, options: SliceOptions): Promise<TapeManifest> {
  const { manifest } = tape;
  const { fromNs, toNs, symbols } = options;
  const places = placesOf(manifest, symbols);
  const writer = new RowWriter(manifest.schema, options.sink);
  writer.inherit(manifest);
  writeOpening(writer, await openingOf(tape, options), fromNs, places);
  if ((await copySpan(tape, writer, options, places)) === 0) {
    const message = `no row of it lies between ${fromNs} and ${toNs}; the tape goes from ${manifest.firstTsNs} to ${manifest.lastTsNs}.`;
    throw tapeError('empty', {}, message);
  }
  const { zone, dateKnown, licence, redistribute, source, texts } = manifest;
  const only = symbols === undefined ? '' : ` of ${symbols.join(', ')}`;
  return writer.builder.finish({
    name: options.name ?? `${manifest.name} (part)`,
    instruments: manifest.instruments.filter((_, index) => places[index] !== undefined),
    ...{ zone, dateKnown, licence, redistribute },
    ...(texts === undefined ? {} : { texts }),
    converter: 'slice@1',
    source: {
      ...{ kind: 'slice', files: source.files, rows: writer.sourceRow, parents: [manifest.hash] },
      ...(source.levels === undefined ? {} : { levels: source.levels }),
      steps: [`rows${only} from ${fromNs} to before ${toNs} ns, after the book of that moment`],
    },
  });
}
