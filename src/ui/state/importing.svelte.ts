/**
 * What a person decides about files before they become tapes: which parts, what their columns are, one tape or several.
 * Shows what the library found and what it makes of the first rows. Invariant: nothing is imported before it is asked
 * for, and a mapping is remembered only when an import with it has succeeded.
 */
import type { Library } from '../../worker/client';
import { TapedeckError } from '../../layout/errors';
import type { StoredTape } from '../../worker/protocol';
import type {
  Combination,
  FileProblem,
  MappingDraft,
  PartJson,
  PlanJson,
  RowsRead,
} from '../../worker/import-protocol';
import { firstDraft } from './column-choice';
import type { JobOptions } from './one-job.svelte';
import type { SavedMappings } from './saved-mappings';

/** A part of the plan and what was decided about it. */
export interface PartChoice {
  readonly part: PartJson;
  readonly isTaken: boolean;
  /** null: the format needs none */
  readonly mapping: MappingDraft | null;
  /** where the mapping comes from */
  readonly origin: 'recognised' | 'saved' | 'person' | null;
  readonly symbol: string;
  /** what the mapping makes of the first rows; null while it is asked */
  readonly read: RowsRead | null;
}

interface Way {
  library(): Library;
  /** With progress and cancel; what fails is said by the page. */
  run(title: string, work: (options: JobOptions) => Promise<void>): Promise<void>;
  /** The first of the tapes comes into view, the others are kept. */
  accept(tapes: readonly StoredTape[], title: string, options: JobOptions): Promise<void>;
}

/** Any other problem is one of a row: its file fails with it and says where. */
const NOT_MAPPED = 'E-TAPE-22';

export class Importing {
  isOpen = $state(false);
  files = $state.raw<readonly File[]>([]);
  choices = $state.raw<readonly PartChoice[]>([]);
  problems = $state.raw<readonly FileProblem[]>([]);
  combination = $state<Combination>('parts');
  name = $state('');
  licence = $state('');
  isRemembered = $state(true);
  /** tapes that were made although something failed */
  madeCount = $state(0);

  readonly #way: Way;
  readonly #saved: SavedMappings;
  readonly #latest: number[] = [];
  #asked = 0;
  #last: { readonly files: readonly File[]; readonly plan: PlanJson } | null = null;

  constructor(way: Way, saved: SavedMappings) {
    this.#way = way;
    this.#saved = saved;
  }

  /** Tapes at once where the files say enough by themselves; otherwise the person is asked, and there is none yet. */
  async begin(files: readonly File[], options: JobOptions): Promise<readonly StoredTape[]> {
    const library = this.#way.library();
    const plan = await library.planImport(files, options);
    this.#last = { files, plan };
    if (plan.parts.length > 0 && !this.#isPlain(plan)) {
      this.show(files, plan);
      return [];
    }
    const saved = (part: PartJson): object => {
      const { mapping, origin } = this.#mappingOf(part);
      return origin === 'saved' ? { mapping } : {};
    };
    const request = { combination: 'parts' as const, options: plan.parts.map(saved) };
    const { tapes, problems } = await library.importMany(files, request, options);
    const [problem] = problems;
    if (problem !== undefined) throw new TapedeckError(problem.code, problem.message, { file: problem.file });
    return tapes;
  }

