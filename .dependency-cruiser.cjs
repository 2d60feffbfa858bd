/**
 * Import directions, as docs/ARCHITECTURE.md draws them: assembly ← engine ← sim ← worker ← ui. `layout`,
 * `scenario` and `share` are leaves, `tape` stands beside `sim`, `cli` sits where `worker` sits. A folder of
 * `src` that has no row here may import nothing of ours, so a new folder needs a decision.
 */
const MAY_IMPORT = {
  layout: [],
  scenario: ['layout'],
  share: ['layout', 'scenario'],
  tape: ['layout', 'scenario'],
  desk: ['layout', 'scenario'],
  engine: ['layout', 'scenario'],
  sim: ['layout', 'scenario', 'share', 'engine'],
  store: ['layout', 'scenario', 'tape'],
  worker: ['layout', 'scenario', 'share', 'tape', 'desk', 'engine', 'sim', 'store'],
  cli: ['layout', 'scenario', 'share', 'tape', 'engine', 'sim'],
  ui: ['layout', 'scenario', 'share', 'desk'],
  sw: [],
};
/** Single files and type-only imports that a folder may reach besides. */
const EXCEPTIONS = { ui: ['^src/worker/(client|protocol)\\.ts$', '^build/tapedeck\\.wasm$'] };
const MAY_IMPORT_TYPES = { sim: ['tape'], ui: ['worker', 'tape', 'engine', 'sim', 'store'] };

const inFolders = (folders) => folders.map((folder) => `^src/${folder}/`);

const layers = Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) => {
  const types = MAY_IMPORT_TYPES[folder] ?? [];
  const from = { path: `^src/${folder}/` };
  const open = [...inFolders([folder, ...allowed]), ...(EXCEPTIONS[folder] ?? [])];
  const rules = [
    {
      name: `layer-${folder}`,
      comment: `src/${folder} may import: ${[...allowed, ...types.map((name) => `types of ${name}`)].join(', ') || 'nothing'}`,
      severity: 'error',
      from,
      to: { path: '^(src|assembly|test|tools)/', pathNot: [...open, ...inFolders(types)] },
    },
  ];
  if (types.length > 0) {
    rules.push({
      name: `types-only-${folder}`,
      comment: `src/${folder} may import only types from: ${types.join(', ')}`,
      severity: 'error',
      from,
      to: { path: inFolders(types), pathNot: open, dependencyTypesNot: ['type-only'] },
    });
  }
  return rules;
});

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'unknown-folder',
      comment: 'A folder of src without a row in MAY_IMPORT.',
      severity: 'error',
      from: { path: '^src/', pathNot: inFolders(Object.keys(MAY_IMPORT)) },
      to: { path: '^(src|assembly|test|tools)/' },
    },
    {
      name: 'core-stands-alone',
      comment: 'The engine core imports nothing but its own files.',
      severity: 'error',
      from: { path: '^assembly/' },
      to: { pathNot: '^assembly/' },
    },
    {
      name: 'model-is-independent',
      comment: 'The naive twin never sees the code it judges.',
      severity: 'error',
      from: { path: '^test/model/' },
      to: { path: '^(src|assembly)/' },
    },
    {
      name: 'no-node-in-the-page',
      comment: 'Only the command line, the tools and the tests run in Node alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-test-in-source',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|tools)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files may name types of each other; what runs goes one way.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nobody has no place.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '\\.test\\.ts$', '\\.spec\\.ts$', '^src/[^/]+/main\\.ts$'],
      },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(url|raw|worker)' },
    },
    {
      name: 'declared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/svelte/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.svelte', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default', 'svelte', 'browser', 'node'],
    },
  },
};
