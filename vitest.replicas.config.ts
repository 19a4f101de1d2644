import { defineConfig } from 'vitest/config';

/** Two replicas of the bot that die and lose their Redis: `npm run test:replicas`. */
export default defineConfig({
  test: {
    include: ['test/replicas/**/*.replicas.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
