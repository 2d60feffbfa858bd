/**
 * What a run is opened from: its manifest, its tape in hand and what people did. Two sources that are one object are
 * one run; a changed log is a new source.
 */
import {
  parseManifest,
  withBeside,
  type CommandInput,
  type InstrumentTerms,
  type Manifest,
} from '../../scenario';
import type { StoredTape } from '../../worker/protocol';

export interface RunSource {
  readonly title: string;
  readonly manifest: Manifest;
  readonly humanLog: readonly CommandInput[];
  readonly tape: StoredTape | null;
  /** the tapes that the manifest names as `beside`, in its order */
  readonly beside?: readonly StoredTape[];
}

/** What the page reads of tape.json; the library has checked the whole of it. */
export interface TapeFacts {
  readonly name: string;
  readonly hash: string;
  readonly schema: string;
  readonly rows: string;
  readonly firstTsNs: string;
  readonly lastTsNs: string;
  readonly zone: string;
  readonly dateKnown: boolean;
  readonly licence: string;
  readonly redistribute: boolean;
  readonly converter: string;
  readonly blocks: readonly string[];
  /** the files of a tape that lies in several */
  readonly parts?: readonly { readonly file: string; readonly bytes: number }[];
  readonly instruments: readonly {
    readonly symbol: string;
    readonly venue: string;
    readonly priceUnit: string;
    readonly unitsPerTick: number;
    readonly lotSize: string;
    readonly terms?: InstrumentTerms;
  }[];
  readonly source: {
    readonly kind?: string;
    readonly levels?: number;
    readonly rows?: number;
    readonly files?: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
    readonly steps?: readonly string[];
    readonly parents?: readonly string[];
  };
  readonly counts: Readonly<Record<string, number>>;
  readonly quality: readonly {
    readonly rule: string;
    readonly count: number;
    readonly firstRow: number | null;
    readonly sql: string;
  }[];
}

/** Where a run was left, and a checkpoint of it if there is one. */
export interface Leaving {
  readonly eventCount: number;
  readonly ns: bigint;
  readonly checkpoint: Uint8Array | null;
}

export const tapeFacts = (tape: StoredTape): TapeFacts => tape.manifest as TapeFacts;

/** Schemas whose tapes stand beside a run and are not played alone. */
const besideSchemas: readonly string[] = ['news', 'action', 'fact'];

export const standsBeside = (tape: StoredTape): boolean => besideSchemas.includes(tapeFacts(tape).schema);

/** The same run with one more tape beside it; what people did stays. */
export function joined(source: RunSource, tape: StoredTape): RunSource {
  const { manifest, beside = [] } = source;
  const reference = { hash: tape.hash, name: tapeFacts(tape).name.slice(0, 200), url: '' };
  const more = withBeside(manifest, [reference]);
  return more === manifest ? source : { ...source, manifest: more, beside: [...beside, tape] };
}

/** The manifest of somebody who just opens a tape: every rule at its default. `url` is the folder, or empty. */
export function plainSource(tape: StoredTape, url: string, title?: string): RunSource {
  const { name } = tapeFacts(tape);
  const json = {
    version: 1,
    title: (title ?? name).slice(0, 200),
    tape: { hash: tape.hash, name: name.slice(0, 200), url },
  };
  return { title: title ?? name, manifest: parseManifest(json), humanLog: [], tape };
}

/** The pace at which somebody who just opens a tape wants to see it: bars are far apart. */
export function plainSpeed(tape: StoredTape): number {
  const { schema, rows, firstTsNs, lastTsNs } = tapeFacts(tape);
  if (schema !== 'bar') return 1;
  const barS = Number(BigInt(lastTsNs) - BigInt(firstTsNs)) / 1e9 / Math.max(1, Number(rows) - 1);
  return BAR_SPEEDS.find((speed) => barS / speed <= BAR_WALL_S) ?? 1000;
}

const BAR_SPEEDS = [1, 2, 5, 10, 50, 100, 1000];
/** a bar at least that often, in seconds of the wall clock */
const BAR_WALL_S = 1;
