/**
 * What a run is opened from: its manifest, its tape in hand and what people did. Two sources that are one object are
 * one run; a changed log is a new source.
 */
import { parseManifest, type CommandInput, type InstrumentTerms, type Manifest } from '../../scenario';
import type { StoredTape } from '../../worker/protocol';

export interface RunSource {
  readonly title: string;
  readonly manifest: Manifest;
  readonly humanLog: readonly CommandInput[];
  readonly tape: StoredTape | null;
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
