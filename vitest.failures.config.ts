import { defineConfig } from 'vitest/config';

/**
 * Journeys in which something fails: `npm run test:failures` takes a sample,
 * `FAILURES=all npm run test:failures` every kind of failure at every call.
 */
export default defineConfig({
  test: {
    include: ['test/failures/*.failures.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
