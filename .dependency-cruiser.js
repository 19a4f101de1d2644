/** The stages in the order in which the data flows. Each may import the ones before it. */
const stages = [
  'request',
  'openpgp',
  'attachment',
  'kubeconfig',
  'probe',
  'secrets',
  'sandbox',
  'job-secrets',
  'prober',
  'examination',
  'messages',
  'prow-deploy',
  'state',
  'wording',
  'reconcile',
];

const entryPoints = '^src/(configuration|processes|server|cli)/|^src/index\\.ts$';

/** What a stage must not import: all stages after it. */
const leftwards = stages.slice(0, -1).map((stage, index) => ({
  name: `${stage}-imports-only-earlier-stages`,
  severity: 'error',
  from: { path: `^src/${stage}/` },
  to: { path: `^src/(${stages.slice(index + 1).join('|')})/` },
}));

/** Rooms side by side that must not know each other. */
const apart = [
  ['decide', '^src/reconcile/decide/', '^src/reconcile/(observe|act)/'],
  ['observe', '^src/reconcile/observe/', '^src/reconcile/(decide|act)/'],
  ['act', '^src/reconcile/act/', '^src/reconcile/decide/'],
  ['vet', '^src/kubeconfig/vet/', '^src/kubeconfig/edit/'],
  ['edit', '^src/kubeconfig/edit/', '^src/kubeconfig/vet/'],
  ['archive', '^src/secrets/archive/', '^src/secrets/git-crypt/'],
  ['git-crypt', '^src/secrets/git-crypt/', '^src/secrets/archive/'],
].map(([room, from, to]) => ({
  name: `${room}-keeps-to-itself`,
  severity: 'error',
  from: { path: from },
  to: { path: to },
}));

/**
 * What a page in a browser can use as well. Biome holds the same code to use no global of Node's.
 * Types are gone before anything runs, so they may come from anywhere.
 */
const forBrowsers =
  '^src/((problems|request|openpgp|wording|kubeconfig/(vet|x509))/|(problem|upstream|kubeconfig/(kubeconfig|render|yaml))\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...leftwards,
    ...apart,
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/[^/]+/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'a-browser-has-no-modules-of-node',
      severity: 'error',
      from: { path: forBrowsers },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'what-is-for-browsers-needs-nothing-else',
      comment: 'So that nothing of Node comes in by a detour.',
      severity: 'error',
      from: { path: forBrowsers },
      to: { path: '^src/', pathNot: forBrowsers, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'problems-import-nothing-but-schemas',
      comment: 'Everything names problems, a page in a browser too.',
      severity: 'error',
      from: { path: '^src/(problem\\.ts$|problems/)' },
      to: { pathNot: '^src/problems/|node_modules/zod/mini/' },
    },
    {
      name: 'adapters-are-wired-in-one-place',
      comment: 'Stages declare what they need; only the entry points know who implements it.',
      severity: 'error',
      from: { path: '^src/', pathNot: `${entryPoints}|^src/adapters/` },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'nothing-imports-the-entry-points',
      severity: 'error',
      from: { path: '^src/', pathNot: entryPoints },
      to: { path: entryPoints },
    },
    {
      name: 'only-adapters-touch-network-and-disk',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/adapters/|${entryPoints}` },
      to: {
        path: '^(node:)?(fs|fs/promises|net|tls|http|https|http2|dns|dns/promises|dgram|child_process|worker_threads|cluster)$',
      },
    },
    {
      name: 'only-adapters-use-clients',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/adapters/|${entryPoints}` },
      to: {
        dependencyTypesNot: ['type-only'],
        path: 'node_modules/(probot|undici|@octokit|@kubernetes|p-queue|bullmq|ioredis|pino)/',
      },
    },
    {
      name: 'the-bot-knows-no-simulator',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(simulator|test|scripts)/' },
    },
    {
      name: 'production-needs-no-development-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/' }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
