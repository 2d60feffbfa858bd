/**
 * Canonical JSON, and the manifest written out with it: keys sorted by code unit, no spaces, so equal values have equal
 * bytes. Knows nothing of links. Invariant: `parseManifest(manifestToJson(m))` is `m`, in both forms.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { agentToJson, agentToShortJson } from './agents';
import { commandToJson } from './command';
import { impactJson } from './impact';
import { presetReports } from './report-kinds';
import type { CommandInput } from './command';
import type { InstrumentRules, Manifest } from './manifest';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Only JSON values; numbers must be finite. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error('a number in JSON must be finite');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name]!)}`);
  return `{${members.join(',')}}`;
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);

const instrumentJson = ({ venueRules, impact, rulebook, ...rules }: InstrumentRules): Json => ({
  ...rules,
  ...(venueRules === undefined ? {} : { venueRules: venueRules as unknown as Json }),
  ...(impact === undefined ? {} : { impact: impactJson(impact) }),
  ...(rulebook === undefined ? {} : { rulebook: rulebook as unknown as Json }),
});

/** Everything that can change a report, defaults written out. */
function identityJson(manifest: Manifest): Record<string, Json> {
  return {
    version: manifest.version,
    ...(manifest.tape === null ? {} : { tape: { hash: manifest.tape.hash } }),
    ...(manifest.beside.length === 0 ? {} : { beside: manifest.beside.map(({ hash }) => ({ hash })) }),
    instruments: manifest.instruments.map(instrumentJson),
    seed: manifest.seed,
    accounts: manifest.accounts.map((account) => ({ ...account, cash: account.cash.toString() })),
    ...venuesJson(manifest),
    ...indexJson(manifest),
    reports: manifest.reports,
    commands: manifest.commands.map((command) => commandToJson(command, 'full')),
    ...spanJson(manifest),
    ...(manifest.agents.length === 0 ? {} : { agents: manifest.agents.map(agentToJson) }),
  };
}

const venuesJson = ({ venues, routing, latency }: Manifest): Record<string, Json> => ({
  ...(venues.length === 0 ? {} : { venues: venues as unknown as Json }),
  ...(routing === null ? {} : { routing: { protect: routing.protect } }),
  ...(latency.length === 0 ? {} : { latency: latency as unknown as Json }),
});

const indexJson = ({ marketIndex }: Manifest): Record<string, Json> =>
  marketIndex === null ? {} : { marketIndex: marketIndex as unknown as Json };

const spanJson = ({ span }: Manifest): Record<string, Json> =>
  span === null ? {} : { startNs: span.startNs.toString(), endNs: span.endNs.toString() };

const lessonJson = ({ lesson }: Manifest): Record<string, Json> =>
  lesson === null ? {} : { lesson: lesson as unknown as Json };

/** The complete manifest with all defaults. */
export function manifestToJson(manifest: Manifest): Record<string, Json> {
  return {
    ...identityJson(manifest),
    title: manifest.title,
    ...lessonJson(manifest),
    ...(manifest.tape === null ? {} : { tape: { ...manifest.tape } }),
    ...(manifest.beside.length === 0 ? {} : { beside: manifest.beside.map((tape) => ({ ...tape })) }),
    capacities: { ...manifest.capacities },
    ...branchJson(manifest),
  };
}

const branchJson = ({ branch }: Manifest): Record<string, Json> =>
  branch === undefined ? {} : { branch: { ...branch, ts: branch.ts.toString() } };

/** What a link carries: defaults left out. */
export function manifestToShortJson(manifest: Manifest): Record<string, Json> {
  const json: Record<string, Json> = { version: manifest.version };
  if (manifest.title !== '') json['title'] = manifest.title;
  Object.assign(json, lessonJson(manifest));
  if (manifest.tape !== null) json['tape'] = { ...manifest.tape };
  if (manifest.beside.length > 0) json['beside'] = manifest.beside.map((tape) => ({ ...tape }));
  if (manifest.instruments.length > 0) json['instruments'] = manifest.instruments.map(instrumentJson);
  if (manifest.seed !== '0') json['seed'] = manifest.seed;
  if (manifest.accounts.length > 0) {
    json['accounts'] = manifest.accounts.map((account) => ({ ...account, cash: account.cash.toString() }));
  }
  Object.assign(json, venuesJson(manifest), indexJson(manifest));
  const { agents, span } = manifest;
  const presets = presetReports(manifest);
  if (manifest.reports.join() !== presets.join()) json['reports'] = manifest.reports;
  if (manifest.commands.length > 0)
    json['commands'] = manifest.commands.map((command) => commandToJson(command));
  Object.assign(json, spanJson(manifest));
  if (span !== null && agents.length > 0)
    json['agents'] = agents.map((agent, index) => agentToShortJson(agent, index, span));
  if (Object.keys(manifest.capacities).length > 0) json['capacities'] = { ...manifest.capacities };
  return Object.assign(json, branchJson(manifest));
}

/** SHA-256, 64 hex digits. Title, lesson, names and places of tapes, capacities and the branch play no part. */
export function manifestHash(manifest: Manifest): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(identityJson(manifest)))));
}

/** What names a run beside its tape: 16 hex digits over its manifest's hash and what people did. */
export function runPrint(manifest: Manifest, humanLog: readonly CommandInput[]): string {
  const log = humanLog.map((command) => commandToJson(command, 'full'));
  return bytesToHex(sha256(utf8ToBytes(canonicalJson([manifestHash(manifest), log])))).slice(0, 16);
}
