/**
 * Host of the core: set-up, input, time, output, checkpoints. Moves bytes; decides nothing about markets.
 * Invariant: views of linear memory stay valid for the life of an engine, because memory never grows after
 * set-up.
 */
import { TapedeckError } from '../layout/errors';
import {
  AccountLayout,
  AgentFamily,
  CommandLayout,
  EngineStateLayout as E,
  HoldingLayout,
  OrderRowLayout as O,
  ReportLayout,
  faultName,
  stateAddress,
  type FaultName,
} from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { planBytes, type AgentConfig } from './agent-plan';
import { readAuction, type AuctionSample } from './auction';
import { bookCounters, type BookCounters } from './book-counters';
import { openCheckpoint, sealCheckpoint } from './checkpoint';
import { writeCommand } from './command';
import { scratchBytes, writeCapacities } from './capacities';
import { readAccount, readHolding, type AccountMoney, type HoldingMoney } from './account-money';
import { checkConfig, type EngineConfig } from './config';
import { instantiate, type CoreExports } from './core';
import { prepareCore } from './prepare-core';
import { readDepth, readOrder, type DepthLevel, type RestingOrder } from './sampled';
import { readImpact, type ImpactCounters } from './tape-impact';
import { readVenueCall, type VenueCall } from './venue-call';

export interface EngineFault {
  readonly code: FaultName;
  readonly detail: number;
  readonly value: bigint;
}

/** Names of what `validate` found, in the order of its numbers. */
const invariantNames = [
  '',
  'level total',
  'level index',
  'links',
  'id index',
  'order pool',
  'order lots',
  'best price',
  'crossed book',
  'order count',
  'extensions',
  'money',
  'agents',
  'orders beside the book',
  'own orders in a tape',
];

function hex16(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}

export class Engine {
  readonly #core: CoreExports;
  readonly #state: DataView;
  readonly #memory: Uint8Array;

  private constructor(core: CoreExports) {
    this.#core = core;
    this.#memory = new Uint8Array(core.memory.buffer);
    this.#state = new DataView(core.memory.buffer, stateAddress, E.size);
  }

  /** Throws TapedeckError E-ENGINE-01 … 03 (configuration), E-ENGINE-02 when memory cannot be had. */
  static create(module: WebAssembly.Module, config: EngineConfig): Engine {
    const capacities = checkConfig(config);
    const core = instantiate(module);
    writeCapacities(new DataView(core.memory.buffer, stateAddress, E.size), capacities, config);
    const bytes = core.setUp();
    if (new DataView(core.memory.buffer, stateAddress, E.size).getUint32(E.magic, true) === 0) {
      throw new TapedeckError(
        'E-ENGINE-02',
        `This run needs ${bytes} bytes of memory, more than the browser gives. Use smaller capacities.`,
        { bytes },
      );
    }
    prepareCore(core, config);
    const engine = new Engine(core);
    for (const agent of config.agents ?? []) engine.#addAgent(agent, config.seed ?? 0n);
    return engine;
  }

  /** A fresh instance that goes on where `image` was taken. Throws E-ENGINE-05. */
  static restore(module: WebAssembly.Module, image: Uint8Array): Engine {
    const parts = openCheckpoint(image);
    const core = instantiate(module);
    const usedBytes = new DataView(parts.memory.buffer, parts.memory.byteOffset).getUint32(
      stateAddress + E.usedBytes,
      true,
    );
    const pages = Math.ceil(usedBytes / 65_536) - core.memory.buffer.byteLength / 65_536;
    if (pages > 0) core.memory.grow(pages);
    const engine = new Engine(core);
    engine.#load(parts.memory, parts.rows);
    return engine;
  }

  /** For an account that the configuration did not name; false when it is there already. */
  openAccount(id: number, cash: bigint): boolean {
    return this.#core.openAccount(id, cash, 0) !== 0;
  }

  // ---- input

  /** The input window: `capacities.windowRows` Command records. Write rows, then `setWindow`. */
  commandBytes(): Uint8Array {
    const at = this.#u32(E.windowBase);
    return this.#memory.subarray(at, at + this.#u32(E.capWindowRows) * CommandLayout.size);
  }

