/**
 * The Alpha Vantage reader: answers with a time series of bars, newest first, in the zone that the answer names.
 * Its CSV is read as CSV. Alpha Vantage, “API documentation”.
 */
import { tapeError, type Place } from '../errors';
import { MarketEvent } from '../events/event';
import type { ExactObject } from '../events/exact-json';
import { importFeed } from '../events/feed';
import { walkJson } from '../json/document';
import { field, objectOf } from '../json/fields';
import type { TapeReader } from '../sources';
import { symbolOfName } from '../table/feed';
import { TimeReader } from '../table/times';
import { knowsZone, unknownZone } from '../../scenario/calendar/zones';

const MINUTE_NS = 60_000_000_000n;
const intervals: Readonly<Record<string, bigint>> = {
  ...{ '1min': MINUTE_NS, '5min': 5n * MINUTE_NS, '15min': 15n * MINUTE_NS, '30min': 30n * MINUTE_NS },
  ...{ '60min': 60n * MINUTE_NS, daily: 1440n * MINUTE_NS, weekly: 7n * 1440n * MINUTE_NS },
};
const SERIES = /time series|digital currency/i;

/** The value whose name ends in a word: `1. open`, `1a. open (USD)`. */
function valueOf(object: ExactObject, word: string): string | undefined {
  const name = Object.keys(object).find((key) => new RegExp(`^\\d+[ab]?\\. ${word}\\b`, 'i').test(key));
  return name === undefined ? undefined : field(object, name);
}

function intervalOf(title: string, steps: readonly bigint[]): bigint {
  for (const [word, ns] of Object.entries(intervals)) if (title.toLowerCase().includes(word)) return ns;
  return (
    steps.reduce((least, step) => (least === 0n || step < least ? step : least), 0n) || 1440n * MINUTE_NS
  );
}

interface Bar {
  readonly tsNs: bigint;
  readonly values: ExactObject;
}

export function barsOf(
  answer: ExactObject,
  options: { readonly symbol: string | undefined; readonly fileSymbol: string },
  place: () => Place,
  visit: (event: MarketEvent) => void,
): void {
  const refuse = (message: string): never => {
    throw tapeError('malformedRow', place(), `${message}. Nothing was imported.`);
  };
  const about = objectOf(answer['Meta Data']) ?? {};
  const title = Object.keys(answer).find((key) => SERIES.test(key));
  const series = title === undefined ? undefined : objectOf(answer[title]);
  if (title === undefined || series === undefined) {
    const said = ['Note', 'Information', 'Error Message'].map((name) => field(answer, name)).find(Boolean);
    return refuse(
      said === undefined ? 'holds no time series' : `holds no time series but says “${said.slice(0, 200)}”`,
    );
  }
  const from = valueOf(about, 'From Symbol');
  const pair = from === undefined ? undefined : `${from}/${valueOf(about, 'To Symbol') ?? ''}`;
  const symbol =
    options.symbol ??
    valueOf(about, 'Symbol') ??
    valueOf(about, 'Digital Currency Code') ??
    pair ??
    options.fileSymbol;
  const zone = valueOf(about, 'Time Zone') ?? 'UTC';
  const times = new TimeReader('auto', knowsZone(zone) ? zone : refuse(unknownZone(zone)));
  const bars = Object.entries(series)
    .map(([time, values]): Bar => ({
      tsNs: times.read(time) ?? refuse(`“${time.slice(0, 40)}” is no time`),
      values: objectOf(values) ?? refuse(`the bar of ${time} is no object`),
    }))
    .sort((a, b) => (a.tsNs < b.tsNs ? -1 : 1));
  const steps = bars.slice(1).map(({ tsNs }, i) => tsNs - (bars[i] as Bar).tsNs);
  const interval = valueOf(about, 'Interval') ?? '';
  const durationNs = String(intervalOf(`${title} ${interval}`, steps));
  for (const { tsNs, values } of bars) {
    const value = (word: string): string => valueOf(values, word) ?? refuse(`a bar has no ${word}`);
    const prices = { open: value('open'), high: value('high'), low: value('low'), close: value('close') };
    const volume = valueOf(values, 'volume') ?? '0';
    visit(new MarketEvent({ type: 'bar', ts: String(tsNs), symbol, durationNs, ...prices, volume }, place));
  }
}

export const alphaVantageReader: TapeReader = {
  id: 'alphavantage',
  label: 'Alpha Vantage JSON',
  sniff(_name, head) {
    const text = new TextDecoder().decode(head);
    return /^\s*\{\s*"(Meta Data|Note|Information|Error Message)"\s*:/.test(text) ? 2 : 0;
  },
  async import(input) {
    const [file, second] = input.streams;
    if (file === undefined) throw new Error('no stream was recognised');
    if (second !== undefined) {
      const message = 'is a second answer. Convert them apart, then merge. Nothing was imported.';
      throw tapeError('incompleteSet', { file: second.name }, message);
    }
    const name = file.name.replace(/\.json$/i, '');
    const options = { symbol: input.options.symbol, fileSymbol: symbolOfName(name) };
    const feed = {
      ...{ name: file.name, passBytes: file.byteLength },
      async walk(visit: (event: MarketEvent) => void, pause: (bytes: number) => Promise<void>) {
        const onValue = (value: Parameters<typeof objectOf>[0], place: () => Place): void => {
          const answer = objectOf(value);
          if (answer === undefined)
            throw tapeError('malformedRow', place(), 'is no answer of Alpha Vantage. Nothing was imported.');
          barsOf(answer, options, place, visit);
        };
        await walkJson(file, onValue, pause);
      },
    };
    return importFeed(feed, input, {
      ...{ kind: 'alphavantage', converter: 'alphavantage@1', name },
      findings: () => ({ steps: ['bars put in the order of time'] }),
    });
  },
};
