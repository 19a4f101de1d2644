/** The files of kubevirt/project-infra that name Prow's build clusters, in their known shape. */
export const scriptPath = 'github/ci/prow-deploy/hack/deploy.sh';
export const pagePath = 'docs/prow-clusters.md';
export const jobsPath =
  'github/ci/prow-deploy/files/jobs/kubevirt/project-infra/project-infra-periodics.yaml';

export const script = `#!/bin/bash
set -eu -o pipefail

merge_kubeconfigs() {
    local prow_build_clusters list

    prow_build_clusters=(
        prow-control-plane
        prow-workloads
    )

    list=$(printf "secrets/kubeconfigs/%s:" "\${prow_build_clusters[@]}")
    echo "\${list}"
}

merge_kubeconfigs
`;

export const page = `# Clusters

## Prow Workloads

This federated cluster hosted on [A cloud] is provided by [Somebody].

In Prow’s configuration, it is referenced using the name \`prow-workloads\`.

It is used to run jobs.

[Somebody]: https://somebody.example/
[A cloud]: https://cloud.example/

## Prow Performance

This KubevirtCI external cluster hosted on [A cloud] is provided by [Another].

In Prow’s configuration, it is referenced using the name \`kubevirt-performance\`.

It is used to run [jobs that measure].

[Another]: https://another.example/
[jobs that measure]: https://prow.example/?job=*performance*
`;

export const jobs = `periodics:
- name: periodic-something-else
  interval: 1h

# Check the health of the clusters.
- &cluster_livez_job
  name: periodic-project-infra-prow-workloads-livez
  cluster: prow-control-plane
  interval: 1h
  spec:
    containers:
    - &cluster_livez_container
      image: quay.io/kubevirtci/bootstrap:v1
      args:
      - |
        kubectl get --raw "/livez"
      env:
      - name: CLUSTER_KUBECONFIG_NAME
        value: prow-workloads
- <<: *cluster_livez_job
  name: periodic-project-infra-arm-workloads-livez
  spec:
    containers:
    - <<: *cluster_livez_container
      env:
      - name: CLUSTER_KUBECONFIG_NAME
        value: arm-workloads
`;

export const deploymentFiles: Readonly<Record<string, string>> = {
  [scriptPath]: script,
  [pagePath]: page,
  [jobsPath]: jobs,
};
