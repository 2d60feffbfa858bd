/**
 * The page's real services: workers of this site, the core as built, `samples/index.json`. Only same-origin fetches.
 */
import coreUrl from '../../../build/tapedeck.wasm?url';
import { TapedeckError } from '../../layout/errors';
import { startCell, startGateway, startLibrary, startStore } from '../../worker/client';
import type { Sample, ScenarioLink, Services } from '../state/services';

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

async function readJson(path: string): Promise<unknown> {
  const response = await fetchOwn(path);
  return response.json();
}

const texts = ['title', 'character', 'look', 'symbol', 'priceUnit', 'licence', 'digest'];
const amounts = ['durationS', 'speed', 't', 'reportCount'];

function isCard(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const isAmount = (amount: unknown): boolean => typeof amount === 'number' && amount >= 0;
  return (
    texts.every((name) => typeof fields[name] === 'string') &&
    amounts.every((name) => isAmount(fields[name])) &&
    Array.isArray(fields['spark']) &&
    fields['spark'].every(isAmount)
  );
}

const isSample = (value: unknown): value is Sample =>
  isCard(value) &&
  typeof value['path'] === 'string' &&
  (value['kind'] === 'run' || (value['kind'] === 'tape' && typeof value['hash'] === 'string'));

const isScenario = (value: unknown): value is ScenarioLink =>
  isCard(value) &&
  typeof value['name'] === 'string' &&
  typeof value['link'] === 'string' &&
  value['link'].startsWith('#v1;');

let core: Promise<Uint8Array> | null = null;

async function loadCore(): Promise<Uint8Array> {
  const response = await fetchOwn(coreUrl);
  return new Uint8Array(await response.arrayBuffer());
}

export const services: Services = {
  startCell,
  startLibrary,
  startStore,
  startGateway,
  readCore() {
    core ??= loadCore().catch((error: unknown) => {
      core = null;
      throw error;
    });
    return core;
  },
  async readSamples() {
    const list = await readJson('samples/index.json');
    return Array.isArray(list) ? list.filter(isSample) : [];
  },
  async readScenarios() {
    const list = await readJson('scenarios/index.json');
    return Array.isArray(list) ? list.filter(isScenario) : [];
  },
  readJson,
};
