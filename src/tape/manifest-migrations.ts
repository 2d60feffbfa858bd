/**
 * Old tapes open for ever: each release that changes tape.json adds one named step that lifts its JSON by one version.
 * A step sees raw JSON and reads nothing else; the strict parser runs after the last one. Invariant: a step changes no
 * field that the hash is taken over, so a tape keeps its name.
 */
import { tapeError } from './errors';

type Json = Readonly<Record<string, unknown>>;

/** Version 2 came with terms of instruments, texts and parts; in a file of version 1 they are unknown fields. */
function toVersion2(json: Json): Json {
  const instruments: unknown[] = Array.isArray(json.instruments) ? json.instruments : [];
  const withTerms = instruments.findIndex(
    (one) => typeof one === 'object' && one !== null && Object.hasOwn(one, 'terms'),
  );
  const newer = ['texts', 'parts'].find((name) => Object.hasOwn(json, name));
  const unknown = newer ?? `instruments[${withTerms}].terms`;
  if (withTerms >= 0 || newer !== undefined) {
    const message = 'is not a known field of version 1. The tape was not opened; export or convert it again.';
    throw tapeError('manifestMalformed', { path: `tape.json.${unknown}` }, message);
  }
  return json;
}

/** Step i lifts version i + 1. */
const steps: readonly ((json: Json) => Json)[] = [toVersion2];

export function migrateTapeJson(json: Json, version: number): Json {
  return steps
    .slice(version - 1)
    .reduce<Json>((lifted, step, i) => ({ ...step(lifted), version: version + i + 1 }), json);
}
