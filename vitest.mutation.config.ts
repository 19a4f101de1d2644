import { defineConfig } from 'vitest/config';

const part = process.env.MUTATE ?? 'kubeconfig';

/** The tests that judge the mutants of one part: no journeys, and properties with few runs. */
export default defineConfig({
  test: {
    isolate: false,
    include: [`test/${part}/*.test.ts`, `test/hostile/${part}-*.test.ts`],
    exclude: [
      // Slow, and of other files than those that are changed.
      'test/kubeconfig/vet-busy.test.ts',
      'test/reconcile/conversation.test.ts',
      'test/secrets/{archive,archive-gpg,change,git-crypt,tar}.test.ts',
    ],
    // No other program is found: it would be called for each mutant.
    env: { PATH: '/dev/null' },
    setupFiles: ['test/few-runs.ts'],
    testTimeout: 20_000,
  },
});
