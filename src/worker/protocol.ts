/**
 * Every message between the page (or Node) and the cell, on one page. Plain data only: structured clone carries it,
 * bigint is nanoseconds, lots or price units. The cell is pulled: it sends a frame only as the answer to `frame`.
 * Invariant: each call gets exactly one `result` or `error`, whatever arrives in whatever order.
 */
import type { MoneyAnswer, MoneyQuestion } from './money-protocol';
import type { Claim } from '../share/shared-run';
import type { Verdict } from '../share/verdict';
import type { BarColumns, ImpactFigures, ProfileColumns } from '../sim';
import type { CoveragePart } from '../tape/coverage';
import type { CommandJson, DeskAnswers, DeskRequest } from './desk-protocol';
import type { FarRows } from './far-rows';
import type { VenueFrame } from './venue-protocol';

export type { BarColumns, CommandJson, CoveragePart, ImpactFigures, ProfileColumns };

export const protocolVersion = 1;

/** Wall pace of playback: 0.1 … 1000 simulated seconds a second, or as fast as the machine can. */
export type Speed = number | 'max';
export type StepKind = 'event' | 'trade' | 'bar';
export type SideWord = 'buy' | 'sell';

/** `tape.json` and the bytes of `rows.parquet`, or of all parts in order (a Blob is read in ranges and never copied). */
export interface TapeBytes {
  manifest: unknown;
  parquet: Blob | Uint8Array | FarRows;
}

export type Request =
  | { type: 'hello'; protocol: number }
  | {
      type: 'open';
      core: Uint8Array;
      manifest: unknown;
      tape: TapeBytes | null;
      /** the tapes that the manifest names as `beside`, in its order */
      beside?: readonly TapeBytes[];
      humanLog: readonly CommandJson[];
    }
  | { type: 'close' }
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'speed'; speed: Speed }
  /** A newer seek supersedes one that still waits; the older call answers with `superseded: true`. */
  | { type: 'seek'; ns: bigint }
  /** `barNs`: length of a bar, for steps by bar. */
  | { type: 'step'; kind: StepKind; direction: 1 | -1; barNs?: bigint }
  /** To exactly after that many events. */
  | { type: 'goTo'; event: number }
  /** To the next or last event that meets a condition (docs/FORMATS.md, "Condition"). Pauses. Sends progress. */
  | { type: 'jump'; condition: string; direction: 1 | -1 }
  /** Playback that reaches event `b` goes on at event `a`; null plays on. */
  | { type: 'loop'; loop: LoopEvents | null }
  | { type: 'submit'; command: CommandJson }
  | { type: 'view'; instrument: number; levels: number }
  /** `since`: the cursor of the last frame; null asks for all of the past that is kept. */
  | { type: 'frame'; since: FrameCursor | null }
  /**
   * The past of the instrument in view between two times, in `columns` equal parts, `levels` of the book on each side:
   * had by playing it again in an engine of its own, never past the playhead. A newer one supersedes an older one.
   */
  | { type: 'past'; fromNs: bigint; toNs: bigint; columns: number; levels: number }
  /** The newest reports, decoded, newest first; of these kinds alone, where some are named. */
  | { type: 'log'; limit: number; kinds?: readonly string[] }
  /** The journal up to `target` (null: the present), from what the caller has on. Moves nothing. Sends progress. */
  | { type: 'journal'; have: JournalPlace | null; target: Place | null }
  /** Messages per time bucket over the whole tape; decodes every block once. Sends progress. */
  | { type: 'timeline'; buckets: number }
  /** Makes every place quick to reach; `done` of its progress is ns since the start. Waits while playback is behind. */
  | { type: 'survey' }
  /** `whole` runs to the end in an engine of its own; the playhead does not move. Sends progress. */
  | { type: 'result'; scope: 'now' | 'whole' }
  | { type: 'verify'; claim: Claim }
  /** After a capacity fault: the same run with that capacity doubled, at the same place. Sends progress. */
  | { type: 'double' }
  /** The present as bytes, for `resume` in a fresh cell; refused when the engine does not hold together. */
  | { type: 'checkpoint' }
  /** To a place that was left: at this very event. A checkpoint that does not fit is left aside. Sends progress. */
  | { type: 'resume'; eventCount: number; ns: bigint; checkpoint: Uint8Array | null }
  | { type: 'humanLog' }
  | { type: 'money'; question: MoneyQuestion }
  | DeskRequest;

export type RequestType = Request['type'];
export type RequestOf<T extends RequestType> = Extract<Request, { type: T }>;

