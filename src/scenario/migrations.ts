/**
 * Old manifests open for ever: each release that changes the manifest adds one named step that lifts JSON by exactly
 * one version. A step sees raw JSON and may not read anything else; the strict parser runs after the last one.
 * Invariant: step i of the list lifts version i + 1 to version i + 2, so the list has no gap.
 */
import { TapedeckError } from '../layout/errors';

export interface Migration {
  readonly name: string;
  readonly from: number;
  readonly lift: (json: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** Version 1 is the first that was released: nothing has to be lifted yet. */
export const migrations: readonly Migration[] = [];

/** The version that this build reads, one more than the last step lifts from. */
export const versionAfter = (steps: readonly Migration[]): number => steps.length + 1;

export function migrateManifest(json: unknown, steps: readonly Migration[] = migrations): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const current = versionAfter(steps);
  const version: unknown = Object.hasOwn(json, 'version')
    ? (json as { version: unknown }).version
    : undefined;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new TapedeckError('E-SCENARIO-04', 'version: must be a whole number from 1 on.', {
      path: 'version',
    });
  }
  if (version > current) {
    const message = `version: this manifest has version ${version}, this build reads up to ${current}. Reload the page or update Tapedeck.`;
    throw new TapedeckError('E-SCENARIO-07', message, { path: 'version', version, current });
  }
  let lifted: Readonly<Record<string, unknown>> = json as Readonly<Record<string, unknown>>;
  for (const step of steps.slice(version - 1)) lifted = { ...step.lift(lifted), version: step.from + 1 };
  return lifted;
}
