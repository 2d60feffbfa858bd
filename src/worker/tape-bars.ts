/**
 * The bars of a bar tape, for pictures: a run plays each bar as one print at its close, when it ends, so open, high, low
 * and begin are looked up here. Reaches no run. Invariant: only bars that were played are asked for, so nothing is shown
 * before it is known.
 */
import type { BarColumns } from '../sim';
import { i64Column, numberColumn, type TapeBlock } from '../tape/block';
import type { TapeSource } from '../tape/tape';

interface Shape {
  readonly beginSecond: number;
  readonly openUnits: number;
  highUnits: number;
  lowUnits: number;
}

/** About 100 MB; a tape of more bars is drawn by its closes. */
const barsMax = 1_048_576;
const secondNs = 1_000_000_000n;

export class TapeBars {
  private readonly shapes: Map<number, Shape>[] = [];
  private readonly lastBegin: number[] = [];
  private leastNs: bigint | null = null;

  /** Length of the shortest bar; null where there is none. */
  get barNs(): bigint | null {
    return this.leastNs;
  }

  /** By instrument, instead of bars of a single price: the same bars as the tape has them. */
  shaped(instrument: number, bars: BarColumns): BarColumns {
    const shapes = this.shapes[instrument];
    if (shapes === undefined) return bars;
    const { second, openUnits, highUnits, lowUnits } = bars;
    second.forEach((end, row) => {
      const shape = shapes.get(end);
      if (shape === undefined) return;
      second[row] = shape.beginSecond;
      openUnits[row] = shape.openUnits;
      highUnits[row] = shape.highUnits;
      lowUnits[row] = shape.lowUnits;
    });
    return bars;
  }

  add(block: TapeBlock): void {
    const instruments = numberColumn(block, 'instrument');
    const [begins, lengths] = [i64Column(block, 'tsExchNs'), i64Column(block, 'durationNs')];
    const [opens, highs, lows] = ['openUnits', 'highUnits', 'lowUnits'].map((name) => i64Column(block, name));
    for (let i = 0; i < block.rows; i++) {
      const lengthNs = lengths[i]!;
      if (this.leastNs === null || lengthNs < this.leastNs) this.leastNs = lengthNs;
      const end = Number((begins[i]! + lengthNs) / secondNs);
      const shape = {
        ...{ openUnits: Number(opens![i]), highUnits: Number(highs![i]), lowUnits: Number(lows![i]) },
        beginSecond: Number(begins[i]! / secondNs),
      };
      this.put(instruments[i]!, end, shape);
    }
  }

  /** Bars that end in one second are one; begins rise, as the pictures need it, also where bars overlap. */
  private put(instrument: number, end: number, shape: Shape): void {
    const shapes = (this.shapes[instrument] ??= new Map());
    const before = shapes.get(end);
    if (before !== undefined) {
      before.highUnits = Math.max(before.highUnits, shape.highUnits);
      before.lowUnits = Math.min(before.lowUnits, shape.lowUnits);
      return;
    }
    const beginSecond = Math.min(
      end,
      Math.max(shape.beginSecond, (this.lastBegin[instrument] ?? -Infinity) + 1),
    );
    this.lastBegin[instrument] = beginSecond;
    shapes.set(end, { ...shape, beginSecond });
  }
}

/** Null for other tapes, and for one of too many bars. */
export async function tapeBarsOf(source: TapeSource): Promise<TapeBars | null> {
  const { schema, rows, blocks } = source.manifest;
  if (schema !== 'bar' || Number(rows) > barsMax) return null;
  const bars = new TapeBars();
  for (let index = 0; index < blocks.length; index += 1) bars.add(await source.readBlock(index));
  return bars;
}
