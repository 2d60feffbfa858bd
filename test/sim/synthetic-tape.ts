/**
 * A small order tape made from a seed: adds, reductions, cancels and executions that name live orders, several rows a
 * time stamp, in blocks of any size. Made without the tape layer, so that runs are tested on their own.
 */
import { writeCommand } from '../../src/engine/command';
import { CommandFlag, CommandKind, CommandLayout, Rank, Side } from '../../src/layout/layout.gen';
import type { CommandInput } from '../../src/scenario/command';
import type { PackedBlock, TapePort } from '../../src/sim';

/** Numerical Recipes’ 32-bit generator: enough for shapes, the same everywhere. */
export function makeRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Live {
  id: bigint;
  side: number;
  priceUnits: bigint;
  lots: number;
}

const startNs = 34_200_000_000_000n;

export function rowsOf(seed: number, count: number): CommandInput[] {
  const random = makeRandom(seed);
  const live: Live[] = [];
  const rows: CommandInput[] = [];
  let nextId = 1n;
  let tsNs = startNs;
  const emit = (kind: number, order: Live, lots: number): void => {
    rows.push({
      tsNs,
      orderId: order.id,
      priceUnits: order.priceUnits,
      lots,
      kind,
      side: order.side,
      tif: 0,
      flags: CommandFlag.last,
      instrument: 0,
      rank: Rank.tape,
      displayShift: 0,
      account: 0,
    });
  };
  while (rows.length < count) {
    if (random(3) > 0) tsNs += BigInt(random(1_000_000));
    const what = random(10);
    const place = random(Math.max(1, live.length));
    const order = live[place];
    if (order === undefined || what < 5) {
      const side = random(2) === 0 ? Side.buy : Side.sell;
      const away = BigInt(1 + random(20));
      const added = {
        id: nextId++,
        side,
        priceUnits: (side === Side.buy ? 10_000n - away : 10_000n + away) * 100n,
        lots: 1 + random(500),
      };
      live.push(added);
      emit(CommandKind.tapeAdd, added, added.lots);
    } else if (what < 8 || order.lots === 1) {
      emit(CommandKind.tapeCancel, order, order.lots);
      live.splice(place, 1);
    } else {
      const lots = 1 + random(order.lots - 1);
      emit(what === 8 ? CommandKind.tapeReduce : CommandKind.tapeExecute, order, lots);
      order.lots -= lots;
    }
  }
  return rows;
}

export interface SyntheticTape extends TapePort {
  /** blocks asked for so far */
  readonly loads: number[];
}

export function syntheticTape(seed: number, rowCount: number, blockRows: number): SyntheticTape {
  const rows = rowsOf(seed, rowCount);
  const blockCount = Math.ceil(rowCount / blockRows);
  const loads: number[] = [];
  return {
    hash: seed.toString(16).padStart(64, '0'),
    schema: 'order',
    rows: rowCount,
    blockCount,
    firstTsNs: rows[0]!.tsNs,
    lastTsNs: rows.at(-1)!.tsNs,
    instruments: [{ symbol: 'TEST', venue: 'X', priceUnit: '0.0001', unitsPerTick: 100, lotSize: '1' }],
    capacities: { orders: rowCount, farLevels: 64 },
    isFar: false,
    spans: () => Promise.resolve(null),
    loads,
    loadBlock(index): Promise<PackedBlock> {
      loads.push(index);
      const part = rows.slice(index * blockRows, (index + 1) * blockRows);
      const bytes = new Uint8Array(part.length * CommandLayout.size);
      const view = new DataView(bytes.buffer);
      part.forEach((row, i) => writeCommand(view, i * CommandLayout.size, row));
      const sourceRows = Uint32Array.from(part, (_, i) => index * blockRows + i);
      return Promise.resolve({ rows: part.length, bytes, sourceRows });
    },
  };
}
