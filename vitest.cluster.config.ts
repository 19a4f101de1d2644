import { defineConfig } from 'vitest/config';

/** The tests against a real control plane: `npm run test:cluster`. */
export default defineConfig({
  test: {
    include: [
      'test/**/*.cluster.ts',
      // Those that leave out what is not installed: here yq, kubectl and PyYAML are.
      'test/secrets/*.test.ts',
      'test/journeys/real-peers.test.ts',
    ],
    globalSetup: 'test/cluster/global-setup.ts',
    // Each file has a control plane of its own, which takes a core while it starts.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
