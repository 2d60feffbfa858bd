/**
 * One price level of an order tape as a tape of levels would tell it (prints, and the lots displayed after each change), fed to
 * an engine with a queue model in which our order waits there. Knows no truth about who stands where.
 */
import { Engine } from '../engine/engine';
import type { EngineConfig } from '../engine/config';
import { CommandKind as K, CommandLayout as C, Rank } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import type { ModelSpec } from '../scenario/ways';

export class LevelFeed {
  private readonly engine: Engine;
  private readonly blank: Uint8Array;
  private readonly row: DataView;
  private lots = 0;

  constructor(core: WebAssembly.Module, config: EngineConfig, spec: ModelSpec) {
    const capacities = { orders: 64, farLevels: 64, pending: 64, extensions: 16, windowRows: 4, blocks: 64 };
    const instruments = config.instruments.map(({ impact, ...rest }) => {
      if (impact === undefined) throw new Error('a study needs an instrument that takes orders');
      return { ...rest, impact: { ...impact, ...spec, policy: 'none' as const, knownLevels: 0 } };
    });
    const small = { ...capacities, windowTicks: 4096, journalUnits: 4096 };
    this.engine = Engine.create(core, { ...config, instruments, capacities: small });
    this.blank = this.engine.stateBytes().slice();
    this.row = this.engine.commandView();
  }

  /** Begins with what the level displays and our order behind it. */
  begin(order: CommandInput, displayedLots: bigint): void {
    this.engine.loadStateBytes(this.blank);
    this.lots = order.lots;
    this.send(order, K.tapeLevelSet, order.tsNs, order.priceUnits, Number(displayedLots));
    this.engine.push(order);
    this.engine.setWindow(0, Rank.tape, true);
    this.engine.run(order.tsNs, 100);
  }

  print(order: CommandInput, tsNs: bigint, priceUnits: bigint, lots: number): void {
    this.send(order, K.tapeTrade, tsNs, priceUnits, lots);
  }

  level(order: CommandInput, tsNs: bigint, displayedLots: bigint): void {
    this.send(order, K.tapeLevelSet, tsNs, order.priceUnits, Number(displayedLots));
  }

  /** Lots that the model has ahead (0 once it has filled), and whether any lot of ours has filled. */
  estimate(instrument: number): { aheadLots: number; openLots: number; isFilled: boolean } {
    const own = this.engine.ownOrders(instrument)[0];
    const openLots = own?.lots ?? 0;
    return { aheadLots: Number(own?.aheadLots ?? 0n), openLots, isFilled: openLots < this.lots };
  }

  private send(order: CommandInput, kind: number, tsNs: bigint, priceUnits: bigint, lots: number): void {
    const { row, engine } = this;
    for (let at = 0; at < C.size; at += 4) row.setUint32(at, 0, true);
    row.setBigInt64(C.tsNs, tsNs, true);
    row.setBigInt64(C.priceUnits, priceUnits, true);
    row.setUint32(C.lots, lots, true);
    row.setUint8(C.kind, kind);
    row.setUint8(C.side, order.side);
    row.setUint16(C.instrument, order.instrument, true);
    engine.setWindow(1, Rank.tape, false);
    while (engine.windowCursor === 0) engine.run(tsNs, 1_000);
    engine.skipReports();
  }
}
