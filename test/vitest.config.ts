import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Half of the tests wait for programs that they run, so that one worker for each core is not too many.
    maxWorkers: '100%',
  },
});
