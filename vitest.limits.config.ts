import { defineConfig } from 'vitest/config';

/** What hostile input costs at most: `npm run test:limits`. Best on a machine that rests. */
export default defineConfig({
  test: {
    include: ['test/hostile/*.limits.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