  commandView(): DataView {
    const bytes = this.commandBytes();
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Announces the rows written to the window. `isLast`: no further window follows. */
  setWindow(rows: number, rank: number, isLast: boolean): void {
    if (rows > this.#u32(E.capWindowRows)) throw new Error(`${rows} rows in a window`);
    this.#setCursor(0, rows);
    this.#state.setUint32(E.windowRank, rank, true);
    this.#state.setUint32(E.windowIsLast, isLast ? 1 : 0, true);
  }

  /** Rows of the window applied so far. */
  get windowCursor(): number {
    return this.#u32(E.windowCursor);
  }

  /** Puts a command into the event queue; its time must not be before `nowNs`. Check `fault` after. */
  push(command: CommandInput): void {
    const at = this.#u32(E.scratchBase);
    const count = writeCommand(new DataView(this.#memory.buffer), at, command);
    for (let record = 0; record < count; record++) this.#core.pushCommand(at + record * CommandLayout.size);
  }

  // ---- time

  /** Returns a StopReason. */
  run(untilNs: bigint, maxEvents: number): number {
    return this.#core.run(untilNs, maxEvents);
  }

  get nowNs(): bigint {
    return this.#state.getBigInt64(E.nowNs, true);
  }

  get eventCount(): number {
    return Number(this.#state.getBigUint64(E.eventCount, true));
  }

  get fault(): EngineFault | null {
    const code = this.#u32(E.faultCode);
    if (code === 0) return null;
    const value = this.#state.getBigUint64(E.faultValue, true);
    return { code: faultName[code] ?? 'invariant', detail: this.#u32(E.faultDetail), value };
  }

  // ---- output

  /** Reports folded into the digest so far; a fill counts once. */
  get reportCount(): number {
    return Number(this.#state.getBigUint64(E.reportCount, true));
  }

  /** Bytes of the units not yet read, and marks them read. A copy. */
  readReports(): Uint8Array {
    const head = this.#state.getBigUint64(E.journalHead, true);
    const tail = this.#state.getBigUint64(E.journalTail, true);
    const capacity = this.#u32(E.capJournalUnits);
    const count = Number(head - tail);
    const start = Number(tail & BigInt(capacity - 1));
    const base = this.#u32(E.journalBase);
    const out = new Uint8Array(count * ReportLayout.size);
    const first = Math.min(count, capacity - start) * ReportLayout.size;
    const from = base + start * ReportLayout.size;
    out.set(this.#memory.subarray(from, from + first));
    out.set(this.#memory.subarray(base, base + out.byteLength - first), first);
    this.#state.setBigUint64(E.journalTail, head, true);
    return out;
  }

  /** Marks everything written as read, for hosts that want digests only. */
  skipReports(): void {
    this.#state.setBigUint64(E.journalTail, this.#state.getBigUint64(E.journalHead, true), true);
  }

  runDigest(): { digest: string; reportCount: number } {
    return { digest: hex16(this.#core.runDigest()), reportCount: this.reportCount };
  }

  /** Digests of the sealed blocks, 16 hex digits each. */
  blockDigests(): string[] {
    const view = new DataView(this.#memory.buffer, this.#u32(E.blocksBase));
    return Array.from({ length: this.#u32(E.blockCount) }, (_, index) =>
      hex16(view.getBigUint64(index * 8, true)),
    );
  }

  stateDigest(): string {
    return hex16(this.#core.stateDigest());
  }

  /** Re-derives every index from scratch; null when all is well. */
  validate(): { code: string; detail: number } | null {
    const found = this.#core.validate();
    if (found === 0) return null;
    return {
      code: `E-BOOK-${String(found).padStart(2, '0')}: ${invariantNames[found] ?? ''}`,
      detail: found,
    };
  }

  // ---- pictures

  /** Where `depthInto` writes. Valid until the next call into the engine. */
  scratchView(): DataView {
    return new DataView(this.#memory.buffer, this.#u32(E.scratchBase), scratchBytes);
  }

  /** Writes up to `levels` DepthRow records from the touch outwards to the scratch; returns how many. */
  depthInto(instrument: number, side: number, levels: number): number {
    return this.#core.sampleDepth(instrument, side, levels);
  }

  depth(instrument: number, side: number, levels: number): DepthLevel[] {
    return readDepth(this.scratchView(), this.depthInto(instrument, side, levels));
  }

  /** Every resting order, bids from the best down, then asks from the best up, each level first in first. */
  orders(instrument: number): RestingOrder[] {
    const out: RestingOrder[] = [];
    for (const side of [0, 1]) {
      let skip = 0;
      for (;;) {
        const rows = this.#core.sampleOrders(instrument, side, skip);
        const view = this.scratchView();
        for (let at = 0; at < rows * O.size; at += O.size) out.push(readOrder(view, at));
        if (rows < Math.floor(scratchBytes / O.size)) break;
        skip += rows;
      }
    }
    return out;
  }

  /** Own resting orders in a tape's book, bids first; `aheadLots` −1: its place is not known. */
  ownOrders(instrument: number): RestingOrder[] {
    const rows = this.#core.sampleOwn(instrument);
    const view = this.scratchView();
    return Array.from({ length: rows }, (_, index) => readOrder(view, index * O.size));
  }

  /** What own orders did in an instrument's tape; null where it takes none. */
  impact(instrument: number): ImpactCounters | null {
    return this.#core.sampleImpact(instrument) === 0 ? null : readImpact(this.scratchView());
  }

  /** A live order on a level, with the lots before it; null when it is gone, or beside the levels. */
  order(instrument: number, orderId: bigint): RestingOrder | null {
    const rows = this.#core.sampleOrder(instrument, BigInt.asIntN(64, orderId));
    return rows === 0 ? null : readOrder(this.scratchView(), 0);
  }

  /** Supply, demand and what the auction would give now; null where orders are not collected. */
  auction(instrument: number): AuctionSample | null {
    const at = this.#core.sampleAuction(instrument);
    return at === 0 ? null : readAuction(new DataView(this.#memory.buffer), at);
  }

  venueCall(instrument: number): VenueCall {
    return readVenueCall(new DataView(this.#memory.buffer), this.#u32(E.callsBase), instrument);
  }

  bookCounters(instrument: number): BookCounters {
    return bookCounters(new DataView(this.#memory.buffer), this.#u32(E.booksBase), instrument);
  }

  /** Cash, position and profit of an account. */
  account(id: number, instrument: number): AccountMoney & HoldingMoney {
    const view = new DataView(this.#memory.buffer);
    const place = id * this.#u32(E.capInstruments) + instrument;
    const position = view.getBigInt64(this.#u32(E.positionsBase) + place * 8, true);
    return {
      ...readHolding(view, this.#u32(E.holdingsBase) + place * HoldingLayout.size, position),
      ...readAccount(view, this.#u32(E.accountsBase) + id * AccountLayout.size),
    };
  }

  get liveOrders(): number {
    return this.#u32(E.liveOrders);
  }

  get usedBytes(): number {
    return this.#u32(E.usedBytes);
  }

  // ---- checkpoints

  /** Memory up to the scratch region: everything but the window, the journal and pictures. A live view. */
  stateBytes(): Uint8Array {
    return this.#memory.subarray(0, this.#u32(E.scratchBase));
  }

  /** Puts back bytes of `stateBytes` taken from an engine of the same configuration, with no window. */
  loadStateBytes(bytes: Uint8Array): void {
    if (bytes.byteLength !== this.#u32(E.scratchBase)) throw new Error('state of another configuration');
    this.#load(bytes, new Uint8Array(0));
    this.setWindow(0, this.#u32(E.windowRank), false);
  }

  /** A sealed image; the journal must have been read. */
  checkpoint(): Uint8Array {
    if (this.#state.getBigUint64(E.journalTail, true) !== this.#state.getBigUint64(E.journalHead, true)) {
      throw new Error('a checkpoint before the journal was read');
    }
    const cursor = this.windowCursor;
    const count = this.#u32(E.windowCount);
    const at = this.#u32(E.windowBase) + cursor * CommandLayout.size;
    const rows = this.#memory.subarray(at, at + (count - cursor) * CommandLayout.size);
    this.#setCursor(0, count - cursor);
    const image = sealCheckpoint({ memory: this.stateBytes(), rows });
    this.#setCursor(cursor, count);
    return image;
  }

  /** Goes back (or on) to `image` of the same configuration. Throws E-ENGINE-05 and changes nothing. */
  restoreInto(image: Uint8Array): void {
    const parts = openCheckpoint(image);
    if (parts.memory.byteLength !== this.#u32(E.scratchBase)) {
      throw new TapedeckError(
        'E-ENGINE-05',
        'This checkpoint cannot be restored: it was taken with other capacities. Nothing was changed.',
        { bytes: parts.memory.byteLength, expected: this.#u32(E.scratchBase) },
      );
    }
    this.#load(parts.memory, parts.rows);
  }

  #addAgent(agent: AgentConfig, seed: bigint): void {
    const bytes = planBytes(agent);
    this.#memory.set(bytes, this.#u32(E.scratchBase));
    const { id, instrument, startNs, endNs } = agent;
    const family = AgentFamily[agent.family];
    const index = this.#core.addAgent(family, id, instrument, startNs, endNs, seed, bytes.byteLength);
    if (index >>> 0 === 0xffffffff) {
      const message = `agents: agent ${id} has no matched instrument ${instrument} to trade in.`;
      throw new TapedeckError('E-ENGINE-03', message, { agent: id, instrument });
    }
  }

  #load(memory: Uint8Array, rows: Uint8Array): void {
    this.#memory.set(memory);
    this.#memory.set(rows, this.#u32(E.windowBase));
    this.#setCursor(0, rows.byteLength / CommandLayout.size);
    this.skipReports();
  }

  #setCursor(cursor: number, count: number): void {
    this.#state.setUint32(E.windowCursor, cursor, true);
    this.#state.setUint32(E.windowCount, count, true);
  }

  #u32(offset: number): number {
    return this.#state.getUint32(offset, true);
  }
}
