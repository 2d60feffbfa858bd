/**
 * The Databento reader: DBN versions 1 to 3, `mbo` as an order tape, other schemas as what they are. Several files of
 * one schema follow each other in time.
 */
import { TapeBuilder } from '../builder';
import { ByteCursor } from '../byte-cursor';
import type { ByteStream } from '../byte-source';
import { tapeError, type Place } from '../errors';
import { importFeed } from '../events/feed';
import { stepText } from '../events/decimal';
import type { TapeManifest } from '../manifest';
import { FlowInstrument, OrderFlow, type FlowSummary } from '../order-flow';
import type { ImportInput, TapeReader } from '../sources';
import { DbnEvents } from './events';
import { DbnFile } from './file';
import { isDbn, isDbz, readMetadata, type DbnMetadata } from './metadata';
import { MboConverter } from './orders';

const NANO_SCALE = 9;
const LICENCE = 'Databento data: its owner’s terms';

interface OpenedFile {
  readonly stream: ByteStream;
  readonly metadata: DbnMetadata;
  readonly firstRecordNs: bigint;
}

async function openFiles(streams: readonly ByteStream[]): Promise<OpenedFile[]> {
  const files: OpenedFile[] = [];
  for (const stream of streams) {
    const cursor = new ByteCursor(stream);
    try {
      await cursor.need(16);
      if (isDbz(cursor.bytes)) {
        cursor.refuse(
          'is DBZ, the format before DBN, which is not read: convert it with Databento’s dbn tool',
          0,
        );
      }
      const metadata = await readMetadata(cursor);
      const hasRecord = await cursor.need(16);
      files.push({
        stream,
        metadata,
        firstRecordNs: hasRecord ? cursor.view.getBigUint64(cursor.at + 8, true) : 0n,
      });
    } finally {
      await cursor.close();
    }
  }
  const [first] = files;
  const other = files.find(({ metadata }) => metadata.schema !== first?.metadata.schema);
  if (other !== undefined) {
    const message = `holds ${other.metadata.schema}, ${first?.stream.name ?? ''} ${first?.metadata.schema ?? ''}. Convert them apart, then merge. Nothing was imported.`;
    throw tapeError('mixedKinds', { file: other.stream.name }, message);
  }
  return files.sort((a, b) => {
    if (a.firstRecordNs !== b.firstRecordNs) return a.firstRecordNs < b.firstRecordNs ? -1 : 1;
    return a.stream.name < b.stream.name ? -1 : 1;
  });
}

/** Steps in which markets move: 1, 2.5 and 5 of any power of ten, and halves of halves of 1. */
const ticks = [
  ...Array.from({ length: NANO_SCALE + 3 }, (_, power) => [
    10 ** power,
    2.5 * 10 ** power,
    5 * 10 ** power,
  ]).flat(),
  ...Array.from({ length: 9 }, (_, halvings) => 10 ** NANO_SCALE / 2 ** halvings),
]
  .filter(Number.isInteger)
  .sort((a, b) => b - a);

/**
 * Prices in the coarsest decimal step that holds them all; the tick is the largest usual one in all prices of orders,
 * because what few prices have in common may be larger than any tick.
 */
function settle(instrument: FlowInstrument): void {
  const { priceStep, orderStep } = instrument;
  let unit = 10 ** NANO_SCALE;
  while (priceStep % unit !== 0) unit /= 10;
  instrument.unitSteps = unit;
  const tick = ticks.find((step) => orderStep % step === 0 && step % unit === 0);
  instrument.tickSteps = orderStep === 0 ? unit : (tick ?? unit);
}

/** Of a power of ten. */
const zerosOf = (power: number): number => String(power).length - 1;

class DbnImport {
  #file: DbnFile | null = null;
  readonly #instruments = new Map<string, FlowInstrument>();
  readonly #wanted: ReadonlySet<string> | null;
  readonly #passBytes: number;

  constructor(
    readonly input: ImportInput,
    readonly files: readonly OpenedFile[],
  ) {
    const { symbol } = input.options;
    this.#wanted = symbol === undefined ? null : new Set(symbol.split(',').map((one) => one.trim()));
    this.#passBytes = files.reduce((sum, { stream }) => sum + stream.byteLength, 0);
  }

  get venue(): string {
    return this.files[0]?.metadata.dataset.split('.')[0] ?? '';
  }

  place = (): Place => this.#file?.place() ?? {};

