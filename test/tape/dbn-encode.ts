/** DBN files of versions 1 to 3 as Databento's specification lays them out; shares no code with the reader. */
import { concat } from './itch-encode';

type Part = readonly [bytes: number, value: number | bigint | string];

/** Little-endian integers by width, texts padded with zeros. */
function pack(...parts: Part[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of parts) {
    if (typeof value === 'string') bytes.set(new TextEncoder().encode(value), at);
    else {
      let rest = BigInt(value);
      for (let i = 0; i < width; i++, rest >>= 8n) bytes[at + i] = Number(rest & 0xffn);
    }
    at += width;
  }
  return bytes;
}

export interface MboRecord {
  readonly ts: number | bigint;
  readonly action: string;
  readonly side?: string;
  readonly id?: number | bigint;
  /** in 10⁻⁹ */
  readonly price?: number | bigint;
  readonly size?: number;
  readonly flags?: number;
  readonly instrument?: number;
}

const header = (words: number, type: number, instrument: number, ts: number | bigint): Part[] => [
  ...([
    [1, words],
    [1, type],
    [2, 1],
    [4, instrument],
    [8, ts],
  ] as Part[]),
];

export function mbo({
  ts,
  action,
  side = 'N',
  id = 0,
  price = 0,
  size = 0,
  flags = 128,
  instrument = 7,
}: MboRecord): Uint8Array {
  const head = header(14, 0xa0, instrument, ts);
  return pack(
    ...head,
    [8, id],
    [8, price],
    [4, size],
    [1, flags],
    [1, 0],
    [1, action],
    [1, side],
    [8, BigInt(ts) + 5n],
    [4, 0],
    [4, 0],
  );
}

export function bar(ts: number | bigint, prices: readonly number[], volume: number): Uint8Array {
  return pack(...header(14, 0x21, 7, ts), ...prices.map((price): Part => [8, price]), [8, volume]);
}

/** `mbp-1` and the touches of seconds and minutes: `type` 1, 0xc3, 0xc4; both sides as price and size. */
export function touch(
  {
    ts,
    receivedNs = ts,
    type = 1,
    instrument = 7,
    action = 'A',
    flags = 128,
    price = 0,
    extra = 0,
  }: {
    readonly ts: number | bigint;
    readonly receivedNs?: number | bigint;
    readonly type?: number;
    readonly instrument?: number;
    readonly action?: string;
    readonly flags?: number;
    readonly price?: number | bigint;
    /** bytes behind the record, as when it was asked for with the time of sending */
    readonly extra?: number;
  },
  bid: readonly [bigint, number],
  ask: readonly [bigint, number],
): Uint8Array {
  return pack(
    ...header(20 + extra / 4, type, instrument, ts),
    ...([
      [8, price],
      [4, 1],
      [1, action],
      [1, 'B'],
      [1, flags],
      [1, 0],
      [8, receivedNs],
      [4, 0],
      [4, 0],
    ] as Part[]),
    ...([
      [8, bid[0]],
      [8, ask[0]],
      [4, bid[1]],
      [4, ask[1]],
      [4, 1],
      [4, 1],
    ] as Part[]),
    ...([[extra, 0]] as Part[]),
  );
}

/** What a recording of the live feed says before it uses a number (versions 2 and 3). */
export function symbolMapping(instrument: number, asked: string, answered: string): Uint8Array {
  return pack(
    ...header(44, 0x16, instrument, 0),
    ...([
      [1, 1],
      [71, asked],
      [1, 1],
      [71, answered],
      [8, 0],
      [8, 0],
    ] as Part[]),
  );
}

export interface Mapping {
  readonly asked: string;
  /** first day, day after the last, symbol that it stands for */
  readonly spans: readonly (readonly [number, number, string])[];
}

export function dbn(
  version: 1 | 2 | 3,
  schema: number,
  records: readonly Uint8Array[],
  mappings: string | readonly Mapping[] = 'ESH4',
  typeIn = 1,
): Uint8Array {
  const list =
    typeof mappings === 'string'
      ? [{ asked: mappings, spans: [[20240101, 20240102, '7'] as const] }]
      : mappings;
  const symbol = list[0]?.asked ?? '';
  const width = version === 1 ? 22 : 71;
  const parts: Part[] = [
    ...([
      [16, 'GLBX.MDP3'],
      [2, schema],
      [8, 0],
      [8, 0],
      [8, 0],
    ] as Part[]),
    ...((version === 1 ? [[8, 0]] : []) as Part[]),
    ...([
      [1, typeIn],
      [1, 0],
      [1, 0],
    ] as Part[]),
    ...((version === 1
      ? [[47, 0]]
      : [
          [2, 71],
          [53, 0],
        ]) as Part[]),
    ...([
      [4, 0],
      [4, 1],
      [width, symbol],
      [4, 0],
      [4, 0],
      [4, list.length],
    ] as Part[]),
    ...list.flatMap(({ asked, spans }): Part[] => [
      [width, asked],
      [4, spans.length],
      ...spans.flatMap(([from, to, answered]): Part[] => [
        [4, from],
        [4, to],
        [width, answered],
      ]),
    ]),
  ];
  const metadata = pack(...parts, [
    version === 3 ? (8 - (parts.reduce((n, [w]) => n + w, 0) % 8)) % 8 : 0,
    0,
  ]);
  return concat([pack([3, 'DBN'], [1, version], [4, metadata.length]), metadata, ...records]);
}
