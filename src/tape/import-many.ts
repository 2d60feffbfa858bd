/**
 * Several parts to tapes: each part one, each file one, or all of them one by time, venue and sequence. A part that fails
 * fails alone and says so; where one tape of all was asked for, nothing is made of the rest. Knows no format.
 */
import { TapedeckError } from '../layout/errors';
import type { ByteSink } from './builder';
import { tapeErrors } from './errors';
import { importAssigned } from './import';
import { ImportControl, type ImportProgress } from './import-control';
import type { TapeManifest } from './manifest';
import { mergeTapes } from './merge';
import type { AsyncBuffer } from './parquet-read';
import { eachFile, type FileProblem, type ImportPart, type ImportPlan } from './plan';
import type { ImportOptions } from './sources';
import { openTape } from './tape';

/** `parts`: a tape of every part; `files`: of every file; `one`: one tape of everything. */
export type Combination = 'parts' | 'files' | 'one';

/** Where the bytes of a tape go, and where they can be read again. */
export interface Scratch {
  readonly sink: ByteSink;
  read(): AsyncBuffer;
}
export interface MadeTape<Store extends Scratch> {
  readonly manifest: TapeManifest;
  readonly scratch: Store;
}
export interface ManyOptions<Store extends Scratch> {
  readonly combination: Combination;
  /** for each part of the plan; undefined leaves it out */
  readonly options: readonly (ImportOptions | undefined)[];
  /** of the one tape of everything */
  readonly name?: string;
  readonly scratch: () => Store;
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: string, progress: ImportProgress) => void;
}
export interface ManyResult<Store extends Scratch> {
  readonly tapes: readonly MadeTape<Store>[];
  readonly problems: readonly FileProblem[];
}

const nameOf = ({ opened }: ImportPart): string => opened.map(({ stream }) => stream.name).join(', ');
const hasCode = (error: unknown, name: 'timeWentBack' | 'cancelled'): boolean =>
  error instanceof TapedeckError && error.code === tapeErrors[name][0];

class Work<Store extends Scratch> {
  constructor(readonly many: ManyOptions<Store>) {}

  /** Files of a part follow each other; where they overlap in time, each is made a tape and these are merged. */
  async part(part: ImportPart, options: ImportOptions): Promise<MadeTape<Store>> {
    try {
      return await this.#alone(part, options);
    } catch (error) {
      const files = eachFile(part);
      if (files.length < 2 || !hasCode(error, 'timeWentBack')) throw error;
      const tapes: MadeTape<Store>[] = [];
      for (const file of files) tapes.push(await this.#alone(file, options));
      return this.merge(tapes, options.name);
    }
  }

  async merge(tapes: readonly MadeTape<Store>[], name: string | undefined): Promise<MadeTape<Store>> {
    const scratch = this.many.scratch();
    const sources = tapes.map((tape) => openTape(tape.manifest, tape.scratch.read()));
    const control = new ImportControl(this.#hooks('merging'));
    const named = name === undefined ? {} : { name };
    return { manifest: await mergeTapes(sources, { sink: scratch.sink, control, ...named }), scratch };
  }

  async #alone(part: ImportPart, options: ImportOptions): Promise<MadeTape<Store>> {
    const scratch = this.many.scratch();
    const hooks = { ...this.#hooks(`reading ${nameOf(part)}`), sink: scratch.sink };
    return { manifest: await importAssigned(part, options, hooks), scratch };
  }

  #hooks(what: string): { signal?: AbortSignal; onProgress: (progress: ImportProgress) => void } {
    const { signal, onProgress } = this.many;
    return {
      ...(signal === undefined ? {} : { signal }),
      onProgress: (progress) => onProgress?.(what, progress),
    };
  }
}

/** Throws E-TAPE-20 when it was cancelled; every other failure is a problem of the file that it was met in. */
export async function importMany<Store extends Scratch>(
  plan: ImportPlan,
  many: ManyOptions<Store>,
): Promise<ManyResult<Store>> {
  const work = new Work(many);
  const tapes: MadeTape<Store>[] = [];
  const problems: FileProblem[] = [];
  const tried = async (file: string, make: () => Promise<MadeTape<Store>>): Promise<void> => {
    try {
      tapes.push(await make());
    } catch (error) {
      if (!(error instanceof TapedeckError) || hasCode(error, 'cancelled')) throw error;
      problems.push({ file, code: error.code, message: error.message });
    }
  };
  for (const [index, part] of plan.parts.entries()) {
    const options = many.options[index];
    if (options === undefined) continue;
    for (const one of many.combination === 'files' ? eachFile(part) : [part])
      await tried(nameOf(one), () => work.part(one, options));
  }
  if (many.combination !== 'one' || tapes.length < 2) {
    const isWhole = many.combination !== 'one' || problems.length === 0;
    return { tapes: isWhole ? tapes : [], problems };
  }
  const made = tapes.splice(0);
  if (problems.length === 0) await tried('', () => work.merge(made, many.name));
  return { tapes, problems };
}
