/**
 * Tapes that follow each other in time to one tape of several files: a tape.json that lists them, and not one row is
 * read or copied. It replays as the merged tape would: what rests at the end of a part is gone at the beginning of the
 * next, which has a book of its own. Knows manifests, no bytes.
 */
import { tapeError } from './errors';
import { rootHash } from './hash';
import type { QualityLine, TapeManifest, TapePart } from './manifest';

export interface Joined {
  /** where its rows.parquet lies, relative to the folder of the new tape.json */
  readonly file: string;
  readonly bytes: number;
  readonly manifest: TapeManifest;
}

/** Throws E-TAPE-19 for tapes that differ in kind or in their instruments, E-TAPE-13 for those that overlap. */
export function joinTapes(tapes: readonly Joined[], name?: string): TapeManifest {
  const inOrder = [...tapes].sort((a, b) =>
    BigInt(a.manifest.firstTsNs) < BigInt(b.manifest.firstTsNs) ? -1 : 1,
  );
  const [head] = inOrder;
  const last = inOrder.at(-1);
  if (head === undefined || last === undefined || tapes.length < 2)
    throw tapeError('incompleteSet', {}, 'two or more tapes are joined. Nothing was written.');
  inOrder.forEach((tape, index) => checkNext(head, tape, inOrder[index - 1]));
  const { schema, instruments, zone, converter } = head.manifest;
  const manifests = inOrder.map(({ manifest }) => manifest);
  const blocks = manifests.flatMap((one) => one.blocks);
  const rows = manifests.reduce((sum, one) => sum + BigInt(one.rows), 0n);
  const parts = inOrder.map(partOf);
  return {
    ...{ format: 'tapedeck-tape', version: Math.max(...manifests.map(({ version }) => version)), schema },
    name: name ?? `${head.manifest.name} and ${tapes.length - 1} more`,
    hash: rootHash({ schema, rows, instruments, blocks, parts }),
    ...{ rows: String(rows), instruments, blocks, parts },
    ...{ firstTsNs: head.manifest.firstTsNs, lastTsNs: last.manifest.lastTsNs, zone },
    dateKnown: manifests.every((one) => one.dateKnown),
    source: {
      ...{ kind: 'join', files: [], rows: manifests.reduce((sum, one) => sum + one.source.rows, 0) },
      steps: [`${tapes.length} tapes one after the other, as they are`],
      parents: manifests.map(({ hash }) => hash),
    },
    licence: [...new Set(manifests.map(({ licence }) => licence))].join(' and '),
    redistribute: manifests.every((one) => one.redistribute),
    converter: manifests.every((one) => one.converter === converter) ? converter : 'join@1',
    capacities: {
      orders: Math.max(...manifests.map(({ capacities }) => capacities.orders)),
      farLevels: Math.max(...manifests.map(({ capacities }) => capacities.farLevels)),
    },
    counts: countsOf(manifests),
    quality: qualityOf(manifests),
  };
}

function checkNext(head: Joined, { file, manifest }: Joined, before: Joined | undefined): void {
  const nothing = 'Nothing was written.';
  const known = JSON.stringify(head.manifest.instruments);
  if (manifest.schema !== head.manifest.schema || JSON.stringify(manifest.instruments) !== known)
    throw tapeError(
      'mixedKinds',
      { file },
      `it has another schema or other instruments than ${head.file}: merge them instead. ${nothing}`,
    );
  if (manifest.texts !== undefined || manifest.parts !== undefined)
    throw tapeError(
      'mixedKinds',
      { file },
      `tapes with texts, and tapes in parts, are not joined. ${nothing}`,
    );
  if (before !== undefined && BigInt(manifest.firstTsNs) < BigInt(before.manifest.lastTsNs))
    throw tapeError(
      'timeWentBack',
      { file },
      `it begins before ${before.file} ends: merge them instead. ${nothing}`,
    );
}

const partOf = ({ file, bytes, manifest: { rows, firstTsNs, lastTsNs } }: Joined): TapePart => ({
  ...{ file, rows, bytes, firstTsNs, lastTsNs },
});

function countsOf(manifests: readonly TapeManifest[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const manifest of manifests)
    for (const [kind, count] of Object.entries(manifest.counts)) counts[kind] = (counts[kind] ?? 0) + count;
  return counts;
}

/** What was found in all parts; the statement is that of the first part in which it was found. */
function qualityOf(manifests: readonly TapeManifest[]): QualityLine[] {
  const found = new Map<string, QualityLine>();
  let rowsBefore = 0;
  for (const { quality, rows } of manifests) {
    for (const line of quality) {
      const before = found.get(line.rule);
      const own = line.firstRow === null ? null : line.firstRow + rowsBefore;
      const first = before === undefined || before.count === 0 ? { ...line, firstRow: own } : before;
      found.set(line.rule, { ...first, count: (before?.count ?? 0) + line.count });
    }
    rowsBefore += Number(rows);
  }
  return [...found.values()];
}
