/**
 * Lint rules that keep promises: nothing below `src/worker` reads a clock, entropy, a locale or a function that
 * browsers compute differently; no `any`; no HTML from data. The engine core is AssemblyScript, which is not
 * TypeScript: the compiler and Prettier read it, ESLint does not.
 */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const PURE = ['engine', 'sim', 'tape', 'scenario', 'share', 'layout'].map((folder) => `src/${folder}/**`);

const IMPURE_GLOBALS = [
  ...['Date', 'performance', 'crypto', 'Intl', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...['requestAnimationFrame', 'requestIdleCallback', 'fetch', 'window', 'document', 'navigator', 'location'],
  ...['localStorage', 'sessionStorage', 'indexedDB', 'self', 'process'],
];

// Browsers differ in the last bit of these; sqrt, floor, abs, imul and the like are exact.
const INEXACT_MATH = [
  ...['random', 'exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'pow', 'cbrt', 'hypot'],
  ...[
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'atan2',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
  ],
];

const LOCALE_METHODS = ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'localeCompare'];
const LOCALE_CASES = ['toLocaleUpperCase', 'toLocaleLowerCase'];

const HOUSE_SYNTAX = [
  { selector: 'TSEnumDeclaration', message: 'Use a const object and a union.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
];

const PURE_SYNTAX = [
  ...HOUSE_SYNTAX,
  {
    selector: `MemberExpression[property.name=/^(${[...LOCALE_METHODS, ...LOCALE_CASES].join('|')})$/]`,
    message: 'Below the worker nothing may depend on a locale.',
  },
  {
    selector: `MemberExpression[object.name='globalThis'][property.name=/^(${IMPURE_GLOBALS.join('|')})$/]`,
    message: 'Below the worker nothing may reach a clock, entropy, timers or the page.',
  },
];

export default tseslint.config(
  { ignores: ['build/', 'dist/', 'node_modules/', '**/assembly/', 'public/', '**/*.gen.ts'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.es2023 } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-var': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'svelte/no-at-html-tags': 'error',
      // There are no stores, so that rule need not ask the type of every expression.
      'svelte/require-store-reactive-access': 'off',
      'no-restricted-imports': ['error', { name: 'svelte/store', message: 'Runes, not stores.' }],
    },
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parserOptions: { tsconfigRootDir: import.meta.dirname, parser: tseslint.parser, svelteConfig },
    },
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  // Every component changes the program that it is in, so components have one of their own, which is smaller.
  {
    files: ['**/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { projectService: true } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { project: 'tsconfig.svelte.json', extraFileExtensions: ['.svelte'] },
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...HOUSE_SYNTAX],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: PURE,
    rules: {
      'no-restricted-globals': [
        'error',
        ...IMPURE_GLOBALS.map((name) => ({
          name,
          message: 'Not below the worker: a run is a pure function.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        ...INEXACT_MATH.map((property) => ({
          object: 'Math',
          property,
          message: 'Browsers compute it differently: belongs into the engine core.',
        })),
      ],
      'no-restricted-syntax': ['error', ...PURE_SYNTAX],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...HOUSE_SYNTAX] } },
  {
    files: ['tools/**', '*.js', '*.cjs', '*.ts'],
    languageOptions: { globals: { ...globals.node } },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['src/ui/**', 'src/worker/**', 'tools/screenshots.mjs'],
    languageOptions: { globals: { ...globals.browser } },
  },
);
