import { defineConfig } from 'vitest/config';

/** The tests that judge mutants of the vetting, merging and deciding code: fast, and no journeys. */
export default defineConfig({
  test: {
    isolate: false,
    include: ['test/{kubeconfig,secrets,request,reconcile}/**/*.test.ts'],
    // They call other programs, and would do so for each mutant.
    exclude: ['test/**/*gpg*.test.ts', 'test/kubeconfig/readers.test.ts'],
    testTimeout: 20_000,
  },
});
