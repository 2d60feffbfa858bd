/**
 * A part of a tape by time, as a tape of its own that begins with the book of that moment: orders in their places,
 * lots of unknown origin before them, levels as they stand. From its first moment on it replays to the same book.
 */
import { CommandFlag, CommandKind } from '../layout/layout.gen';
import { column, i64Column, numberColumn, type ColumnArray } from './block';
import { TapeBuilder, type ByteSink } from './builder';
import { tapeError } from './errors';
import type { ImportControl } from './import-control';
import type { TapeManifest } from './manifest';
import { OrderBook } from './order-book';
import { replayRow } from './replay-row';
import { schemas } from './schemas';
import type { TapeSource } from './tape';

export interface SliceOptions {
  /** from ≤ time < to, in ns */
  readonly fromNs: bigint;
  readonly toNs: bigint;
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

type Values = Readonly<Record<string, number | bigint>>;

class SliceWriter {
  readonly builder: TapeBuilder;
  sourceRow = 0;

  constructor(
    readonly tape: TapeSource,
    readonly options: SliceOptions,
  ) {
    this.builder = new TapeBuilder(tape.manifest.schema, options.sink);
  }

  put(tsNs: bigint, values: Values): void {
    const at = this.builder.next(tsNs);
    const { block } = this.builder;
    const all: Values = { tsExchNs: tsNs, tsLocalNs: tsNs, sourceRow: this.sourceRow, ...values };
    for (const [name, value] of Object.entries(all)) {
      const data: ColumnArray = column(block, name);
      data[at] = (
        data instanceof BigInt64Array || data instanceof BigUint64Array ? BigInt(value) : Number(value)
      ) as never;
    }
  }

  end(): void {
    this.builder.markLast();
    this.sourceRow++;
  }

  /** The book of every instrument as one message each. */
  open({ books, states, quotes }: Opening): void {
    const { fromNs } = this.options;
    for (const [instrument, quote] of quotes.entries()) {
      if (quote === undefined) continue;
      const [bidPriceUnits, bidLots, askPriceUnits, askLots] = quote as [bigint, number, bigint, number];
      this.put(fromNs, { instrument, flags: SYNTHETIC, bidPriceUnits, bidLots, askPriceUnits, askLots });
      this.end();
    }
    const isOrder = this.builder.schema === 'order';
    for (const [instrument, book] of books.entries()) {
      const before = this.builder.rows;
      const state = states[instrument];
      const row = { instrument, flags: SYNTHETIC, ...(isOrder ? { orderId: 0 } : {}) };
      if (state !== undefined)
        this.put(fromNs, { ...row, kind: CommandKind.tapeStatus, side: 0, priceUnits: 0, lots: state });
      for (const side of [0, 1] as const) {
        for (const level of book?.sides[side] ?? []) {
          const at = { ...row, side, priceUnits: level.price };
          const anonymous = isOrder ? level.anonymous : level.total;
          if (anonymous > 0) this.put(fromNs, { ...at, kind: CommandKind.tapeLevelSet, lots: anonymous });
          for (let order = isOrder ? level.first : null; order !== null; order = order.next) {
            const orderId = (BigInt(order.idHigh) << 32n) | BigInt(order.idLow);
            const flags = SYNTHETIC | (order.isFinal ? CommandFlag.final : 0);
            this.put(fromNs, { ...at, kind: CommandKind.tapeAdd, orderId, lots: order.lots, flags });
          }
        }
      }
      if (this.builder.rows > before) this.end();
    }
  }
}

/** What is there before the first row of the part. */
async function openingOf(tape: TapeSource, { fromNs, control }: SliceOptions): Promise<Opening> {
  const opening = new Opening();
  const { schema, blocks } = tape.manifest;
  if (schema === 'trade' || schema === 'bar') return opening;
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

export async function sliceTape(tape: TapeSource, options: SliceOptions): Promise<TapeManifest> {
  const { manifest } = tape;
  const { fromNs, toNs, control } = options;
  const writer = new SliceWriter(tape, options);
  writer.open(await openingOf(tape, options));
  const { first, end } = await tape.blockRange(fromNs, toNs);
  let taken = 0;
  for (let index = first; index < end; index++) {
    const block = await tape.readBlock(index);
    const stamps = i64Column(block, 'tsExchNs');
    const flags = numberColumn(block, 'flags');
    const names = schemas[block.schema].columns
      .map(({ name }) => name)
      .filter((name) => name !== 'sourceRow');
    for (let i = 0; i < block.rows; i++) {
      const tsNs = stamps[i] as bigint;
      if (tsNs < fromNs || tsNs >= toNs) continue;
      writer.put(
        tsNs,
        Object.fromEntries(names.map((name) => [name, column(block, name)[i] as number | bigint])),
      );
      taken++;
      if (((flags[i] as number) & CommandFlag.last) !== 0) writer.end();
    }
    control.check(writer.builder.rows, index);
    await writer.builder.drain();
  }
  if (taken === 0) {
    const message = `no row lies between ${fromNs} and ${toNs}; the tape goes from ${manifest.firstTsNs} to ${manifest.lastTsNs}.`;
    throw tapeError('empty', {}, message);
  }
  const { instruments, zone, dateKnown, licence, redistribute, source } = manifest;
  return writer.builder.finish({
    ...{
      name: options.name ?? `${manifest.name} (part)`,
      instruments,
      zone,
      dateKnown,
      licence,
      redistribute,
    },
    converter: 'slice@1',
    source: {
      ...{ kind: 'slice', files: source.files, rows: writer.sourceRow, parents: [manifest.hash] },
      ...(source.levels === undefined ? {} : { levels: source.levels }),
      steps: [`rows from ${fromNs} to before ${toNs} ns, after the book of that moment`],
    },
  });
}
