/**
 * What differs between the places where the page is hosted: the environment files, the headers made from them, the
 * server configuration of the image, and the check of a site that is up.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { checkSite } from '../../tools/check-site.mjs';
import { environmentFile, pageRules, parseEnvironment, policyForPage } from '../../tools/environment.mjs';
import { headersFor, parseHeaderRules, printHeaderRules } from '../../tools/headers.mjs';
import { nginxConfig } from '../../tools/nginx.mjs';
import { startServer } from '../../tools/serve.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const plain = { name: 'x', titleSuffix: '', isListed: true, embedders: [], path: '/', liveSources: [] };
const made = (change: object): ReturnType<typeof parseEnvironment> =>
  parseEnvironment(JSON.stringify({ ...plain, ...change }), 'deploy/x.json');

describe('an environment file', () => {
  it('is good as committed', () => {
    const files = readdirSync(join(root, 'deploy')).filter((name) => name.endsWith('.json'));
    expect(files).toContain('production.json');
    for (const name of files) {
      const text = readFileSync(join(root, 'deploy', name), 'utf8');
      expect(parseEnvironment(text, name).name).toBe(name.replace('.json', ''));
    }
  });

  it.each([
    ['not json', '{', /not JSON/],
    ['a list', '[]', /no object/],
    ['an unknown field', JSON.stringify({ ...plain, robots: true }), /unknown field “robots”/],
    ['a missing field', JSON.stringify({ ...plain, path: undefined }), /“path” is missing/],
    ['a wrong type', JSON.stringify({ ...plain, isListed: 'no' }), /“isListed” must be true or false/],
    ['an origin with a path', JSON.stringify({ ...plain, embedders: ['https://a.example/b'] }), /embedders/],
    ['a directive as origin', JSON.stringify({ ...plain, embedders: ["'none'; script-src *"] }), /embedders/],
    ['markup as title', JSON.stringify({ ...plain, titleSuffix: '<b>' }), /titleSuffix/],
    ['a path that leaves', JSON.stringify({ ...plain, path: '/../x/' }), /path/],
    ['a path without end', JSON.stringify({ ...plain, path: '/deck' }), /path/],
  ])('with %s is refused with its name and reason', (_name, text, reason) => {
    expect(() => parseEnvironment(text, 'deploy/x.json')).toThrow(reason);
    expect(() => parseEnvironment(text, 'deploy/x.json')).toThrow(/^deploy\/x\.json: .*Nothing was built/);
  });

  it('is the one that is named, else production', () => {
    expect(environmentFile(['--config', 'deploy/staging.json'])).toBe('deploy/staging.json');
    expect(() => environmentFile(['--config'])).toThrow(/--config wants a file/);
  });
});

describe('headers', () => {
  const policyOf = (change: object): string =>
    headersFor(pageRules(made(change)), '/')['Content-Security-Policy'] ?? '';

  it('say who may embed the page', () => {
    expect(policyOf({})).toMatch(/; frame-ancestors 'self'$/);
    expect(policyOf({ embedders: ['https://a.example', 'http://localhost:8000'] })).toMatch(
      /; frame-ancestors 'self' https:\/\/a\.example http:\/\/localhost:8000$/,
    );
    expect(policyOf({ embedders: ['*'] })).toMatch(/; frame-ancestors 'self' \*$/);
  });

  it('let the page reach the hosts of its live sources and no other', () => {
    const source = { id: 'a', adapter: 'binance', label: 'A', socket: 'wss://a.example:9443' };
    const liveSources = [
      { ...source, rest: 'https://api.a.example' },
      { ...source, id: 'b', rest: '' },
    ];
    expect(policyOf({})).toContain("connect-src 'self';");
    expect(policyOf({ liveSources })).toContain(
      "connect-src 'self' wss://a.example:9443 https://api.a.example;",
    );
    const refused = [
      [{ ...source, rest: 'https://a.example/path' }],
      [{ ...source, rest: 'https://a.example; script-src *' }],
      [{ ...source, socket: '*', rest: '' }],
      [{ ...source, socket: 'https://a.example', rest: '' }],
      [{ ...source, socket: '', rest: '' }],
      [{ ...source }],
      [{ ...source, rest: '', key: 'secret' }],
      [
        { ...source, rest: '' },
        { ...source, rest: '' },
      ],
    ];
    for (const list of refused) expect(() => made({ liveSources: list })).toThrow(/“liveSources” must be/);
  });

  it('differ in nothing else, and the meta tag leaves out what it may not carry', () => {
    const before = policyForPage(pageRules(made({})));
    expect(policyForPage(pageRules(made({ embedders: ['*'] })))).toBe(before);
    expect(before).toMatch(/^default-src 'none'/);
    expect(before).not.toContain('frame-ancestors');
  });

  it('keep search engines away where the environment says so', () => {
    expect(headersFor(pageRules(made({})), '/')).not.toHaveProperty('X-Robots-Tag');
    expect(headersFor(pageRules(made({ isListed: false })), '/x')['X-Robots-Tag']).toBe('noindex');
  });

  it('of hashed files may be kept, those of others not', () => {
    const rules = pageRules(made({}));
    expect(headersFor(rules, '/assets/a-1.js')['Cache-Control']).toContain('immutable');
    expect(headersFor(rules, '/index.html')).not.toHaveProperty('Cache-Control');
  });

  it('survive being printed and read', () => {
    const rules = pageRules(made({ isListed: false }));
    expect(parseHeaderRules(printHeaderRules(rules))).toEqual(rules);
  });
});

describe('the server of the image', () => {
  it('sends every header of the rules, below the path of the environment', () => {
    const rules = pageRules(made({ isListed: false }));
    const text = nginxConfig({ rules, path: '/deck/' });
    for (const [name, value] of rules.flatMap(({ headers }) => headers)) {
      expect(text).toContain(`add_header ${name} `);
      expect(text).toContain(`"${value}"`);
    }
    expect(text).toContain('location /deck/ {\n      alias /srv/tapedeck/;');
    expect(text).toContain('~^/deck/assets/ "public, max-age=31536000, immutable"');
    expect(text).not.toMatch(/\buser\b|listen (?:80|443);/);
  });
});

describe('the check of a site', () => {
  const close: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of close.splice(0)) await end();
  });

  async function site(hasHeaders: boolean): Promise<{ url: string; folder: string }> {
    const folder = mkdtempSync(join(tmpdir(), 'tapedeck-site-'));
    close.push(() => rmSync(folder, { recursive: true }));
    for (const name of ['assets', 'tapes']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'index.html'), '<script src="./assets/a.js"></script>');
    writeFileSync(join(folder, 'assets/a.js'), '0;');
    writeFileSync(join(folder, 'tapes/index.json'), '[]');
    writeFileSync(join(folder, '_headers'), printHeaderRules(pageRules(made({}))));
    const server = await startServer({ folder, prefix: '/deck/', hasHeaders });
    close.push(() => server.close());
    return { url: server.url, folder };
  }

  it('finds nothing on a host that honours _headers', async () => {
    const { url, folder } = await site(true);
    expect(await checkSite(url, pageRules(made({})), folder)).toEqual({ asked: 4, faults: [] });
  });

  it('names what is not sent, what is gone and what is old', async () => {
    const { url, folder } = await site(false);
    const { faults } = await checkSite(url, pageRules(made({})), folder);
    expect(faults).toContain('/: header Content-Security-Policy is not sent');
    expect(await checkSite(url, [], folder)).toEqual({ asked: 4, faults: [] });
    rmSync(join(folder, 'assets/a.js'));
    expect((await checkSite(url, [], folder)).faults).toEqual(['assets/a.js: answered 404']);
  });
});
