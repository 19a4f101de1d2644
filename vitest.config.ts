import { fileURLToPath } from 'node:url';
import {
  defineConfig,
  type TestProjectInlineConfiguration,
  type TestUserConfig,
} from 'vitest/config';

/** The part of the code whose mutants the tests judge. Stryker has it set, and nobody else. */
const mutated = process.env.MUTATE;

/** `npm test` runs the first one, `npm test -- --project NAME` another. */
const projects: Record<string, TestProjectInlineConfiguration['test']> = {
  fast: {
    // Every test brings along what it needs and takes it away again, so files may share a process:
    // that halves the time.
    isolate: false,
    // No module is mocked, so Node loads them as it always does, which takes less than through Vite.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // One more than the two cores of CI: some files wait for other processes most of the time.
    maxWorkers: 3,
    // Stories leave much behind at once: collecting it in small portions took a tenth of the time.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
    // Workers and the programs that tests start load the same modules: compiled once, not each time.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)),
    },
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },

  /** The journeys off the main path, for which `npm test` has no time. */
  journeys: {
    isolate: false,
    include: ['test/**/*.journeys.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },

  /** Journeys in which something fails: a sample, or with FAILURES=all every kind at every call. */
  failures: {
    include: ['test/failures/*.failures.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },

  /** The properties of pure code with ten times as many random cases. */
  properties: {
    isolate: false,
    include: [
      'test/{attachment,job-secrets,kubeconfig,probe,prow-deploy,request,state,wording}/**/*.test.ts',
      'test/secrets/**/*.test.ts',
      // Those that ask another program each time, or take as many cases whatever runs them.
      'test/{attachment,request}/*.properties.ts',
    ],
    // Their cases are listed, and their keys take long to make.
    exclude: ['test/kubeconfig/x509/**'],
    setupFiles: ['test/many-runs.ts'],
    testTimeout: 120_000,
  },

  /** Two replicas of the bot that die and lose their Redis. */
  replicas: {
    include: ['test/replicas/**/*.replicas.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },

  /** What hostile input costs at most. Best on a machine that rests. */
  limits: {
    include: ['test/hostile/*.limits.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },

  /** Against a real control plane. */
  cluster: {
    include: [
      'test/**/*.cluster.ts',
      // Those that leave out what is not installed: here yq, kubectl and PyYAML are.
      'test/secrets/{*,archive/**/*,git-crypt/open}.test.ts',
      'test/journeys/real-peers.test.ts',
    ],
    globalSetup: 'test/cluster/global-setup.ts',
    // Each file has a control plane of its own, which takes a core while it starts.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },

  /** The tests that judge the mutants of one part: no journeys, and properties with few runs. */
  mutation: {
    isolate: false,
    include: [
      `test/${mutated}/**/*.test.ts`,
      `test/hostile/${mutated}-*.test.ts`,
      // Of the one file that is changed with those that decide.
      'test/state/memory.test.ts',
    ],
    exclude: [
      // Slow, and of other files than those that are changed.
      'test/kubeconfig/{vet/busy.test.ts,x509/**}',
      'test/reconcile/observe/conversation.test.ts',
      'test/secrets/{git-crypt/**,archive/tar/**,archive/{open,gpg,change}.test.ts}',
    ],
    // No other program is found: it would be called for each mutant.
    env: { PATH: '/dev/null' },
    setupFiles: ['test/few-runs.ts'],
    testTimeout: 20_000,
  },
};

const test: TestUserConfig = {
  project: mutated ? 'mutation' : 'fast',
  projects: Object.entries(projects).map(([name, project]) => ({ test: { name, ...project } })),
};

export default defineConfig({ test });
