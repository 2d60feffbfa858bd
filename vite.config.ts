/**
 * How the page is built: relative addresses throughout, so that the folder works from any sub-path; nothing
 * inlined, so that the policy needs no exceptions. The content security policy is written once, in
 * `public/_headers`; the build copies it into the page for hosts that honour no such file.
 */
import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';

/** The policy as a meta tag may carry it: `frame-ancestors` has meaning in a header only. */
function policyForPage(): string {
  const headers = readFileSync(new URL('public/_headers', import.meta.url), 'utf8');
  const policy = /^\s*Content-Security-Policy:\s*(.+)$/m.exec(headers)?.[1];
  if (policy === undefined) throw new Error('public/_headers holds no Content-Security-Policy');
  return policy
    .split(';')
    .map((part) => part.trim())
    .filter((part) => !part.startsWith('frame-ancestors'))
    .join('; ');
}

const meta = (attrs: Record<string, string>): HtmlTagDescriptor => ({
  tag: 'meta',
  attrs,
  injectTo: 'head-prepend',
});

/** Puts the policy first in the head. Development needs inline styles, so it is left out there. */
function pagePolicy(): Plugin {
  return {
    name: 'page-policy',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, context) => {
        const referrer = meta({ name: 'referrer', content: 'no-referrer' });
        if (context.server !== undefined) return [referrer];
        return [meta({ 'http-equiv': 'Content-Security-Policy', content: policyForPage() }), referrer];
      },
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [svelte(), pagePolicy()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    chunkSizeWarningLimit: 1024,
  },
});
