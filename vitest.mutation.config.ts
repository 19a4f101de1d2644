import { defineConfig } from 'vitest/config';

const part = process.env.MUTATE ?? 'kubeconfig';

/** The tests that judge the mutants of one part: no journeys, and properties with few runs. */
export default defineConfig({
  test: {
    isolate: false,
    include: [`test/${part}/**/*.test.ts`, `test/hostile/${part}-*.test.ts`],
    // They call other programs, and would do so for each mutant.
    exclude: ['test/**/*gpg*.test.ts', 'test/kubeconfig/readers.test.ts'],
    setupFiles: ['test/few-runs.ts'],
    testTimeout: 20_000,
  },
});
