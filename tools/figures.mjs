/**
 * `node tools/figures.mjs`: writes the table of figures in the README from `build/bench.json`, so that nobody copies
 * numbers by hand. A row whose figure was not measured this time keeps what it says. Run it after `npm run bench` on a
 * quiet machine.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram, root, say } from './setup.mjs';

const BEGIN = '<!-- figures -->';
const END = '<!-- /figures -->';
const HEAD = ['| what | measured | floor | aim |', '|---|---|---|---|'];

/** Label in the README, then group and name in the bench: a figure, or a ratio where `isRatio`. */
const ROWS = [
  [
    'Messages matched a second, worst of all flows, every report written',
    'public, worst of all flows',
    'engine',
  ],
  ['… against the same algorithm in C++ (busy market)', 'realistic', 'engine / native twin', true],
  ['… against nodejs-order-book (busy market)', 'realistic', 'engine / nodejs-order-book', true],
  [
    'Event queue against the best of npm, 100,000 pending',
    'queue 100000 pending',
    'engine / best npm queue',
    true,
  ],
  ['Replay of a tape, from Parquet bytes to its end', 'run', 'replay a tape to its end'],
  ['Seek to a random place of a million rows, p99, engine alone', 'run', 'seek, 99th percentile'],
  ['First moving picture, nothing cached, 50 Mbit/s', 'page', 'first moving picture'],
  ['Script until then, packed', 'page', 'script, all'],
  ['Main-thread work a frame at 1000×, p95', 'page', 'work a frame at 1000×, p95'],
  ['Pause at 1000×, key to frame, p95', 'page', 'pause at 1000×, p95'],
  ['Seek by dragging in a million rows, pointer to frame, p99', 'page', 'seek by dragging, p99'],
];

const digits = (value) => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));
const bound = (value, unit) => (value === undefined ? '–' : `${value} ${unit}`.trim());

function cellsOf({ figures, ratios }, [, group, name, isRatio = false]) {
  const found = (isRatio ? ratios : figures).find(
    (one) => one.name === name && (one.group === group || one.group === `matching ${group}`),
  );
  if (found === undefined) return null;
  const { floor, aim } = found.goal ?? found.limit ?? {};
  const unit = isRatio ? '×' : found.unit;
  return [bound(digits(found.median), unit), bound(floor, unit), bound(aim, unit)];
}

/** The README with its table brought up to date. */
export function withFigures(readme, bench) {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  const before = readme.slice(begin, end).split('\n');
  const lines = ROWS.map((row) => {
    const cells = cellsOf(bench, row);
    const old = before.find((line) => line.startsWith(`| ${row[0]} |`));
    return cells === null ? (old ?? `| ${row[0]} | – | – | – |`) : `| ${row[0]} | ${cells.join(' | ')} |`;
  });
  const machine = `${bench.machine.cpu}, ${bench.machine.cores} cores, Node ${bench.machine.node}`;
  const table = [BEGIN, '', ...HEAD, ...lines, '', `Last measured on: ${machine}.`, '', ''].join('\n');
  return readme.slice(0, begin) + table + readme.slice(end);
}

if (isProgram(import.meta.url)) {
  const file = join(root, 'build/bench.json');
  if (!existsSync(file)) {
    say('build/bench.json is missing: run `npm run bench` first.');
    process.exit(1);
  }
  const path = join(root, 'README.md');
  writeFileSync(path, withFigures(readFileSync(path, 'utf8'), JSON.parse(readFileSync(file, 'utf8'))));
  say('Wrote the figures into README.md.');
}
