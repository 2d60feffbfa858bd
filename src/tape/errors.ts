/**
 * Every refusal a tape or an import can meet: one table of stable codes, and the one way to throw them.
 * Knows no format. A message always carries the place (file, row, byte offset, block or path) it was given.
 */
import { TapedeckError } from '../layout/errors';

export const tapeErrors = {
  manifestMalformed: ['E-TAPE-01', 'tape.json has a field that is missing, unknown or of the wrong form'],
  manifestNewer: ['E-TAPE-02', 'tape.json was written by a newer version'],
  fileMismatch: [
    'E-TAPE-03',
    'rows.parquet does not have the row groups and columns that tape.json promises',
  ],
  blockHash: ['E-TAPE-04', 'a block does not have the hash written in tape.json'],
  blockDamaged: ['E-TAPE-05', 'a block or the footer of rows.parquet cannot be decoded'],
  rootHash: ['E-TAPE-06', 'the hash in tape.json is not the hash of its blocks and instruments'],
  unknownFormat: ['E-TAPE-10', 'no reader recognises the file'],
  malformedRow: ['E-TAPE-11', 'a row cannot be read'],
  rowMismatch: ['E-TAPE-12', 'two files that belong together have different numbers of rows'],
  timeWentBack: ['E-TAPE-13', 'a row is earlier than the row before it'],
  outOfRange: ['E-TAPE-14', 'a value does not fit its column'],
  lineTooLong: ['E-TAPE-15', 'a line is longer than 1 MiB'],
  archiveDamaged: ['E-TAPE-16', 'an archive is damaged or of a kind that is not read'],
  tooLarge: ['E-TAPE-17', 'an archive member inflates beyond 4 GiB'],
  incompleteSet: ['E-TAPE-18', 'files that belong together are not all there'],
  mixedKinds: ['E-TAPE-19', 'event kinds that cannot share a tape'],
  cancelled: ['E-TAPE-20', 'the import was cancelled'],
  empty: ['E-TAPE-21', 'there is not a single row'],
  mapping: ['E-TAPE-22', 'the columns of a table are not recognised, or a mapping does not fit them'],
  tooManyInstruments: ['E-TAPE-23', 'the files hold more instruments than a tape; say which to take'],
  noSuchOrder: ['E-TAPE-24', 'the tape names no such order, or no orders at all'],
  noRepair: ['E-TAPE-25', 'there is nothing to repair, or the rule has no repair in this schema'],
} as const satisfies Record<string, readonly [code: string, doc: string]>;

export type TapeErrorName = keyof typeof tapeErrors;

/** Where in the input something is wrong. Rows and lines count from 1 as editors do; offsets from 0. */
export interface Place {
  readonly file?: string;
  readonly row?: number;
  readonly byteOffset?: number;
  readonly block?: number;
  readonly path?: string;
}

export function describePlace(place: Place): string {
  const parts: string[] = [];
  if (place.file !== undefined) parts.push(place.file);
  if (place.row !== undefined) parts.push(`row ${place.row}`);
  if (place.byteOffset !== undefined) parts.push(`byte ${place.byteOffset}`);
  if (place.block !== undefined) parts.push(`block ${place.block}`);
  if (place.path !== undefined) parts.push(place.path);
  return parts.join(', ');
}

export function tapeError(
  name: TapeErrorName,
  place: Place,
  message: string,
  evidence: Readonly<Record<string, unknown>> = {},
): TapedeckError {
  const where = describePlace(place);
  return new TapedeckError(tapeErrors[name][0], where ? `${where}: ${message}` : message, {
    ...place,
    ...evidence,
  });
}
