/**
 * Changes the code in small ways and looks whether a test notices. One part at a time, as the tests
 * of one part say little about another: `MUTATE=kubeconfig npx stryker run`. See `npm run mutation`.
 */
const parts = {
  // What follows from a kind or an operation shows where it is decided.
  request: 'src/request/!(request).ts',
  kubeconfig: 'src/kubeconfig/{*,{edit,vet}/*}.ts',
  secrets: 'src/secrets/{in-use,names,archive/find,archive/yaml/*}.ts',
  reconcile:
    'src/{request/request,reconcile/{leaks,for-maintainers,decide/{*,commands/*},act/authorize,observe/{pending-commands,replay}},state/{memory,unite-memories}}.ts',
};

const part = process.env.MUTATE;

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { related: false },
  // TypeScript's own API is not needed, as vitest only strips the types.
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  mutate: process.env.MUTATE_FILES?.split(',') ?? [parts[part]],
  // Tests only those again whose code or tests have changed; `--force` tests all of them.
  incremental: true,
  incrementalFile: `.stryker/${part}-known.json`,
  concurrency: 1,
  // A busy machine is no mutant that runs for ever.
  timeoutMS: 60_000,
  ignorePatterns: ['.stryker'],
  tempDirName: `.stryker/${part}`,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `.stryker/${part}.json` },
  thresholds: { high: 95, low: 90, break: 90 },
};
