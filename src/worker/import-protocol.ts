/**
 * What page and library say to each other: files that are being brought in (the plan, what a person decided, what came
 * of it) and every call of the library worker. Plain data only.
 */
import type { Combination } from '../tape/import-many';
import type { FileProblem } from '../tape/plan';
import type { MappingKind, TimeForm } from '../tape/table/mapping';
import type { ColumnType, RowsRead, TablePreview } from '../tape/table/preview';
import type { CoveragePart, ImportOptions, Progress, StoredTape, TapeChange } from './protocol';

export type { ColumnType, Combination, FileProblem, MappingKind, RowsRead, TablePreview, TimeForm };

/** A column mapping on its way through the dialog; docs/TAPES.md says what each field means. */
export interface MappingDraft {
  kind: MappingKind;
  columns: Record<string, string>;
  time?: TimeForm;
  zone?: string;
  symbol?: string;
  venue?: string;
  durationNs?: string;
  priceDecimals?: number;
  sizeDecimals?: number;
  header?: boolean;
  delimiter?: string;
}

/** Files that become one tape. */
export interface PartJson {
  /** what the format is called */
  readonly format: string;
  readonly files: readonly string[];
  readonly bytes: number;
  readonly table: TablePreview | null;
  /** the fields that a column can be, by kind; `?` at the end: may be left out */
  readonly fields: Readonly<Record<MappingKind, readonly string[]>> | null;
}
export interface PlanJson {
  readonly parts: readonly PartJson[];
  /** files that nobody can read */
  readonly problems: readonly FileProblem[];
}

export interface ImportRequest {
  readonly combination: Combination;
  /** for each part of the plan; null leaves it out */
  readonly options: readonly (ImportOptions | null)[];
  readonly name?: string;
}
export interface ImportJson {
  readonly tapes: readonly StoredTape[];
  readonly problems: readonly FileProblem[];
}

export interface LibraryApi {
  /** What an import of these files would be. Reads the beginning of each and keeps nothing. */
  planImport(jobId: number, files: readonly File[]): Promise<PlanJson>;
  /** What a mapping makes of the first rows of a table. */
  readRows(table: TablePreview, mapping: unknown): Promise<RowsRead>;
  /** Tapes from files of any formats (LOBSTER takes its two files together, or the zip), or one tape of all of them. */
  importMany(
    jobId: number,
    files: readonly File[],
    request: ImportRequest,
    onProgress: (progress: Progress) => void,
  ): Promise<ImportJson>;
  /** A file of this site. */
  fetchFile(jobId: number, url: string, onProgress: (progress: Progress) => void): Promise<Blob>;
  /** A tape folder of this site: absolute URL of the folder, with or without its final slash. */
  loadTape(jobId: number, url: string, onProgress: (progress: Progress) => void): Promise<StoredTape>;
  /** tape.json and rows.parquet, or all parts in any order, as files */
  openTapeFiles(manifestJson: string, files: Blob | readonly File[]): Promise<StoredTape>;
  /** What a tape covers, from the statistics of its file; null where it has none. Decodes no row. */
  coverage(tape: StoredTape): Promise<readonly CoveragePart[] | null>;
  /** Another tape, made of this one. */
  derive(
    jobId: number,
    tape: StoredTape,
    change: TapeChange,
    onProgress: (progress: Progress) => void,
  ): Promise<StoredTape>;
  cancel(jobId: number): Promise<void>;
  get(hash: string): Promise<StoredTape | null>;
  list(): Promise<{ hash: string; name: string; rows: string; schema: string }[]>;
}
