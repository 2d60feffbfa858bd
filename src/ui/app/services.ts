/**
 * The page's real services: workers of this site, the core as built, `tapes/index.json`. Only same-origin fetches.
 */
import coreUrl from '../../../build/tapedeck.wasm?url';
import { TapedeckError } from '../../layout/errors';
import { startCell, startLibrary } from '../../worker/client';
import type { Sample, Services } from '../state/services';

async function fetchOwn(path: string): Promise<Response> {
  const url = new URL(path, document.baseURI);
  const response = await fetch(url).catch((error: unknown) => {
    throw new TapedeckError('E-PAGE-01', `“${path}” could not be loaded: ${String(error)}`, { path });
  });
  if (!response.ok) {
    throw new TapedeckError(
      'E-PAGE-01',
      `“${path}” could not be loaded: the host answered ${response.status}.`,
      {
        path,
        status: response.status,
      },
    );
  }
  return response;
}

function isSample(value: unknown): value is Sample {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const isAmount = (name: string): boolean =>
    fields[name] === undefined || (typeof fields[name] === 'number' && fields[name] >= 0);
  return (
    ['path', 'hash', 'title', 'note'].every((name) => typeof fields[name] === 'string') &&
    isAmount('speed') &&
    isAmount('t')
  );
}

let core: Promise<Uint8Array> | null = null;

async function loadCore(): Promise<Uint8Array> {
  const response = await fetchOwn(coreUrl);
  return new Uint8Array(await response.arrayBuffer());
}

export const services: Services = {
  startCell,
  startLibrary,
  readCore() {
    core ??= loadCore().catch((error: unknown) => {
      core = null;
      throw error;
    });
    return core;
  },
  async readSamples() {
    const response = await fetchOwn('tapes/index.json');
    const list: unknown = await response.json();
    return Array.isArray(list) ? list.filter(isSample) : [];
  },
};
