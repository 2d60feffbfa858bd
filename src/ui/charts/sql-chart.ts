/**
 * The picture of a result: one column along the bottom, the others as lines or bars, drawn by uPlot in the colours of
 * the theme. Columns of another order of magnitude than the first get the axis on the right. Knows numbers and names,
 * no query. Invariant: times are shown as they stand in the result, in no other zone.
 */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { readTokens, type Token } from './canvas';

export type ChartShape = 'line' | 'bars';

export interface ChartSeries {
  readonly xClass: 'text' | 'number' | 'time';
  /** what stands below the bars when x is text */
  readonly xLabels: readonly string[];
  readonly names: readonly string[];
  readonly x: Float64Array;
  /** NaN where there is no number */
  readonly y: readonly Float64Array[];
}

/** The mark of a series, in picture and legend; no two differ by colour alone. */
export const seriesMarks: readonly { readonly token: Token; readonly dash: readonly number[] }[] = [
  { token: 'accent', dash: [] },
  { token: 'bid', dash: [7, 3] },
  { token: 'ask', dash: [3, 3] },
  { token: 'ok', dash: [9, 3, 2, 3] },
  { token: 'text', dash: [1, 3] },
  { token: 'dim', dash: [14, 4] },
];

/** Further apart than this, two columns do not share an axis. */
const sharedFactor = 8;

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}

/** For each column, whether it belongs to the axis on the right. */
export function rightAxis(y: readonly Float64Array[]): boolean[] {
  const first = y[0] === undefined ? 0 : largest(y[0]);
  return y.map((values) => {
    const most = largest(values);
    return most > 0 && first > 0 && (most > first * sharedFactor || first > most * sharedFactor);
  });
}

const withGaps = (values: Float64Array): (number | null)[] =>
  Array.from(values, (value) => (Number.isNaN(value) ? null : value));

/** A zero-based axis under bars: their length is the number. */
const fromZero: uPlot.Range.Function = (_plot, least, most) =>
  least === null || most === null
    ? [0, 1]
    : uPlot.rangeNum(Math.min(0, least), Math.max(0, most), 0.05, true);

function clockLabels(splits: readonly number[], step: number): string[] {
  const [from, to] = step < 1 ? [11, 23] : step < 60 ? [11, 19] : step < 86_400 ? [11, 16] : [0, 10];
  return splits.map((seconds) => new Date(seconds * 1000).toISOString().slice(from, to));
}

function seriesOptions({ names, y }: ChartSeries, shape: ChartShape): uPlot.Series[] {
  const tokens = readTokens();
  const isRight = rightAxis(y);
  const paths = shape === 'bars' ? uPlot.paths.bars?.({ size: [0.8, 40] }) : uPlot.paths.linear?.();
  return names.map((label, index) => {
    const { token, dash } = seriesMarks[index] ?? seriesMarks[0]!;
    const stroke = tokens[token];
    // Of bars on two axes those on the right would hide the others.
    const isLine = shape === 'line' || isRight[index] === true;
    return {
      ...{ label, stroke, width: 1.5, scale: isRight[index] === true ? 'right' : 'y' },
      ...(isLine ? { dash: [...dash] } : { fill: `${stroke}66` }),
      ...(isLine || paths === undefined ? {} : { paths }),
      points: { show: y[index]!.length < 2 },
    };
  });
}

function axesOf(series: ChartSeries): uPlot.Axis[] {
  const tokens = readTokens();
  const { xClass, xLabels } = series;
  const look = { stroke: tokens.dim, font: `11px ${tokens.mono}`, ticks: { stroke: tokens.line, width: 1 } };
  const grid = { stroke: tokens.line, width: 1 };
  const upward = { ...look, size: 62 };
  const named: uPlot.Axis = {
    splits: (_plot, _axis, least, most) =>
      xLabels.flatMap((_, index) => (index + 1 >= least && index + 1 <= most ? [index + 1] : [])),
    values: (_plot, splits) => splits.map((at) => (xLabels[at - 1] ?? '').slice(0, 18)),
  };
  const timed: uPlot.Axis = { values: (_plot, splits, _axis, _space, step) => clockLabels(splits, step) };
  return [
    { ...look, grid, size: 30, ...(xClass === 'text' ? named : xClass === 'time' ? timed : {}) },
    { ...upward, grid, scale: 'y' },
    ...(rightAxis(series.y).includes(true)
      ? [{ ...upward, scale: 'right', side: 1, grid: { show: false } } satisfies uPlot.Axis]
      : []),
  ];
}

export class SqlChart {
  #plot: uPlot | null = null;

  constructor(private readonly host: HTMLElement) {}

  draw(series: ChartSeries, shape: ChartShape): void {
    this.clear();
    const isCategory = series.xClass === 'text';
    const x = isCategory ? Array.from(series.x, (_, index) => index + 1) : Array.from(series.x);
    const upward: uPlot.Scale = shape === 'bars' ? { range: fromZero } : {};
    const options: uPlot.Options = {
      ...this.#size(),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      scales: {
        x: {
          time: series.xClass === 'time',
          ...(isCategory ? { range: [0.4, x.length + 0.6] as [number, number] } : {}),
        },
        y: upward,
        right: upward,
      },
      axes: axesOf(series),
      series: [{}, ...seriesOptions(series, shape)],
      cursor: { show: false },
      legend: { show: false },
    };
    this.#plot = new uPlot(options, [x, ...series.y.map(withGaps)], this.host);
  }

  resize(): void {
    this.#plot?.setSize(this.#size());
  }

  clear(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #size(): { width: number; height: number } {
    const { clientWidth, clientHeight } = this.host;
    return { width: Math.max(120, clientWidth), height: Math.max(80, clientHeight) };
  }
}
