/**
 * Vite plugin that lets the first run load beside the page: it names the cell's worker, what that imports and the
 * engine core in the page's head, so that they travel while the page's own script does and not after it ran. A worker
 * has no preloads of its own; it finds the files in the browser's cache. Only what every visit needs is named.
 */
const WORKER = /^assets\/cell-worker-[^/]+\.js$/;
const CORE = /^assets\/tapedeck-[^/]+\.wasm$/;
const STATIC_IMPORT = /(?:^|[;}])import(?:[^"'();]*?from)?["']\.\/([^"']+\.js)["']/g;

const textOf = (file) => String(file.type === 'asset' ? file.source : file.code);

/** The file and all that it cannot begin without; `import(` is left out on purpose. */
function withImports(bundle, name, found = new Set()) {
  const file = bundle[name];
  if (file === undefined || found.has(name)) return found;
  found.add(name);
  for (const [, other] of textOf(file).matchAll(STATIC_IMPORT)) withImports(bundle, `assets/${other}`, found);
  return found;
}

/** @returns {import('vite').Plugin} */
export function preloadStart() {
  return {
    name: 'preload-start',
    enforce: 'post',
    apply: 'build',
    generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      // The workers of the page are built by passes of their own, which have none.
      if (page === undefined) return;
      const names = Object.keys(bundle);
      const scripts = names
        .filter((name) => WORKER.test(name))
        .flatMap((name) => [...withImports(bundle, name)]);
      const links = [
        ...scripts.map((name) => `<link rel="modulepreload" crossorigin href="./${name}">`),
        ...names
          .filter((name) => CORE.test(name))
          .map((name) => `<link rel="preload" as="fetch" crossorigin href="./${name}">`),
      ];
      const html = textOf(page);
      const known = links.filter((link) => !html.includes(link));
      page.source = html.replace('</head>', `${known.map((link) => `  ${link}\n  `).join('')}</head>`);
    },
  };
}
