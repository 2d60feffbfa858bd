/**
 * Events to a tape in two walks over the same feed: the first finds schema, instruments and steps, the second writes
 * rows. Knows no format; a feed gives the same events every time it is walked.
 */
import { TapeBuilder } from '../builder';
import type { TapeManifest } from '../manifest';
import type { ImportInput } from '../sources';
import { EventConverter } from './convert';
import type { MarketEvent } from './event';
import { summariseEvents } from './first-pass';
import type { PlainEvent } from './plain-event';

export interface EventFeed {
  /** of the file, for messages */
  readonly name: string;
  /** bytes that one walk reads */
  readonly passBytes: number;
  /**
   * Every event in order, to `plain` where the feed can say it in plain numbers, else to `visit`; `pause` is awaited
   * between pieces of input, with the bytes read so far.
   */
  walk(
    visit: (event: MarketEvent) => void,
    pause: (bytes: number) => Promise<void>,
    plain: (event: PlainEvent) => void,
  ): Promise<void>;
}

export interface FeedDescription {
  readonly kind: string;
  readonly converter: string;
  readonly name: string;
  /** IANA name of the zone that the source wrote its times in */
  readonly zone?: string;
  readonly dateKnown?: boolean;
  /** a size that needs finer lots than fit is refused instead of rounded */
  readonly isExact?: boolean;
  /** asked when everything was read: what was found and done on the way */
  readonly findings?: () => {
    readonly messages?: Record<string, number>;
    readonly steps?: readonly string[];
  };
}

export async function importFeed(
  feed: EventFeed,
  input: ImportInput,
  about: FeedDescription,
): Promise<TapeManifest> {
  const { control, options } = input;
  control.totalBytes = 2 * feed.passBytes;
  const summary = await summariseEvents(feed, control);
  if (about.isExact !== true) summary.settle();
  const builder = new TapeBuilder(summary.schema(), input.sink);
  const converter = new EventConverter(summary, builder);
  await feed.walk(
    (event) => converter.convert(event),
    async (bytes) => {
      control.check(converter.sourceRows, bytes);
      await builder.drain();
    },
    (event) => converter.convertPlain(event),
  );
  const { texts } = converter;
  const { messages, steps = [] } = about.findings?.() ?? {};
  const done = [...steps, ...summary.steps()];
  return builder.finish({
    ...(texts.length === 0 ? {} : { texts }),
    name: options.name ?? (about.name || 'events'),
    instruments: summary.instruments.map((instrument) => instrument.describe()),
    zone: about.zone ?? 'UTC',
    dateKnown: about.dateKnown ?? true,
    converter: about.converter,
    licence: options.licence ?? 'not stated',
    redistribute: options.redistribute ?? false,
    source: {
      kind: about.kind,
      files: input.files,
      rows: converter.sourceRows,
      ...(messages === undefined ? {} : { messages }),
      ...(done.length > 0 ? { steps: done } : {}),
    },
  });
}
