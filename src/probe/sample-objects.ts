import type { V1Pod, V1Secret } from '@kubernetes/client-node';

const labels = { 'created-by-prow': 'true', 'prow.k8s.io/type': 'periodic' };
const logs = { name: 'logs', mountPath: '/logs' };
const tools = { name: 'tools', mountPath: '/tools' };

/**
 * A pod as Prow's plank makes it for a small decorated job: its entrypoint placed by an init
 * container, the job and a sidecar that share the logs. Not privileged, which not every job is.
 */
export const sampleJobPod: V1Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { generateName: 'onboarding-check-', labels },
  spec: {
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    initContainers: [
      {
        name: 'place-entrypoint',
        image: 'us-docker.pkg.dev/k8s-infra-prow/images/entrypoint:latest',
        args: ['--copy-mode-only'],
        volumeMounts: [tools],
      },
    ],
    containers: [
      {
        name: 'test',
        image: 'quay.io/kubevirtci/bootstrap:latest',
        command: ['/tools/entrypoint'],
        resources: { requests: { cpu: '100m', memory: '128Mi' } },
        volumeMounts: [logs, tools],
      },
      {
        name: 'sidecar',
        image: 'us-docker.pkg.dev/k8s-infra-prow/images/sidecar:latest',
        volumeMounts: [logs],
      },
    ],
    volumes: [
      { name: 'logs', emptyDir: {} },
      { name: 'tools', emptyDir: {} },
    ],
  },
};

/** A secret like those that jobs mount. */
export const sampleJobSecret: V1Secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { generateName: 'onboarding-check-', labels },
  type: 'Opaque',
  stringData: { check: 'onboarding' },
};
