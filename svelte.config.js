/**
 * Svelte's settings, read by the build, svelte-check and ESLint. Runes everywhere: no file may fall back to
 * the older reactivity.
 */
export default {
  compilerOptions: { runes: true },
};
