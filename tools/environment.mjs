/**
 * An environment is one JSON file in `deploy/`: what differs between the places where the same page is hosted.
 * Every field is checked, an unknown one is refused by name. `pageRules` turns it, with `public/_headers`, into
 * the headers of that place; the build writes them beside the page and copies the policy into it.
 */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseHeaderRules } from './headers.mjs';
import { root } from './setup.mjs';

const DEFAULT = 'deploy/production.json';
const POLICY = 'Content-Security-Policy';

const isOrigin = (value) => {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { origin, protocol } = new URL(value);
  return origin === value && (protocol === 'https:' || protocol === 'http:');
};

/** An origin to connect to, or "" where a source has none of that kind. */
const isHost = (value, ...protocols) =>
  value === '' ||
  (typeof value === 'string' &&
    URL.canParse(value) &&
    new URL(value).origin === value &&
    protocols.includes(new URL(value).protocol));

const LIVE_FIELDS = ['id', 'adapter', 'label', 'socket', 'rest'];
const isLiveSource = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).sort().join() === [...LIVE_FIELDS].sort().join() &&
  /^[a-z][a-z0-9-]{0,30}$/.test(value.id) &&
  /^[a-z][a-z0-9-]{0,30}$/.test(value.adapter) &&
  typeof value.label === 'string' &&
  /^[^<>&"\n]{1,60}$/.test(value.label) &&
  isHost(value.socket, 'wss:', 'ws:') &&
  isHost(value.rest, 'https:', 'http:') &&
  value.socket + value.rest !== '';

/** Field, what it must be, and the test for it. All are required: a file says everything. */
const FIELDS = {
  name: ['lower-case letters, digits and hyphens', (value) => /^[a-z][a-z0-9-]{0,30}$/.test(value)],
  titleSuffix: [
    'a text of at most 40 characters, or ""',
    (value) => typeof value === 'string' && /^[^<>&"\n]{0,40}$/.test(value),
  ],
  isListed: ['true or false', (value) => typeof value === 'boolean'],
  embedders: [
    'a list of origins like "https://school.example", or ["*"] for anybody',
    (value) => Array.isArray(value) && (value.every(isOrigin) || (value.length === 1 && value[0] === '*')),
  ],
  path: [
    '"/" or a path that begins and ends with "/"',
    (value) => typeof value === 'string' && /^\/(?:[\w.-]+\/)*$/.test(value) && !value.includes('..'),
  ],
  liveSources: [
    'a list of sources with id, adapter, label, and the origins socket and rest (docs/LIVE.md)',
    (value) =>
      Array.isArray(value) &&
      value.every(isLiveSource) &&
      new Set(value.map(({ id }) => id)).size === value.length,
  ],
};

/**
 * @typedef {{ id: string, adapter: string, label: string, socket: string, rest: string }} LiveSource
 * @typedef {{
 *   name: string, titleSuffix: string, isListed: boolean, embedders: string[], path: string, liveSources: LiveSource[]
 * }} Environment
 */

/** Checks the content of an environment file; `place` names it in what is said. @returns {Environment} */
export function parseEnvironment(text, place) {
  const refuse = (why) => {
    throw new Error(`${place}: ${why} Nothing was built. docs/DEPLOYING.md lists the fields.`);
  };
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`it is not JSON (${error.message}).`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('it is no object.');
  for (const field of Object.keys(value))
    if (!Object.hasOwn(FIELDS, field)) refuse(`unknown field “${field}”.`);
  for (const [field, [wanted, isGood]] of Object.entries(FIELDS)) {
    if (!Object.hasOwn(value, field)) refuse(`field “${field}” is missing: ${wanted}.`);
    if (!isGood(value[field])) refuse(`“${field}” must be ${wanted}.`);
  }
  return value;
}

/** The file that `--config FILE` or TAPEDECK_CONFIG names, relative to the project; else production. */
export function environmentFile(args = process.argv.slice(2)) {
  const at = args.indexOf('--config');
  if (at >= 0 && args[at + 1] === undefined)
    throw new Error('--config wants a file, like deploy/staging.json');
  return (at >= 0 ? args[at + 1] : process.env.TAPEDECK_CONFIG) || DEFAULT;
}

/** @returns {Environment} */
export function readEnvironment(file = environmentFile()) {
  let text;
  try {
    text = readFileSync(isAbsolute(file) ? file : join(root, file), 'utf8');
  } catch (error) {
    throw new Error(`The environment ${file} cannot be read (${error.code}). Nothing was built.`, {
      cause: error,
    });
  }
  return parseEnvironment(text, file);
}

/**
 * The header rules of a place: those of `public/_headers`, with who may embed the page, whether it is listed, and which
 * hosts its gateway may be allowed to reach.
 */
export function pageRules(environment) {
  const rules = parseHeaderRules(readFileSync(join(root, 'public/_headers'), 'utf8'));
  const all = rules.find(({ pattern }) => pattern === '/*');
  const policy = all?.headers.find(([name]) => name === POLICY);
  if (policy === undefined) throw new Error(`public/_headers holds no ${POLICY} for /*`);
  if (environment.embedders.length > 0) {
    const embedders = environment.embedders.join(' ');
    policy[1] = policy[1].replace(/frame-ancestors [^;]+/, `frame-ancestors 'self' ${embedders}`);
  }
  const hosts = new Set(environment.liveSources.flatMap(({ socket, rest }) => [socket, rest]));
  hosts.delete('');
  if (hosts.size > 0)
    policy[1] = policy[1].replace("connect-src 'self'", `connect-src 'self' ${[...hosts].join(' ')}`);
  if (!environment.isListed) all.headers.push(['X-Robots-Tag', 'noindex']);
  return rules;
}

/** The policy as a meta tag may carry it: `frame-ancestors` has meaning in a header only. */
export function policyForPage(rules) {
  const [, policy] = rules.flatMap(({ headers }) => headers).find(([name]) => name === POLICY);
  return policy
    .split(';')
    .map((part) => part.trim())
    .filter((part) => !part.startsWith('frame-ancestors'))
    .join('; ');
}
