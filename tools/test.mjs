/**
 * `npm test`: everything that must hold, from a fresh clone, in the order of what is told soonest. Sets the
 * project up, runs each check, shows the end of what a failed one said, goes on, and ends with one line that
 * counts: `N passed, N failed, N skipped`. `--quick` leaves the browser out.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureChromium, findFirefox } from './browsers.mjs';
import { ensureDependencies, root } from './setup.mjs';

const LOGS = 'build/test';
const TAIL_LINES = 60;
/** A step that takes longer hangs; it is stopped and counts as failed. */
const STEP_LIMIT_MS = 20 * 60_000;
const bin = (path) => `node_modules/${path}`;

/** Room for what compilers throw away at once: a fifth of their time went into moving it out of the way. */
const YOUNG = '--max-semi-space-size=64';

const PAGE_CHECK = 'page builds';

const checks = [
  { name: 'generated layout is current', args: ['tools/layout.mjs', '--check'] },
  { name: 'format (Prettier)', args: [bin('prettier/bin/prettier.cjs'), '--check', '.'] },
  { name: 'lint (ESLint)', args: [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
  { name: 'types (tsc)', args: [bin('typescript/bin/tsc'), '--noEmit'] },
  {
    name: 'types of components (svelte-check)',
    args: [bin('svelte-check/bin/svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  },
  {
    name: 'import directions (dependency-cruiser)',
    args: [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'test',
      'assembly',
    ],
  },
  { name: 'nothing unused (knip)', args: [bin('knip/bin/knip.js')] },
  { name: PAGE_CHECK, args: ['tools/build.mjs'] },
];

const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
/** A line for each test that failed, printed once more at the end, where a cut log still shows it. */
const failedTests = [];
const print = (text) => process.stdout.write(`${text}\n`);

/** Runs `node ARGS`; with `isLive` its output is shown as it comes. Resolves to { code, output, seconds }. */
function run(args, { isLive = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      timeout: STEP_LIMIT_MS,
    });
    const parts = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes) => {
        parts.push(bytes);
        if (isLive) process.stdout.write(bytes);
      });
    }
    const end = (code) => {
      const seconds = Number((process.hrtime.bigint() - started) / 1_000_000n) / 1000;
      resolve({ code, output: Buffer.concat(parts).toString('utf8'), seconds });
    };
    child.on('error', (error) => {
      parts.push(Buffer.from(`${error.message}\n`));
      end(1);
    });
    child.on('close', (code, signal) => {
      if (signal !== null) parts.push(Buffer.from(`stopped by ${signal}\n`));
      end(code ?? 1);
    });
  });
}

function fail(name, output) {
  failures.push(name);
  const lines = output.trimEnd().split('\n');
  if (lines.length > TAIL_LINES) print(`   … ${lines.length - TAIL_LINES} lines before`);
  for (const line of lines.slice(-TAIL_LINES)) print(`   ${line}`);
}

async function runCheck({ name, args }) {
  const { code, output, seconds } = await run([YOUNG, ...args]);
  writeFileSync(join(root, LOGS, `${name.replace(/[^a-z]+/gi, '-')}.log`), output);
  print(`== ${name}: ${code === 0 ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)`);
  total[code === 0 ? 'passed' : 'failed'] += 1;
  if (code !== 0) fail(name, output);
}

/** Runs the checks, as many at a time as there are processors. */
async function runChecks(list) {
  const waiting = [...list];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await runCheck(next);
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, lane));
}

const firstLineOf = (text) => stripVTControlCharacters(text).trim().split('\n')[0];

/** What failed in a report of Vitest: a line a test, for the end of the log. */
function failuresOfVitest({ testResults }) {
  return testResults
    .filter((file) => file.status === 'failed')
    .flatMap((file) => {
      const path = relative(root, file.name);
      const failed = file.assertionResults.filter((x) => x.status === 'failed');
      if (failed.length === 0) return [`${path}: ${firstLineOf(file.message)}`];
      return failed.map((x) => `${path} › ${x.fullName}: ${firstLineOf(x.failureMessages[0] ?? '')}`);
    });
}

/** The same for a report of Playwright; with what passed only at its second try. */
function failuresOfPlaywright({ suites, errors }) {
  const lines = errors.map((error) => firstLineOf(error.message ?? ''));
  const visit = (suite) => {
    suite.suites?.forEach(visit);
    for (const { title, file, tests } of suite.specs ?? []) {
      for (const { status, results } of tests) {
        if (status !== 'unexpected' && status !== 'flaky') continue;
        const error = results.find((x) => x.status !== 'passed')?.error?.message ?? '';
        lines.push(
          `${file} › ${title}${status === 'flaky' ? ' (second try passed)' : ''}: ${firstLineOf(error)}`,
        );
      }
    }
  };
  suites.forEach(visit);
  return lines;
}

function countVitest(json) {
  const unread = json.testResults.filter((x) => x.status === 'failed' && x.assertionResults.length === 0);
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + unread.length,
    skipped: json.numPendingTests + json.numTodoTests,
  };
}

function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
}

/** Runs a suite that writes a JSON report and adds its counts; a run that breaks down counts as a failure. */
async function runSuite(name, args, report, { count, failuresOf, env = {} }) {
  print(`\n== ${name}`);
  const path = join(root, report);
  rmSync(path, { force: true });
  const { code, seconds } = await run(args, { isLive: true, env });
  let counts = { passed: 0, failed: 0, skipped: 0 };
  if (existsSync(path)) {
    const json = JSON.parse(readFileSync(path, 'utf8'));
    counts = count(json);
    failedTests.push(...failuresOf(json));
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.failed > 0) failures.push(name);
  for (const key of Object.keys(total)) total[key] += counts[key];
  print(`== ${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds.toFixed(1)} s)`);
}

async function runBrowserTests() {
  if (failures.includes(PAGE_CHECK)) {
    total.failed += 1;
    print('\n== in browsers (Playwright): FAILED');
    fail('in browsers', 'Not run: the page does not build.');
    return;
  }
  const chromium = await ensureChromium();
  if (chromium === null) {
    total.failed += 1;
    print('\n== in browsers (Playwright): FAILED');
    fail(
      'in browsers',
      'No Chromium was found and none could be installed: name one with TAPEDECK_CHROMIUM.',
    );
    return;
  }
  print(`\nChromium: ${chromium}\nFirefox: ${findFirefox() ?? 'not found, its tests are skipped'}`);
  const report = `${LOGS}/playwright.json`;
  await runSuite(
    'in browsers (Playwright)',
    [bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    report,
    {
      count: countPlaywright,
      failuresOf: failuresOfPlaywright,
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, TAPEDECK_CHROMIUM: chromium },
    },
  );
}

process.on('SIGINT', () => process.exit(130));
ensureDependencies();
mkdirSync(join(root, LOGS), { recursive: true });
await runCheck({ name: 'engine core compiles (asc)', args: ['tools/wasm.mjs'] });
await runChecks(checks);
const vitestReport = `${LOGS}/vitest.json`;
await runSuite(
  'in Node (Vitest)',
  [
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
  ],
  vitestReport,
  { count: countVitest, failuresOf: failuresOfVitest },
);
if (!process.argv.includes('--quick')) await runBrowserTests();
if (failedTests.length > 0)
  print(`\nTests that failed:\n${failedTests.map((line) => `  ${line}`).join('\n')}`);
print(failures.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failures.join(', ')}`);
print(
  `${total.passed} passed, ${total.failed} failed` + (total.skipped > 0 ? `, ${total.skipped} skipped` : ''),
);
process.exitCode = total.failed === 0 ? 0 : 1;