  /** Null: not wanted. */
  symbolOf = (number: number, tsNs: bigint): string | null => {
    const symbol = this.#file?.metadata?.symbols.at(number, tsNs) ?? `#${number}`;
    return this.#wanted === null || this.#wanted.has(symbol) ? symbol : null;
  };

  instrumentOf = (number: number, tsNs: bigint): FlowInstrument | null => {
    const symbol = this.symbolOf(number, tsNs);
    if (symbol === null) return null;
    let found = this.#instruments.get(symbol);
    if (found === undefined) this.#instruments.set(symbol, (found = new FlowInstrument(symbol, this.venue)));
    return found;
  };

  async walkFiles(counts: Record<string, number>, onFile: (file: DbnFile) => Promise<void>): Promise<void> {
    for (const { stream } of this.files) {
      const file = new DbnFile(stream, counts);
      this.#file = file;
      try {
        await file.open();
        await onFile(file);
      } finally {
        await file.close();
      }
    }
  }

  async #walkOrders(
    flow: OrderFlow,
    builder: TapeBuilder | null,
  ): Promise<{ counts: Record<string, number>; steps: string[] }> {
    const counts: Record<string, number> = {};
    const converter = new MboConverter(flow, this.instrumentOf, counts, this.place);
    let done = 0;
    await this.walkFiles(counts, async (file) => {
      converter.startFile();
      await file.walk(converter, async (bytes) => {
        this.input.control.check(flow.sourceRows, Math.min(done + bytes, this.#passBytes));
        await builder?.drain();
      });
      done += file.source.byteLength;
    });
    flow.endMessage();
    return { counts, steps: converter.clock.steps() };
  }

  async orders(name: string): Promise<TapeManifest> {
    const { control, options } = this.input;
    control.totalBytes = 2 * this.#passBytes;
    const first = new OrderFlow(this.place);
    await this.#walkOrders(first, null);
    control.finishPart(this.#passBytes);
    if (first.instruments.length === 0)
      throw tapeError(
        'empty',
        { file: this.files[0]?.stream.name ?? '' },
        'holds no orders. Nothing was imported.',
      );
    const summary: FlowSummary = first.summarise(settle);
    const builder = new TapeBuilder('order', this.input.sink);
    const flow = new OrderFlow(this.place, builder, summary);
    const { counts, steps } = await this.#walkOrders(flow, builder);
    return builder.finish({
      name: options.name ?? name,
      instruments: summary.instruments.map(({ symbol, venue, unitSteps, tickSteps }) => ({
        ...{ symbol, venue, priceUnit: stepText(NANO_SCALE - zerosOf(unitSteps)) },
        ...{ unitsPerTick: tickSteps / unitSteps, lotSize: '1' },
      })),
      ...{ zone: 'UTC', dateKnown: true, converter: 'dbn@1', licence: options.licence ?? LICENCE },
      redistribute: options.redistribute ?? false,
      source: {
        ...{ kind: 'dbn', files: this.input.files, rows: flow.sourceRows, messages: counts },
        ...(steps.length > 0 ? { steps } : {}),
      },
    });
  }

  events(name: string): Promise<TapeManifest> {
    let messages: Record<string, number> = {};
    let steps: string[] = [];
    const feed = {
      ...{ name: this.files.map(({ stream }) => stream.name).join(', '), passBytes: this.#passBytes },
      walk: async (visit: DbnEvents['visit'], pause: (bytes: number) => Promise<void>) => {
        messages = {};
        const converter = new DbnEvents(this.symbolOf, this.venue, messages, this.place, visit);
        let done = 0;
        await this.walkFiles(messages, async (file) => {
          await file.walk(converter, (bytes) => pause(Math.min(done + bytes, this.#passBytes)));
          done += file.source.byteLength;
        });
        steps = converter.clock.steps();
      },
    };
    const options = { licence: LICENCE, ...this.input.options };
    return importFeed(
      feed,
      { ...this.input, options },
      {
        ...{ kind: 'dbn', converter: 'dbn@1', name },
        findings: () => ({ messages, ...(steps.length > 0 ? { steps } : {}) }),
      },
    );
  }
}

export const dbnReader: TapeReader = {
  id: 'dbn',
  label: 'Databento DBN',
  sniff: (_name, head) => (isDbn(head) || isDbz(head) ? 2 : 0),
  async import(input) {
    const files = await openFiles(input.streams);
    const job = new DbnImport(input, files);
    const name = (files[0]?.stream.name ?? '').replace(/\.dbn$/i, '');
    return files[0]?.metadata.schema === 'mbo' ? job.orders(name) : job.events(name);
  },
};
