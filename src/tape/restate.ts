/**
 * What a person states about a tape whose rows stay as they are: its rights, and the terms of its instruments. Rights
 * are no part of a tape's name; terms are, so they make another tape with the same file. Either is said in `steps`.
 */
import { parseInstrumentTerms } from '../scenario/instrument-terms';
import { rootHash } from './hash';
import type { TapeManifest } from './manifest';
import { SCHEMA_VERSION } from './schemas';

export interface Rights {
  readonly licence: string;
  readonly redistribute: boolean;
}

export function withRights(manifest: TapeManifest, { licence, redistribute }: Rights): TapeManifest {
  const { source } = manifest;
  const step = `rights stated by hand: “${licence}”, ${redistribute ? 'may be passed on' : 'not to be passed on'}; before: “${manifest.licence}”, ${manifest.redistribute ? 'may be passed on' : 'not to be passed on'}`;
  return {
    ...manifest,
    licence,
    redistribute,
    source: { ...source, steps: [...(source.steps ?? []), step] },
  };
}

/** `terms`: JSON by symbol, null takes them away; symbols that are not named keep theirs. */
export function withTerms(manifest: TapeManifest, terms: Readonly<Record<string, unknown>>): TapeManifest {
  const instruments = manifest.instruments.map(({ terms: before, ...plain }) => {
    const stated = Object.hasOwn(terms, plain.symbol) ? terms[plain.symbol] : before;
    if (stated === undefined || stated === null) return plain;
    return { ...plain, terms: parseInstrumentTerms(stated, `terms.${plain.symbol}`) };
  });
  const stated: TapeManifest = { ...manifest, version: SCHEMA_VERSION, instruments };
  const hash = rootHash({ ...stated, rows: BigInt(manifest.rows) });
  if (hash === manifest.hash) return manifest;
  const { files, rows } = manifest.source;
  const steps = [`terms stated by hand: ${Object.keys(terms).join(', ')}`];
  const source = { kind: 'restate', files, rows, steps, parents: [manifest.hash] };
  return { ...stated, hash, converter: 'restate@1', source };
}