export interface InstrumentInfo {
  index: number;
  symbol: string;
  venue: string;
  /** decimal string: the value of one price unit */
  priceUnit: string;
  unitsPerTick: number;
  lotSize: string;
}
export interface LoopEvents {
  a: number;
  b: number;
}
export interface TapeInfo {
  hash: string;
  name: string;
  schema: string;
  rows: number;
  licence: string;
  zone: string;
  dateKnown: boolean;
  /** length of the shortest bar of a bar tape */
  barNs: bigint | null;
}
export interface OpenInfo {
  engine: string;
  manifestHash: string;
  title: string;
  startNs: bigint;
  endNs: bigint;
  instruments: InstrumentInfo[];
  tape: TapeInfo | null;
  assumptions: Record<string, string>;
  notes: string[];
}
export interface DepthRow {
  priceUnits: bigint;
  totalLots: bigint;
  orderCount: number;
}
export interface TradeRow {
  /** counts from 1 over the whole run, all instruments */
  number: number;
  tsNs: bigint;
  instrument: number;
  /** side of the aggressor; null when the source does not say */
  aggressor: SideWord | null;
  priceUnits: bigint;
  lots: number;
  kind: 'fill' | 'displayed' | 'hidden' | 'cross' | 'print';
}
export interface FaultInfo {
  code: string;
  message: string;
  /** the capacity that `double` would double, or null when doubling cannot help */
  capacity: string | null;
}
/** How far somebody has seen the past of one instrument. Belongs to the cell: send back what the last frame gave. */
export interface FrameCursor {
  epoch: number;
  trade: number;
  touch: number;
  session: number;
  known: number;
  bar: number;
  /** which truth the bars tell: another instrument or another log has others */
  bars: number;
  profile: number;
}
export interface SessionChange {
  tsNs: bigint;
  instrument: number;
  state: number;
}
/** A headline, what an auction gave, or something from a tape beside the run, when it became known; a dividend is `cash` for each `oldShares`. */
export type KnownEvent = { tsNs: bigint; instrument: number } & (
  | { kind: 'news'; text: string }
  | { kind: 'auction'; lots: number; priceUnits: bigint; rule: string }
  | { kind: 'fact'; text: string; decimals: number; value: bigint }
  | { kind: 'action'; action: string; newShares: number; oldShares: bigint; cash: bigint }
);
/** A report as docs/FORMATS.md §3 writes it: `n`, `ts`, `kind`, `instrument` and the fields of its kind. */
export type LogRow = Readonly<Record<string, string | number>>;
/** Best first in `bids` and `asks`; the touch is their first rows. */
export interface Frame {
  nowNs: bigint;
  startNs: bigint;
  endNs: bigint;
  eventCount: number;
  eventsToCome: number | null;
  sourceRow: number;
  isPlaying: boolean;
  isAtEnd: boolean;
  speed: Speed;
  instrument: number;
  bids: DepthRow[];
  asks: DepthRow[];
  cursor: FrameCursor;
  /** the newest of the past, instead of what follows the cursor that was sent */
  isReset: boolean;
  trades: TradeRow[];
  tradeCount: number;
  /** touch reports of the instrument, 32-byte units of docs/FORMATS.md §3, oldest first */
  touches: Uint8Array<ArrayBuffer>;
  sessions: SessionChange[];
  known: KnownEvent[];
  /** bars of a second; the first may be one that was sent before and has gone on */
  bars: BarColumns;
  /** bars that were sent before stay, up to the first of these; else these are all */
  keepsBars: boolean;
  /** lots traded since the start of the run, of the prices where that changed */
  profile: ProfileColumns;
  session: number;
  /** only where a market of its own reports its sessions */
  venue?: VenueFrame;
  /** digest of everything reported so far */
  digest: string;
  reportCount: number;
  counts: Record<string, number>;
  pendingCommands: number;
  /** rises whenever somebody acted: `humanLog` has become another */
  logRevision: number;
  /** what own orders did in the tape, one an instrument that takes them */
  impact: ImpactFigures[];
  fault: FaultInfo | null;
}
/** Snapshots of a book, bids then asks, best first, one after the other. */
export interface DepthPast {
  /** ns since the start of the run, rising */
  sinceNs: Float64Array<ArrayBuffer>;
  /** levels of each snapshot, and how many of them are bids */
  levels: Uint16Array<ArrayBuffer>;
  bids: Uint16Array<ArrayBuffer>;
  /** price and lots of every level of every snapshot */
  units: Float64Array<ArrayBuffer>;
  lots: Float64Array<ArrayBuffer>;
}
/** A stretch of the past of one instrument; times are ns since the start of the run, rising. */
export interface Past {
  instrument: number;
  fromNs: bigint;
  toNs: bigint;
  depth: DepthPast;
  /** prints; those of one part, price and aggressor (1 bought, −1 sold, 0 nobody says) are added up */
  trades: {
    sinceNs: Float64Array<ArrayBuffer>;
    units: Float64Array<ArrayBuffer>;
    lots: Float64Array<ArrayBuffer>;
    aggressor: Int8Array<ArrayBuffer>;
  };
  /** the touch: in each part its first, last, highest and lowest values; an empty side is NaN */
  touches: {
    sinceNs: Float64Array<ArrayBuffer>;
    bid: Float64Array<ArrayBuffer>;
    ask: Float64Array<ArrayBuffer>;
  };
}
export interface Place {
  nowNs: bigint;
  eventCount: number;
}
/** How much of the journal somebody has. Belongs to the cell: send back what the last piece gave. */
export interface JournalPlace {
  epoch: number;
  reports: number;
}
/** One level of a book; sides as in docs/FORMATS.md §3, 0 buy and 1 sell. */
export interface BookLevel extends DepthRow {
  instrument: number;
  side: number;
}
export interface JournalPiece extends JournalPlace {
  /** number of the first report in `units`; whatever the caller has from there on is void */
  from: number;
  units: Uint8Array<ArrayBuffer>;
  /** of the `news` and `fact` reports in `units`, in order */
  texts: string[];
  /** the moment that the pieces lead to: ask for it again until `isComplete` */
  target: Place;
  isComplete: boolean;
  /** the book at `target`, best levels first, with the last piece */
  book: BookLevel[];
}
export interface Timeline {
  startNs: bigint;
  endNs: bigint;
  counts: Uint32Array;
  /** where messages of the source are missing, ns since the start; the first thousand of them */
  gapsNs: Float64Array;
}
/** Run JSON of docs/FORMATS.md §8, the notes of the re-runs, and all block digests for links and files. */
export interface RunResultJson {
  version: 1;
  engine: string;
  manifestHash: string;
  tape: string | null;
  digest: string;
  reportCount: number;
  stateDigest: string;
  eventCount: number;
  counts: Record<string, number>;
  lastTsNs: string;
  assumptions: Record<string, string>;
  prefix: string[];
  impact?: readonly ImpactFigures[];
  notes: string[];
}
export interface WholeResult {
  result: RunResultJson;
  blockDigests: string[];
}
/** What each call answers. */
export interface Answers extends DeskAnswers {
  hello: { protocol: number; engineLayout: number };
  open: OpenInfo;
  close: null;
  play: null;
  pause: Place;
  speed: null;
  seek: Place & { superseded: boolean };
  step: Place & { moved: boolean };
  goTo: Place;
  jump: Place & { found: boolean };
  loop: null;
  /** the command as it stands in the human log, time included */
  submit: { command: CommandJson; endNs: bigint };
  view: null;
  frame: Frame;
  /** null: a newer one superseded it */
  past: Past | null;
  log: LogRow[];
  journal: JournalPiece;
  timeline: Timeline;
  survey: null;
  result: WholeResult;
  /** the verdict of share/verdict; `whole` is null when the run could not be finished */
  verify: { verdict: Verdict; whole: WholeResult | null };
  double: { notes: string[] };
  checkpoint: Place & { bytes: Uint8Array<ArrayBuffer> };
  resume: Place & { digest: string; reportCount: number; isFromCheckpoint: boolean };
  humanLog: CommandJson[];
  money: MoneyAnswer;
}
export type Answer<T extends RequestType> = Answers[T];

