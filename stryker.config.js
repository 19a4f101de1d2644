/**
 * Changes the code in small ways and looks whether a test notices. One part at a time, as the tests
 * of one part say little about another: `MUTATE=kubeconfig npx stryker run`. See `npm run mutation`.
 */
const parts = {
  request: 'src/request/*.ts',
  kubeconfig: 'src/kubeconfig/*.ts',
  secrets:
    'src/secrets/{add-entry,edit-entry,remove-entry,entries,find,proof,in-use,names,line-end,literal-block,quoted}.ts',
  reconcile:
    'src/reconcile/{alarm,decide,deploy,due,finish,hold,cancellation,mandate,memory,pending-commands,precedence,pursue,pursue-deployment,settle,steer,undeploy}.ts',
};

const part = process.env.MUTATE ?? 'kubeconfig';

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
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
