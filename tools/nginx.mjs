/**
 * Writes `build/nginx.conf` for the container image: the folder `dist/` served by an nginx that needs no root and
 * writes nothing but below /tmp. Headers are those of the built `_headers`, so that image and static host agree;
 * the path is the environment's. `node tools/nginx.mjs --config deploy/NAME.json`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from './environment.mjs';
import { headersFor, parseHeaderRules } from './headers.mjs';
import { isProgram, root, say } from './setup.mjs';

const TEXTS =
  'text/css text/javascript application/json application/manifest+json application/wasm image/svg+xml';
const escape = (text) => text.replaceAll('.', '\\.');
const quote = (value) => `"${value.replaceAll('"', '\\"')}"`;

/** A header's value by address: nginx sends no header whose value is empty. */
function headerMap(name, rules, path, byDefault) {
  const variable = `$h_${name.toLowerCase().replaceAll('-', '_')}`;
  const lines = rules
    .filter(({ headers }) => headers.some(([own]) => own === name))
    .map(({ pattern }) => {
      const prefix = path + pattern.slice(1).replace(/\*$/, '');
      return `    ~^${escape(prefix)}${pattern.endsWith('*') ? '' : '$'} ${quote(headersFor(rules, pattern)[name])};`;
    })
    // nginx takes the first expression that fits; in _headers the last rule holds.
    .reverse();
  return {
    map: [`  map $uri ${variable} {`, `    default ${quote(byDefault)};`, ...lines, '  }'].join('\n'),
    // Without “always” an answer of 404 is not kept for a year.
    line: `    add_header ${name} ${variable}${name === 'Cache-Control' ? '' : ' always'};`,
  };
}

/** @param {{ rules: object[], path: string, folder?: string, port?: number }} options */
export function nginxConfig({ rules, path, folder = '/srv/tapedeck', port = 8080 }) {
  const names = new Set(['Cache-Control', ...rules.flatMap(({ headers }) => headers.map(([name]) => name))]);
  const headers = [...names].map((name) =>
    headerMap(name, rules, path, name === 'Cache-Control' ? 'no-cache' : ''),
  );
  const isBelow = path !== '/';
  return `# Written by tools/nginx.mjs from the built _headers and the environment. Do not edit.
worker_processes auto;
daemon off;
pid /tmp/nginx.pid;
error_log stderr warn;

events {
  worker_connections 1024;
}

http {
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;

  types {
    text/html html;
    text/css css;
    text/javascript js mjs;
    text/plain txt;
    text/csv csv;
    application/json json map;
    application/manifest+json webmanifest;
    application/wasm wasm;
    application/vnd.apache.parquet parquet;
    image/svg+xml svg;
    image/png png;
    image/x-icon ico;
    font/woff2 woff2;
  }
  default_type application/octet-stream;
  charset utf-8;
  charset_types text/css text/javascript text/plain text/csv application/json;

  # No line an access: what people open is nobody's business. Errors are said.
  access_log off;
  server_tokens off;
  sendfile on;
  gzip on;
  gzip_vary on;
  gzip_min_length 1024;
  gzip_types ${TEXTS};

${headers.map(({ map }) => map).join('\n')}

  server {
    listen ${port};
    absolute_redirect off;
${headers.map(({ line }) => line).join('\n')}

    location = /healthz {
      default_type text/plain;
      return 200 "ok\\n";
    }

    location ${path} {
${isBelow ? `      alias ${folder}/;` : `      root ${folder};`}
      index index.html;
    }
${isBelow ? `\n    location = / {\n      return 302 ${path};\n    }\n` : ''}  }
}
`;
}

if (isProgram(import.meta.url)) {
  try {
    const rules = parseHeaderRules(readFileSync(join(root, 'dist/_headers'), 'utf8'));
    mkdirSync(join(root, 'build'), { recursive: true });
    writeFileSync(join(root, 'build/nginx.conf'), nginxConfig({ rules, path: readEnvironment().path }));
    say('Wrote build/nginx.conf.');
  } catch (error) {
    say(error.code === 'ENOENT' ? 'dist/ is missing: run `npm run build` first.' : error.message);
    process.exitCode = 1;
  }
}
