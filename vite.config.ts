/**
 * How the page is built: relative addresses throughout, so that the folder works from any sub-path; nothing
 * inlined, so that the policy needs no exceptions. The content security policy is written once, in
 * `public/_headers`; the build copies it into the page for hosts that honour no such file. What differs between
 * places comes from one file in `deploy/`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';
import { environmentFile, pageRules, policyForPage, readEnvironment } from './tools/environment.mjs';
import { printHeaderRules } from './tools/headers.mjs';
import { precache } from './tools/precache.mjs';
import { preloadStart } from './tools/preload.mjs';

// Vite has a `--config` of its own: the environment comes from TAPEDECK_CONFIG, which `npm run build` sets.
const environment = readEnvironment(environmentFile([]));

const meta = (attrs: Record<string, string>): HtmlTagDescriptor => ({
  tag: 'meta',
  attrs,
  injectTo: 'head-prepend',
});

/**
 * Puts the policy first in the head, with what the environment says about the page, and writes its `_headers`.
 * Development needs inline styles, so the policy is left out there.
 */
function pageEnvironment(): Plugin {
  const rules = pageRules(environment);
  return {
    name: 'page-environment',
    transformIndexHtml: {
      order: 'post',
      handler: (html, context) => {
        const policy = meta({ 'http-equiv': 'Content-Security-Policy', content: policyForPage(rules) });
        const tags = [meta({ name: 'referrer', content: 'no-referrer' })];
        if (context.server === undefined) tags.unshift(policy);
        if (!environment.isListed) tags.push(meta({ name: 'robots', content: 'noindex' }));
        return { html: html.replace('</title>', `${environment.titleSuffix}</title>`), tags };
      },
    },
    writeBundle: ({ dir = 'dist' }) => writeFileSync(join(dir, '_headers'), printHeaderRules(rules)),
  };
}

/** `live.json`: the sources that this place offers, beside the page that may be allowed to reach them. */
function liveSources(): Plugin {
  const source = JSON.stringify(environment.liveSources);
  return {
    name: 'live-sources',
    generateBundle() {
      // The workers of the page are built by passes of their own.
      if (this.environment.name === 'client') this.emitFile({ type: 'asset', fileName: 'live.json', source });
    },
    configureServer(server) {
      server.middlewares.use('/live.json', (_request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(source);
      });
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [svelte(), pageEnvironment(), liveSources(), preloadStart(), precache()],
  // DuckDB's bundle holds an eval that Node alone would reach; the policy forbids it here.
  worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false, eval: false } } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      // How long plugins took is of no use to people who start the page.
      checks: { pluginTimings: false },
      input: { page: 'index.html', sw: 'src/sw/service-worker.ts' },
      // A service worker's address may never change; everything else carries its hash.
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
