import type { ProblemDetails } from '../../problem.ts';

type Owner = ProblemDetails['kubeconfig-exec']['of'];

const owners: Readonly<Record<string, Owner>> = {
  aws: 'Amazon EKS',
  aws2: 'Amazon EKS',
  'aws-iam-authenticator': 'Amazon EKS',
  'heptio-authenticator-aws': 'Amazon EKS',
  eksctl: 'Amazon EKS',
  gcloud: 'Google GKE',
  'gke-gcloud-auth-plugin': 'Google GKE',
  gcp: 'Google GKE',
  az: 'Azure AKS',
  azure: 'Azure AKS',
  kubelogin: 'Azure AKS',
  oidc: 'OpenID Connect',
  'kubectl-oidc_login': 'OpenID Connect',
  doctl: 'DigitalOcean',
  ibmcloud: 'IBM Cloud',
  oci: 'Oracle Cloud',
  oc: 'OpenShift',
  rancher: 'Rancher',
  tsh: 'Teleport',
  tanzu: 'VMware Tanzu',
  'kubectl-vsphere': 'VMware Tanzu',
  pinniped: 'VMware Tanzu',
  openstack: 'OpenStack',
  'client-keystone-auth': 'OpenStack',
  scw: 'Scaleway',
  'ack-ram-tool': 'Alibaba Cloud',
};

/** Whose program an `exec` would run, as far as its name tells. No other name is shown. */
export function ownerOfPlugin(exec: unknown): Owner {
  const { command, args } = fieldsOf(exec);
  const words = Array.isArray(args) ? args.map(textOf) : [];
  // That of Azure and that of OpenID Connect have one name, and the latter is run by kubectl too.
  if (words.some((word) => /^oidc-login$|^--oidc-/.test(word))) return 'OpenID Connect';
  // A shell, `env` or a wrapper may stand before it.
  const programs = [textOf(command), ...words.flatMap((word) => word.split(/[\s;&|]+/))];
  const owners = programs.map((program) => ownerOf(program.replace(/^.*[\\/]/, '')));
  return owners.find((owner) => owner !== 'others') ?? 'others';
}

export function ownerOfProvider(provider: unknown): Owner {
  return ownerOf(textOf(fieldsOf(provider).name));
}

function ownerOf(program: string): Owner {
  const name = program.toLowerCase().replace(/\.(?:exe|cmd)$/, '');
  return Object.entries(owners).find(([known]) => known === name)?.[1] ?? 'others';
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
