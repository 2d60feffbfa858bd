/**
 * What every script needs first: the right Node, installed packages, child processes. Plain Node, so that
 * it runs in a fresh clone. It prints on standard error only: standard output belongs to the scripts.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** True when the module at `url` is the program that was started, not an import of another one. */
export function isProgram(url) {
  return process.argv[1] !== undefined && url === pathToFileURL(process.argv[1]).href;
}

/** Prints a line for the person who waits. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Stops with a remedy when this Node cannot run the build. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isGood = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (isGood) return;
  say(`Tapedeck needs Node 20.19 or newer (or 22.12 and newer); this is ${process.versions.node}.`);
  say('Nothing was changed. Install a current Node and run the same command again.');
  process.exit(1);
}

/** The packages named by a lockfile that this machine should have: path → version. */
function versionsOf(lockText) {
  const versions = new Map();
  for (const [path, entry] of Object.entries(JSON.parse(lockText).packages)) {
    if (path !== '' && !entry.optional && !entry.peer) versions.set(path, entry.version);
  }
  return versions;
}

/** An install made by hand is as good as ours when npm's own record of it agrees with the lockfile. */
function isInstalledByHand(lockText) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const have = JSON.parse(readFileSync(record, 'utf8')).packages;
  for (const [path, version] of versionsOf(lockText)) if (have[path]?.version !== version) return false;
  return true;
}

/** Installs exactly what the lockfile says, once for each lockfile. */
export function ensureDependencies() {
  requireNode();
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const wanted = createHash('sha256').update(lockText).digest('hex');
  const stamp = join(root, 'node_modules/.tapedeck-stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (!isInstalledByHand(lockText)) {
    say('Installing the packages named in package-lock.json (once) …');
    const done = spawnSync('npm', ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (done.status !== 0) {
      say(
        'The packages could not be installed. Check the network or the npm registry setting, then try again.',
      );
      process.exit(1);
    }
  }
  writeFileSync(stamp, wanted);
}

/** Runs `node ARGS` in the project's folder with all output on standard error; resolves to the exit code. */
export function runNode(args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
}
