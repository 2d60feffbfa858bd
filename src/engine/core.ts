/**
 * The core's exports with types, and how an instance is made. Each instance starts from zero; nothing is
 * shared between two of them.
 */
import { TapedeckError } from '../layout/errors';
import { layoutHash, stateAddress } from '../layout/layout.gen';

export interface CoreExports {
  readonly memory: WebAssembly.Memory;
  layoutHash(): number;
  stateAddress(): number;
  setUp(): bigint;
  addInstrument(
    mode: number,
    unitsPerTick: number,
    maxLots: number,
    minTick: number,
    maxTick: number,
    selfTrade: number,
  ): number;
  openAccount(id: number, cash: bigint, selfTrade: number): number;
  sampleAuction(instrument: number): number;
  setCallRules(instrument: number, address: number, seed: bigint): void;
  setRules(instrument: number, address: number): void;
  addExchange(address: number): number;
  addFeeLine(address: number): number;
  listAt(instrument: number, exchange: number): void;
  keepImpact(instrument: number, address: number): void;
  joinGroup(instrument: number, group: number, protects: number): void;
  addParticipant(account: number, exchange: number, seed: bigint, address: number): number;
  addAgent(
    family: number,
    id: number,
    instrument: number,
    startNs: bigint,
    endNs: bigint,
    seed: bigint,
    planBytes: number,
  ): number;
  pushCommand(address: number): number;
  run(untilNs: bigint, maxEvents: number): number;
  runDigest(): bigint;
  stateDigest(): bigint;
  validate(): number;
  sampleDepth(instrument: number, side: number, levels: number): number;
  sampleOrder(instrument: number, orderId: bigint): number;
  sampleOrders(instrument: number, side: number, skip: number): number;
  sampleOwn(instrument: number): number;
  sampleImpact(instrument: number): number;
}

function abort(_message: number, _file: number, line: number, column: number): never {
  throw new Error(`an assertion of the core failed at line ${line >>> 0}, column ${column >>> 0}`);
}

export function instantiate(module: WebAssembly.Module): CoreExports {
  const { exports } = new WebAssembly.Instance(module, { env: { abort } });
  const core = exports as unknown as CoreExports;
  if (core.layoutHash() >>> 0 !== layoutHash || core.stateAddress() !== stateAddress) {
    throw new TapedeckError(
      'E-ENGINE-01',
      'The engine and its host come from different versions. Reload the page (in a clone: npm run wasm); nothing was changed.',
      { core: core.layoutHash() >>> 0, host: layoutHash },
    );
  }
  return core;
}
