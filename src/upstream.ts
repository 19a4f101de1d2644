const deployment = 'github/ci/prow-deploy';
const jobs = `${deployment}/files/jobs/kubevirt`;
const jobsFile = `${jobs}/kubevirt/kubevirt-periodics.yaml`;
const config = `${deployment}/kustom/base/configs/current/config/config.yaml`;
const postsubmits = `${jobs}/project-infra/project-infra-postsubmits.yaml`;

/** The parts of Prow's deployment that name clusters. */
export const deploymentFiles = {
  script: `${deployment}/hack/deploy.sh`,
  page: 'docs/prow-clusters.md',
  jobs: `${jobs}/project-infra/project-infra-periodics.yaml`,
} as const;

export interface UpstreamFact {
  readonly value: string;
  /** Where it is from. */
  readonly file: string;
  /** How it stands there. */
  readonly said: string;
}

/**
 * What is copied from kubevirt/project-infra, as of 2026-08-22. `npm run test:upstream DIR` compares
 * it with a checkout.
 */
export const upstream = {
  /** Periodic jobs go below this key of this file; Prow loads it as soon as that is merged. */
  jobsFile: fact(jobsFile, jobsFile, 'periodics:'),
  dashboard: fact('kubevirt-periodics', 'github/ci/testgrid/gen-config.yaml', 'name: $'),
  /** Of the containers of jobs. */
  image: fact('quay.io/kubevirtci/bootstrap:v20260715-af3e234', jobsFile),
  /** The default of 2 hours ends tests on a whole cluster. */
  timeout: fact('4h0m0s', jobsFile, 'timeout: $'),
  /** Each label stands for volumes and variables that tests on a provider need. */
  presets: [
    'preset-bazel-cache',
    'preset-docker-mirror-proxy',
    'preset-github-credentials',
    'preset-kubevirtci-quay-credential',
    'preset-pgp-bot-key',
    'preset-podman-in-container-enabled',
    'preset-shared-images',
  ].map((label) => fact(label, config, '$: "true"')),
  /** The clusters that have the secrets which these presets mount. */
  controlPlane: fact('kubevirt-prow-control-plane', deploymentFiles.script),
  workloads: fact('prow-workloads', deploymentFiles.script),
  /** No job starts in a namespace without this secret. */
  jobSecret: fact('gcs-credentials', config, 'gcs_credentials_secret: $'),
  jobSecretKey: fact('service-account.json', config, '/etc/gcs-credentials/$'),
  /** It deploys Prow's merged kubeconfig: after changes of these paths, and none of the secrets. */
  postsubmit: fact(`post-project-infra-kubevirt-prow-control-plane-deployment`, postsubmits),
  postsubmitPaths: fact(
    `${deployment}/(defaults|hack|kustom|tasks|templates|vars)/.*|${deployment}/files/[^/]+$|${deployment}/[^/]+$`,
    postsubmits,
    'run_if_changed: "$"',
  ),
  /** Where jobs are shown, and started again. */
  deck: fact('https://prow.ci.kubevirt.io', config),
  checkconfigFlags: ['--strict', '--include-default-warnings', '--warnings=unknown-fields-all'].map(
    (flag) => fact(flag, `${jobs}/project-infra/project-infra-presubmits.yaml`, '- $'),
  ),
};

/** `$` is the value. */
function fact(value: string, file: string, said = '$'): UpstreamFact {
  return { value, file, said: said.replace('$', () => value) };
}
