/** What the command line says besides the report and the change. */
export const cliWords = {
  description: "The maintainers' own way to add, rotate and remove clusters, without an issue",
  add: 'vet a kubeconfig, check its cluster and add it to the secrets',
  rotate: 'vet a kubeconfig, check its cluster and replace the credentials in the secrets',
  remove: 'remove a cluster from the secrets',
  buildCluster: 'a Prow build cluster: a context in the merged kubeconfig',
  externalProvider: 'a KubeVirtCI external provider: an entry of its own',
  name: 'the name under which jobs will refer to the cluster',
  kubeconfig: 'the kubeconfig, as it is or encrypted with OpenPGP',
  secrets: 'a checkout of the secrets repository',
  dryRun: 'show the report and the change, and write nothing',
  pullRequest: 'push the change and open a pull request; needs GITHUB_TOKEN',
  checks: 'Checks',
  change: 'Change',
  checksFailed: 'Nothing was written: fix what failed and run the command again.',
  notProven: (what: string) => `Make sure before you merge that ${what}: it could not be verified.`,
  dryRunDone: 'Dry run: nothing was written.',
  deployedByScript: (name: string) =>
    `Before you merge: ${name} must not be in the array \`prow_build_clusters\` of Prow's deploy.sh.`,
  removed: (path: string) => `Removed ${path}. Review it, commit it and open a pull request.`,
  written: (path: string) => `Wrote ${path}. Review it, commit it and open a pull request.`,
  opened: (url: string) => `Opened ${url}`,
  tokenMissing: 'GITHUB_TOKEN is not set; --pull-request needs it to push and to open it',
  checkoutStale: (path: string) =>
    `${path} differs from the one on GitHub; update the checkout and run the command again`,
  branchForeign: (branch: string) =>
    `${branch} on GitHub has commits of somebody else; delete the branch and run the command again`,
  githubRefused: (status: number) =>
    `GitHub answered with HTTP ${status}; check GITHUB_TOKEN, SECRETS_REPOSITORY and SECRETS_BRANCH`,
  unwritable: (what: string, code: string) => `${what} cannot be written (${code})`,
  unreadable: (what: string, code: string) => `${what} cannot be read (${code})`,
} as const;
