/**
 * `node tools/check-site.mjs URL [--without-headers]`: asks a site where the page is hosted for everything that the
 * page needs, and says what is wrong: missing files, wrong content types, missing headers, a page that is not the one
 * in `dist/`. For after a deployment; reads only. Exit code 1 when something is wrong.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { headersFor, parseHeaderRules } from './headers.mjs';
import { isProgram, root, say } from './setup.mjs';

const TYPES = {
  '.html': /^text\/html\b/,
  '.js': /^(?:text|application)\/javascript\b/,
  '.css': /^text\/css\b/,
  '.wasm': /^application\/wasm$/,
  '.json': /^application\/json\b/,
};
const ASSET = /(?:src|href)="(\.\/[^"]+)"/g;

/** For hosts and for people who debug; the page is asked for as a folder. */
const IGNORED = /\.map$|^_headers$|^index\.html$/;

function filesBelow(folder, path = '') {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const below = path + entry.name;
    return entry.isDirectory() ? filesBelow(folder, `${below}/`) : [below];
  });
}

async function ask(site, path) {
  const response = await fetch(new URL(path, site), { redirect: 'follow' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** What is wrong at one address: an empty list when all is well. */
function faultsOf(path, { status, headers }, rules) {
  if (status !== 200) return [`${path}: answered ${status}`];
  const wanted = TYPES[extname(path === '' ? 'index.html' : path)];
  const type = headers.get('content-type') ?? 'none';
  const faults = wanted === undefined || wanted.test(type) ? [] : [`${path}: content type ${type}`];
  for (const [name, value] of Object.entries(headersFor(rules, `/${path}`))) {
    const sent = headers.get(name);
    if (sent !== value)
      faults.push(`${path || '/'}: header ${name} is ${sent === null ? 'not sent' : `“${sent}”`}`);
  }
  return faults;
}

/**
 * @param {string} site address of the folder that holds the page
 * @param {{ pattern: string, headers: [string, string][] }[]} rules headers that must be sent
 * @returns {Promise<{ asked: number, faults: string[] }>}
 */
export async function checkSite(site, rules, folder = join(root, 'dist')) {
  const page = await ask(site, '');
  const faults = faultsOf('', page, rules);
  const paths = new Set([...page.text.matchAll(ASSET)].map(([, path]) => path.slice(2)));
  if (existsSync(folder)) {
    if (readFileSync(join(folder, 'index.html'), 'utf8') !== page.text)
      faults.push('the page is not the one in dist/');
    for (const path of filesBelow(folder)) if (!IGNORED.test(path)) paths.add(path);
  }
  for (const path of paths) faults.push(...faultsOf(path, await ask(site, path), rules));
  const missing = await ask(site, 'assets/not-there.js');
  if (missing.status !== 404)
    faults.push(`a file that is not there is answered with ${missing.status}, not 404`);
  return { asked: paths.size + 2, faults };
}

if (isProgram(import.meta.url)) {
  const [site, ...options] = process.argv.slice(2);
  if (site === undefined || !URL.canParse(site)) {
    say('Say which site: node tools/check-site.mjs https://host/path/ [--without-headers]');
    process.exit(2);
  }
  const own = existsSync(join(root, 'dist/_headers')) ? 'dist/_headers' : 'public/_headers';
  const rules = options.includes('--without-headers')
    ? []
    : parseHeaderRules(readFileSync(join(root, own), 'utf8'));
  try {
    const { asked, faults } = await checkSite(site.endsWith('/') ? site : `${site}/`, rules);
    for (const fault of faults) say(fault);
    say(
      faults.length === 0 ? `${asked} addresses asked: all is well.` : `${faults.length} things are wrong.`,
    );
    process.exitCode = faults.length === 0 ? 0 : 1;
  } catch (error) {
    say(`${site} cannot be reached: ${error.cause?.message ?? error.message}`);
    process.exitCode = 1;
  }
}
