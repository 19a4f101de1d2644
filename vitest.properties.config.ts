import { defineConfig } from 'vitest/config';

/** The properties of pure code with ten times as many random cases: `npm run test:properties`. */
export default defineConfig({
  test: {
    isolate: false,
    include: [
      'test/{attachment,deployment,kubeconfig,probe,reply,request}/*.test.ts',
      'test/secrets/**/*.test.ts',
      // Those that ask another program each time.
      'test/request/*.properties.ts',
    ],
    setupFiles: ['test/many-runs.ts'],
    testTimeout: 120_000,
  },
});