  /** One part, and a table of known columns. */
  #isPlain({ parts, problems }: PlanJson): boolean {
    const [part, second] = parts;
    if (part === undefined || second !== undefined || problems.length > 0) return false;
    return part.table === null || this.#mappingOf(part).mapping !== null;
  }

  /** The files that were met last, with everything that can be said about them. */
  reconsider(): void {
    const { files, plan } = this.#last ?? { files: [], plan: { parts: [], problems: [] } };
    this.show(files, plan);
  }

  show(files: readonly File[] = [], plan: PlanJson = { parts: [], problems: [] }): void {
    this.files = files;
    this.problems = plan.problems;
    this.madeCount = 0;
    this.name = '';
    const kindOf = ({ format, table }: PartJson): string => `${format}|${table?.mapping?.kind ?? ''}`;
    const [first, second] = plan.parts;
    const isOneKind = first !== undefined && plan.parts.every((part) => kindOf(part) === kindOf(first));
    this.combination = second !== undefined && isOneKind ? 'one' : 'parts';
    this.choices = plan.parts.map((part) => {
      const { mapping, origin } = this.#mappingOf(part);
      const draft = part.table === null ? null : (mapping ?? firstDraft(part.table));
      return { part, isTaken: true, mapping: draft, origin, symbol: '', read: null };
    });
    this.choices.forEach((_, index) => void this.#readRows(index));
    this.isOpen = true;
  }

  /** More files to those that are there. */
  async add(files: readonly File[]): Promise<void> {
    const all = [...this.files, ...files];
    await this.#way.run('files', async (options) => {
      const plan = await this.#way.library().planImport(all, options);
      this.#last = { files: all, plan };
      this.show(all, plan);
    });
  }

  close(): void {
    this.isOpen = false;
  }

  change(index: number, change: Partial<Omit<PartChoice, 'part' | 'read'>>): void {
    const isMapped = change.mapping !== undefined;
    this.choices = this.choices.map((choice, at) =>
      at === index ? { ...choice, ...change, ...(isMapped ? { origin: 'person' as const } : {}) } : choice,
    );
    if (isMapped || change.symbol !== undefined) void this.#readRows(index);
  }

  /** Back to what the names of the columns say; what was remembered for them is forgotten. */
  forget(index: number): void {
    const part = this.choices[index]?.part;
    if (part?.table === null || part?.table === undefined) return;
    this.#saved.forget(part.table.fingerprint);
    const { mapping } = part.table;
    this.change(index, { mapping: mapping ?? firstDraft(part.table) });
    this.change(index, { origin: mapping === null ? null : 'recognised' });
  }

  get canImport(): boolean {
    const taken = this.choices.filter(({ isTaken }) => isTaken);
    const isReadable = ({ mapping, read }: PartChoice): boolean =>
      mapping === null || (read !== null && read.problem?.code !== NOT_MAPPED);
    return taken.length > 0 && taken.every(isReadable);
  }

  async importNow(): Promise<void> {
    const taken = this.choices.filter(({ isTaken }) => isTaken);
    const title = taken.flatMap(({ part }) => part.files).join(', ');
    this.problems = [];
    await this.#way.run(title, async (options) => {
      const found = await this.#way.library().importMany(this.files, this.#request(), options);
      this.problems = found.problems;
      this.madeCount = found.tapes.length;
      if (found.tapes.length === 0) return;
      if (this.isRemembered) this.#remember(taken);
      if (found.problems.length === 0) this.close();
      await this.#way.accept(found.tapes, title, options);
    });
  }

  #request(): Parameters<Library['importMany']>[1] {
    const { name, licence, combination } = this;
    const told = licence.trim() === '' ? {} : { licence: licence.trim() };
    const options = this.choices.map(({ isTaken, mapping, origin, symbol }) => {
      if (!isTaken) return null;
      const mapped = mapping !== null && origin !== 'recognised' ? { mapping } : {};
      const named = symbol.trim() === '' ? {} : { symbol: symbol.trim() };
      return { ...mapped, ...named, ...told, ...(this.isOneTape ? this.#named(name) : {}) };
    });
    return { combination, options, ...this.#named(name) };
  }

  /** One part, one tape: it can have a name. */
  get isOneTape(): boolean {
    return this.combination !== 'files' && this.choices.filter(({ isTaken }) => isTaken).length === 1;
  }

  #named(name: string): { name?: string } {
    return name.trim() === '' ? {} : { name: name.trim() };
  }

  #remember(taken: readonly PartChoice[]): void {
    for (const { part, mapping, origin } of taken) {
      if (origin === 'person' && mapping !== null && part.table !== null)
        this.#saved.keep(part.table.fingerprint, mapping);
    }
  }

  #mappingOf({ table }: PartJson): Pick<PartChoice, 'origin' | 'mapping'> {
    if (table === null) return { origin: null, mapping: null };
    const saved = this.#saved.find(table.fingerprint);
    if (saved !== null) return { origin: 'saved', mapping: saved };
    if (table.mapping === null) return { origin: null, mapping: null };
    return { origin: 'recognised', mapping: table.mapping };
  }

  async #readRows(index: number): Promise<void> {
    const choice = this.choices[index];
    if (choice?.part.table === null || choice?.part.table === undefined || choice.mapping === null) return;
    const asked = ++this.#asked;
    this.#latest[index] = asked;
    const read = await this.#way.library().readRows(choice.part.table, {
      ...choice.mapping,
      ...(choice.symbol.trim() === '' ? {} : { symbol: choice.symbol.trim() }),
    });
    if (this.#latest[index] !== asked) return;
    this.choices = this.choices.map((one, at) => (at === index ? { ...one, read } : one));
  }
}
