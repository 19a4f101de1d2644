import { defineConfig } from 'vitest/config';

/** The journeys that take long and say little that decisions in tables don't: `npm run test:journeys`. */
export default defineConfig({
  test: {
    env: { JOURNEYS: 'all' },
    isolate: false,
    include: ['test/**/*.journeys.ts', 'test/journeys/rotate-and-remove.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
