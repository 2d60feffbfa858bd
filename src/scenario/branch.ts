/**
 * Where a run went its own way from another: which run, when, and what was changed, for people to read. Invariant: it
 * changes no report, so it is no part of the manifest's hash.
 */
import { maxI64 } from './command';
import * as shape from './shape';

export interface Branch {
  /** the run's title */
  readonly of: string;
  /** `runPrint` of that run, 16 hex digits */
  readonly parent: string;
  readonly ts: bigint;
  /** a few words */
  readonly change: string;
}

export function readBranch(json: unknown, path: string): Branch {
  const fields = shape.readFields(json, path, ['of', 'parent', 'ts', 'change']);
  const required = (name: string): unknown => shape.requireField(fields, path, name);
  return {
    of: shape.readText(fields.get('of') ?? '', `${path}.of`, 200),
    parent: shape.readPattern(required('parent'), `${path}.parent`, /^[0-9a-f]{16}$/, '16 hex digits'),
    ts: shape.readBigint(required('ts'), `${path}.ts`, 0n, maxI64),
    change: shape.readText(fields.get('change') ?? '', `${path}.change`, 200),
  };
}
