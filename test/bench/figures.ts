/**
 * What a benchmark hands back and how it is printed. A figure is the median of interleaved rounds with its
 * extremes; a goal is a ratio (docs/BENCHMARKS.md) that is held, missed, or not measured. Never asserts.
 */
export interface Goal {
  readonly floor: number;
  readonly aim: number;
}

/** For a figure that must be small: what it may be, and what it should be. Either may be open. */
export interface Limit {
  readonly floor?: number;
  readonly aim?: number;
}

export interface Figure {
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  readonly note?: string;
  readonly limit?: Limit;
  readonly verdict?: Verdict;
}

export type Verdict = 'aim' | 'floor' | 'missed' | 'no goal';

export interface Ratio {
  readonly group: string;
  readonly name: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly goal: Goal | null;
  readonly verdict: Verdict;
}

export interface Skip {
  readonly group: string;
  readonly reason: string;
}

export interface BenchReport {
  readonly figures: Figure[];
  readonly ratios: Ratio[];
  readonly skips: Skip[];
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

export function figureOf(
  group: string,
  name: string,
  unit: string,
  values: readonly number[],
  note?: string,
): Figure {
  const figure = {
    group,
    name,
    unit,
    median: medianOf(values),
    min: Math.min(...values),
    max: Math.max(...values),
    rounds: values.length,
  };
  return note === undefined ? figure : { ...figure, note };
}

/** The figure with what is wanted of it: “aim” and “floor” are upper bounds of its median. */
export function limited(figure: Figure, limit: Limit): Figure {
  const { floor = -Infinity, aim = -Infinity } = limit;
  const { median } = figure;
  return { ...figure, limit, verdict: median <= aim ? 'aim' : median <= floor ? 'floor' : 'missed' };
}

const boundText = (name: string, value: number | undefined): string[] =>
  value === undefined ? [] : [`${name} ${value}`];

function limitText({ limit, verdict }: Figure): string {
  if (limit === undefined) return '';
  const bounds = [...boundText('floor', limit.floor), ...boundText('aim', limit.aim)].join(', ');
  return `  ${verdict ?? ''} (${bounds})`;
}

export const quantileOf = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
};

/** Ratio round by round: the two values of a round were measured side by side. */
export function ratioOf(
  group: string,
  name: string,
  ours: readonly number[],
  theirs: readonly number[],
  goal: Goal | null,
): Ratio {
  const values = ours.map((value, i) => value / (theirs[i] ?? NaN));
  const median = medianOf(values);
  let verdict: Verdict = 'no goal';
  if (goal !== null) verdict = median >= goal.aim ? 'aim' : median >= goal.floor ? 'floor' : 'missed';
  return { group, name, median, min: Math.min(...values), max: Math.max(...values), goal, verdict };
}

function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}

const pad = (text: string, width: number): string => text.padEnd(width);
const padLeft = (text: string, width: number): string => text.padStart(width);

export function printReport(report: BenchReport, print: (line: string) => void): void {
  print('');
  print(pad('figure', 46) + padLeft('median', 9) + padLeft('min', 9) + padLeft('max', 9) + '  unit');
  for (const f of report.figures) {
    const name = pad(`${f.group} · ${f.name}`, 46);
    const note = f.note === undefined ? '' : `  (${f.note})`;
    print(
      `${name}${padLeft(digits(f.median), 9)}${padLeft(digits(f.min), 9)}${padLeft(digits(f.max), 9)}  ${f.unit}${limitText(f)}${note}`,
    );
  }
  print('');
  print(pad('ratio', 46) + padLeft('median', 9) + padLeft('min', 9) + padLeft('max', 9) + '  goal');
  for (const r of report.ratios) {
    const name = pad(`${r.group} · ${r.name}`, 46);
    const goal = r.goal === null ? '' : `  ${r.verdict} (floor ${r.goal.floor}, aim ${r.goal.aim})`;
    print(
      `${name}${padLeft(digits(r.median), 9)}${padLeft(digits(r.min), 9)}${padLeft(digits(r.max), 9)}${goal}`,
    );
  }
  for (const skip of report.skips) print(`skipped ${skip.group}: ${skip.reason}`);
}
