/**
 * Files of the page to tapes: the plan, the look at first rows, the import of several parts. Keeps nothing: what it
 * answers is a whole tape or the reason why there is none.
 */
import { sourceFromBlob } from '../tape/byte-source';
import { importMany, type Scratch } from '../tape/import-many';
import type { TapeManifest } from '../tape/manifest';
import { planImport, type ImportPart } from '../tape/plan';
import { mappingKinds, type MappingKind } from '../tape/table/mapping';
import { fieldsOf } from '../tape/table/preview';
import { bufferOf } from './buffer';
import type { FileProblem, ImportRequest, PartJson, PlanJson } from './import-protocol';
import type { Progress } from './protocol';
import { platformSha256 } from './platform-sha256';

export { readRows } from '../tape/table/preview';

const sourcesOf = (files: readonly File[]): ReturnType<typeof sourceFromBlob>[] =>
  files.map((file) => sourceFromBlob(file.name, file));

/** Parts of a Blob, which the browser may put on disk, unlike arrays. */
class BlobScratch implements Scratch {
  #parts: BlobPart[] = [];

  readonly sink = Object.assign(
    (bytes: Uint8Array): void => void this.#parts.push(bytes as Uint8Array<ArrayBuffer>),
    { sha256: platformSha256 },
  );

  get blob(): Blob {
    const blob = new Blob(this.#parts);
    this.#parts = [blob];
    return blob;
  }

  read(): ReturnType<typeof bufferOf> {
    return bufferOf(this.blob);
  }
}

function partJson({ reader, opened, table }: ImportPart): PartJson {
  const kinds = Object.keys(mappingKinds) as MappingKind[];
  const columns = table?.columns.length ?? 0;
  return {
    format: reader.label,
    files: opened.map(({ stream }) => stream.name),
    bytes: [...new Set(opened.map(({ source }) => source))].reduce((sum, one) => sum + one.byteLength, 0),
    table,
    fields:
      table === null
        ? null
        : (Object.fromEntries(
            kinds.map((kind) => [kind, fieldsOf(kind, columns)]),
          ) as unknown as PartJson['fields']),
  };
}

export async function planOf(files: readonly File[]): Promise<PlanJson> {
  const { parts, problems } = await planImport(sourcesOf(files));
  return { parts: parts.map(partJson), problems };
}

/** The plan is made again: it is the same for the same files, and streams do not cross into the page. */
export async function makeTapes(
  files: readonly File[],
  { combination, options, name }: ImportRequest,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<{ tapes: { manifest: TapeManifest; parquet: Blob }[]; problems: readonly FileProblem[] }> {
  const plan = await planImport(sourcesOf(files));
  const { tapes, problems } = await importMany(plan, {
    ...{ combination, signal, scratch: () => new BlobScratch() },
    options: plan.parts.map((_, index) => options[index] ?? undefined),
    ...(name === undefined ? {} : { name }),
    onProgress: (what, { bytes, totalBytes }) => onProgress({ phase: what, done: bytes, total: totalBytes }),
  });
  return {
    tapes: tapes.map(({ manifest, scratch }) => ({ manifest, parquet: scratch.blob })),
    problems: [...plan.problems, ...problems],
  };
}
