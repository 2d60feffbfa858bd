/**
 * What page and library say to each other about files that are being brought in: the plan, what a person decided, what
 * came of it. Plain data only.
 */
import type { Combination } from '../tape/import-many';
import type { FileProblem } from '../tape/plan';
import type { MappingKind, TimeForm } from '../tape/table/mapping';
import type { ColumnType, RowsRead, TablePreview } from '../tape/table/preview';
import type { ImportOptions, StoredTape } from './protocol';

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
