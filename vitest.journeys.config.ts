import { defineConfig } from 'vitest/config';

/** The journeys off the main path, for which `npm test` has no time: `npm run test:journeys`. */
export default defineConfig({
  test: {
    isolate: false,
    include: ['test/**/*.journeys.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
