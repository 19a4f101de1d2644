import { isPlain } from '../../kubeconfig/render.ts';
import type { KubeconfigPlace } from '../../secrets/secrets.ts';
import { upstream } from '../../upstream.ts';
import { codeLine } from '../escape.ts';

/** Prow takes no longer names of jobs. */
const jobNameLimit = 63;

/**
 * A periodic job for a build cluster that was just added, as YAML to paste below `periodics:`. The
 * name is one that was vetted before.
 */
export function buildClusterJob(requested: string): string {
  const name = codeLine(requested);
  return `- name: ${jobName('periodic-example-', name)}
  cluster: ${yamlString(name)}
  cron: "0 3 * * *"
  max_concurrency: 1
  annotations:
    testgrid-create-test-group: "false" # or testgrid-dashboards, as for jobs that stay
  extra_refs:
  - org: kubevirt
    repo: kubevirt
    base_ref: main
  spec:
    containers:
    - image: ${upstream.image.value}
      command: ["/usr/local/bin/runner.sh", "/bin/bash", "-ce"]
      args: ["echo Hello from this cluster."]
      resources:
        requests:
          memory: 1Gi`;
}

/** The same for a provider, as the jobs of kubevirt/kubevirt on external clusters do it. */
export function externalProviderJob(requested: string, place: KubeconfigPlace): string {
  const name = codeLine(requested);
  return `- name: ${jobName('periodic-kubevirt-e2e-', name)}
  cluster: ${upstream.controlPlane.value} # or ${upstream.workloads.value}: both have what the presets mount
  cron: "0 3 * * *"
  max_concurrency: 1
  decoration_config:
    timeout: ${upstream.timeout.value}
  annotations:
    testgrid-dashboards: ${upstream.dashboard.value}
  labels:
${upstream.presets.map(({ value }) => `    ${value}: "true"`).join('\n')}
  extra_refs:
  - org: kubevirt
    repo: kubevirt
    base_ref: main
  - org: kubevirt
    repo: project-infra
    base_ref: main
  spec:
    containers:
    - image: ${upstream.image.value}
      command: ["/usr/local/bin/runner.sh", "/bin/bash", "-ce"]
      args:
      - |
        source ../project-infra/hack/manage-secrets.sh
        decrypt_secrets
        ${extractionLines(place).join('\n        ')}
        cleanup_secrets
        cat "$QUAY_PASSWORD" | docker login --username "$(cat "$QUAY_USER")" --password-stdin quay.io
        automation/test.sh
      env:
      - name: TARGET
        value: external
      - name: KUBEVIRT_PROVIDER
        value: external
      - name: KUBECONFIG
        value: /kubeconfig
      - name: DOCKER_PREFIX
        value: quay.io/kubevirtci
      - name: DOCKER_TAG
        value: ${yamlString(`${name}_test`)}
      - name: IMAGE_PULL_POLICY
        value: Always
      securityContext:
        privileged: true
      resources:
        requests:
          memory: 8Gi`;
}

function jobName(prefix: string, name: string): string {
  return `${prefix}${name}`.slice(0, jobNameLimit).replace(/(?<![-_])[-_]+$/, '');
}

function extractionLines(place: KubeconfigPlace): readonly string[] {
  if (place.type === 'file') {
    return [`install -m400 "\${secrets_repo_dir}"/${codeLine(place.path)} /kubeconfig`];
  }
  const entry = codeLine(place.entry);
  return [`extract_secret '${entry}' /kubeconfig`, 'chmod 400 /kubeconfig'];
}

/** Digits alone, a date or a word such as `y` would be no string in YAML. */
function yamlString(text: string): string {
  return isPlain(text) ? text : JSON.stringify(text);
}
