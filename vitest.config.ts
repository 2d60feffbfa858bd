/**
 * The tests that run in Node. Each file imports what it uses; browser tests are Playwright's. The time limit
 * is a safety net for a hang, never a measure of speed.
 */
import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/property/check.ts'],
    testTimeout: process.env.TAPEDECK_SOAK === undefined ? 120_000 : 3_600_000,
    hookTimeout: 120_000,
    // All of them: by default one processor is left to whoever watches.
    maxWorkers: availableParallelism(),
    // Node 20 has a WebSocket only when asked; live sources are tested with the platform's own.
    execArgv: ['--experimental-websocket'],
  },
});
