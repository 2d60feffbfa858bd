/**
 * Column mappings that a person made, kept in this browser by the fingerprint of the columns, so that the next file of
 * the same columns needs no question. Knows nothing of what a mapping means: whoever uses one checks it.
 */
import type { MappingDraft } from '../../worker/import-protocol';
import type { Shelf } from './shelf';

const KEY = 'tapedeck.mappings';
const KEPT_MAX = 64;

interface SavedMapping {
  readonly fingerprint: string;
  readonly mapping: MappingDraft;
}

const isSaved = (value: unknown): value is SavedMapping => {
  if (typeof value !== 'object' || value === null) return false;
  const { fingerprint, mapping } = value as Record<string, unknown>;
  if (typeof fingerprint !== 'string' || typeof mapping !== 'object' || mapping === null) return false;
  const { kind, columns } = mapping as Record<string, unknown>;
  return typeof kind === 'string' && typeof columns === 'object' && columns !== null;
};

export class SavedMappings {
  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  find(fingerprint: string): MappingDraft | null {
    return this.#all().find((saved) => saved.fingerprint === fingerprint)?.mapping ?? null;
  }

  /** The symbol is left out: it belongs to the file, not to its columns. */
  keep(fingerprint: string, mapping: MappingDraft): void {
    const { symbol: _symbol, ...kept } = mapping;
    const others = this.#all().filter((saved) => saved.fingerprint !== fingerprint);
    this.#shelf.write(KEY, [{ fingerprint, mapping: kept }, ...others].slice(0, KEPT_MAX));
  }

  forget(fingerprint: string): void {
    this.#shelf.write(
      KEY,
      this.#all().filter((saved) => saved.fingerprint !== fingerprint),
    );
  }

  #all(): SavedMapping[] {
    const kept = this.#shelf.read(KEY);
    return Array.isArray(kept) ? kept.filter(isSaved) : [];
  }
}