export interface Progress {
  phase: string;
  done: number;
  total: number;
}
/** A user-facing error with its stable code, or code `E-CELL-00` for a programmer's error. */
export interface ErrorJson {
  code: string;
  message: string;
  details: Record<string, unknown>;
}

export type ToCell =
  | { kind: 'call'; id: number; request: Request }
  | { kind: 'cancel'; id: number }
  | { kind: 'ping'; nonce: number };

export type FromCell =
  | { kind: 'result'; id: number; value: Answers[RequestType] }
  | { kind: 'error'; id: number; error: ErrorJson }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'pong'; nonce: number }
  /** playback stopped by itself: the end, a fault */
  | { kind: 'stopped'; reason: 'end' | 'fault' };

/** What the library worker (import of dropped files, tapes of this site) keeps for this session. */
export interface StoredTape {
  hash: string;
  /** tape.json, checked */
  manifest: unknown;
  parquet: Blob | FarRows;
  /** something about how it came that the person should know, a sentence */
  notice?: string;
}
export interface ImportOptions {
  name?: string;
  /** where the files do not say it */
  symbol?: string;
  licence?: string;
  redistribute?: boolean;
  /** what the columns of a table are (docs/TAPES.md, "CSV") */
  mapping?: unknown;
}
/** What may be done to a tape of which another one is made. `rights` keeps its hash; the others make a new one. */
export type TapeChange =
  | {
      kind: 'slice';
      /** from ≤ time < to; with `order` its life and a margin take their place */
      fromNs: bigint;
      toNs: bigint;
      order?: { id: bigint; marginNs: bigint };
      symbols?: readonly string[];
      name?: string;
    }
  | { kind: 'repair'; rules: readonly string[] }
  | { kind: 'rights'; licence: string; redistribute: boolean }
  /** JSON by symbol; null takes the terms away */
  | { kind: 'terms'; terms: Readonly<Record<string, unknown>> };
