/**
 * The NASDAQ ITCH 5.0 reader: files of length-framed messages and captures of MoldUDP64. Several files are days that
 * follow each other; a book ends with its day.
 */
import { TapeBuilder } from '../builder';
import type { ByteStream } from '../byte-source';
import { tapeError } from '../errors';
import {
  daysFromCivil,
  isCivilDate,
  newYorkMidnightNs,
  type CivilDate,
} from '../../scenario/calendar/new-york';
import { OrderFlow, type FlowInstrument, type FlowSummary } from '../order-flow';
import type { ImportInput, TapeReader } from '../sources';
import type { TapeManifest } from '../manifest';
import { dateText } from '../lobster/file-name';
import { ItchConverter, ItchInstruments } from './convert';
import { isCapture, framedMessages, ItchFile } from './framing';

const CENT_STEPS = 100;
const NS_PER_DAY = 86_400_000_000_000n;

/** `01302019.NASDAQ_ITCH50`, `S081321-v50.txt`, `2019-12-30`, `20191230`. */
export function dateOfName(name: string): CivilDate | null {
  const forms: [RegExp, (parts: number[]) => CivilDate][] = [
    [/(\d{4})-(\d{2})-(\d{2})/, ([year, month, day]) => ({ year, month, day }) as CivilDate],
    [
      /(?:^|\D)(20\d{2})([01]\d)([0-3]\d)(?:\D|$)/,
      ([year, month, day]) => ({ year, month, day }) as CivilDate,
    ],
    [
      /(?:^|\D)([01]\d)([0-3]\d)(20\d{2})(?:\D|$)/,
      ([month, day, year]) => ({ year, month, day }) as CivilDate,
    ],
    [
      /(?:^|[^A-Za-z0-9])S([01]\d)([0-3]\d)(\d{2})-v/i,
      ([month, day, y]) => ({ year: 2000 + (y ?? 0), month, day }) as CivilDate,
    ],
  ];
  for (const [form, dateOf] of forms) {
    const found = form.exec(name)?.slice(1).map(Number);
    const date = found && dateOf(found);
    if (date && isCivilDate(date)) return date;
  }
  return null;
}

/** Midnight in New York of the day in which a moment lies. */
function midnightBefore(ns: bigint): bigint {
  for (const daysBack of [0n, 1n]) {
    const day = Number(ns / NS_PER_DAY - daysBack);
    const date = civilOf(day);
    const midnight = newYorkMidnightNs(date);
    if (midnight <= ns) return midnight;
  }
  return 0n;
}

function civilOf(day: number): CivilDate {
  let year = 1970 + Math.floor(day / 365.2425);
  while (daysFromCivil({ year: year + 1, month: 1, day: 1 }) <= day) year++;
  while (daysFromCivil({ year, month: 1, day: 1 }) > day) year--;
  let month = 12;
  while (daysFromCivil({ year, month, day: 1 }) > day) month--;
  return { year, month, day: day - daysFromCivil({ year, month, day: 1 }) + 1 };
}

/** A cent is the tick where every displayed price is a multiple of one, else the step in which prices are told. */
function settle(instrument: FlowInstrument): void {
  instrument.tickSteps = instrument.orderStep % CENT_STEPS === 0 ? CENT_STEPS : 1;
}

interface Walked {
  readonly flow: OrderFlow;
  readonly counts: Record<string, number>;
  readonly steps: readonly string[];
  readonly isDateKnown: boolean;
}

class ItchImport {
  readonly #instruments: ItchInstruments;
  #file: ItchFile | null = null;

  constructor(readonly input: ImportInput) {
    this.#instruments = new ItchInstruments(input.options.symbol);
  }

  async run(): Promise<TapeManifest> {
    const { control, options } = this.input;
    const streams = [...this.input.streams].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    const bytes = streams.reduce((sum, { byteLength }) => sum + byteLength, 0);
    control.totalBytes = 2 * bytes;
    const first = await this.#walk(streams, null);
    control.finishPart(bytes);
    if (first.flow.instruments.length === 0) this.#refuseEmpty(streams, first.counts);
    const builder = new TapeBuilder('order', this.input.sink);
    const { flow, counts, steps, isDateKnown } = await this.#walk(
      streams,
      builder,
      first.flow.summarise(settle),
    );
    const { instruments } = first.flow;
    const symbols = instruments.slice(0, 3).map(({ symbol }) => symbol);
    return builder.finish({
      name: options.name ?? `${symbols.join(' ')}${instruments.length > 3 ? ' …' : ''} ITCH`,
      instruments: instruments.map(({ symbol, venue, tickSteps }) => ({
        ...{ symbol, venue, priceUnit: '0.0001', unitsPerTick: tickSteps, lotSize: '1' },
      })),
      zone: 'America/New_York',
      dateKnown: isDateKnown,
      converter: 'itch@1',
      licence: options.licence ?? 'NASDAQ data: its owner’s terms',
      redistribute: options.redistribute ?? false,
      source: {
        ...{ kind: 'itch', files: this.input.files, rows: flow.sourceRows, messages: counts },
        ...(steps.length > 0 ? { steps } : {}),
      },
    });
  }

  async #walk(
    streams: readonly ByteStream[],
    builder: TapeBuilder | null,
    summary?: FlowSummary,
  ): Promise<Walked> {
    const place = () => this.#file?.place() ?? {};
    const flow = new OrderFlow(place, builder, summary);
    const counts: Record<string, number> = {};
    const midnights = streams
      .map(({ name }) => dateOfName(name))
      .map((date) => date && newYorkMidnightNs(date));
    const converter = new ItchConverter(flow, this.#instruments, place, null, midnightBefore);
    let done = 0;
    let isDateKnown = true;
    for (const [index, stream] of streams.entries()) {
      if (index > 0 && midnights[index] !== midnights[index - 1]) converter.endDay();
      this.#instruments.startDay();
      converter.midnightNs = midnights[index] ?? null;
      this.#file = new ItchFile(stream, counts);
      await this.#file.walk(converter, async (bytes) => {
        this.input.control.check(flow.sourceRows, done + bytes);
        await builder?.drain();
      });
      if (converter.midnightNs === 0n || converter.midnightNs === null) isDateKnown = false;
      done += stream.byteLength;
    }
    const { unknownReplaced, clock } = converter;
    const replaced = `${unknownReplaced} replacements of orders that were never added left out`;
    return {
      flow,
      counts,
      steps: [...clock.steps(), ...(unknownReplaced > 0 ? [replaced] : [])],
      isDateKnown,
    };
  }

  #refuseEmpty(streams: readonly ByteStream[], counts: Record<string, number>): never {
    const found = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
    const message = `holds no message that changes a book or prints a trade (${found.join(', ') || 'none at all'}). Nothing was imported.`;
    throw tapeError('empty', { file: streams.map(({ name }) => name).join(', ') }, message, { counts });
  }
}

function sortKey({ name }: ByteStream): string {
  const date = dateOfName(name);
  return `${date ? dateText(date) : ''}|${name}`;
}

export const itchReader: TapeReader = {
  id: 'itch',
  label: 'NASDAQ ITCH 5.0 (files and captures)',
  sniff(_name, head) {
    if (isCapture(head)) return 2;
    const { count, isWhole } = framedMessages(head);
    return count === 0 ? 0 : isWhole ? 2 : 1;
  },
  import: (input) => new ItchImport(input).run(),
};
