import { isPlain } from '../../kubeconfig/render.ts';
import type { KubeconfigPlace } from '../../secrets/secrets.ts';
import { codeLine } from '../escape.ts';

const image = 'quay.io/kubevirtci/bootstrap:v20260715-af3e234';

/**
 * A periodic job for a build cluster that was just added, as YAML to paste into a file below
 * `github/ci/prow-deploy/files/jobs` of the infrastructure repository. The name is one that was
 * vetted before, so it needs no quoting.
 */
export function buildClusterJob(requested: string): string {
  const name = codeLine(requested);
  return `periodics:
- name: periodic-${name}-example
  cluster: ${yamlString(name)}
  cron: "0 3 * * *"
  decorate: true
  extra_refs:
  - org: kubevirt
    repo: kubevirt
    base_ref: main
  spec:
    containers:
    - image: ${image}
      command: ["/usr/local/bin/runner.sh", "/bin/sh", "-c"]
      args: ["echo Hello from this cluster."]
      resources:
        requests:
          memory: 1Gi`;
}

/** The same for a provider, as the jobs of kubevirt/kubevirt on external clusters do it. */
export function externalProviderJob(requested: string, place: KubeconfigPlace): string {
  const name = codeLine(requested);
  const extraction = extractionLines(place).join('\n        ');
  return `periodics:
- name: periodic-kubevirt-e2e-${name}
  cluster: kubevirt-prow-control-plane # the volume with the automation key is there only
  cron: "0 3 * * *"
  decorate: true
  max_concurrency: 1
  labels:
    preset-pgp-bot-key: "true" # mounts the volume with the automation key at /etc/pgp
    preset-github-credentials: "true" # lets the job clone the secrets
    preset-podman-in-container-enabled: "true"
  extra_refs:
  - org: kubevirt
    repo: kubevirt
    base_ref: main
    workdir: true
  - org: kubevirt
    repo: project-infra
    base_ref: main
  spec:
    containers:
    - image: ${image}
      command: ["/usr/local/bin/runner.sh", "/bin/bash", "-ce"]
      args:
      - |
        source ../project-infra/hack/manage-secrets.sh
        decrypt_secrets
        ${extraction}
        cleanup_secrets
        automation/test.sh
      env:
      - name: KUBEVIRT_PROVIDER
        value: external
      - name: KUBECONFIG
        value: /kubeconfig
      securityContext:
        privileged: true
      resources:
        requests:
          memory: 8Gi`;
}

function extractionLines(place: KubeconfigPlace): readonly string[] {
  if (place.type === 'file') {
    return [`install -m400 "\${secrets_repo_dir}"/${codeLine(place.path)} /kubeconfig`];
  }
  const entry = codeLine(place.entry);
  return [
    `# yq -r ".${entry}" main.yml`,
    `extract_secret '${entry}' /kubeconfig`,
    'chmod 400 /kubeconfig',
  ];
}

/** Digits alone, a date or a word such as `y` would be no string in YAML. */
function yamlString(text: string): string {
  return isPlain(text) ? text : JSON.stringify(text);
}
