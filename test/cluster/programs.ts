import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * What a control plane is made of, what reads its kubeconfigs, which is our own, and what upstream
 * checks its jobs with.
 */
export const programs = [
  'go-client',
  'checkconfig',
  'etcd',
  'kubectl',
  'yq',
  'kube-controller-manager',
  'kube-apiserver',
] as const;

export type Program = (typeof programs)[number];

/** The Go module that pins the versions of the programs. */
export const moduleFolder = join(import.meta.dirname, '../../control-plane');

/** Prow needs older versions of what they share. */
export const checkconfigFolder = join(moduleFolder, 'checkconfig');

const readModule = (file: string) => readFileSync(join(moduleFolder, file), 'utf8');

/** Such as `v1.37.2`. */
export const kubernetesVersion = /k8s\.io\/kubernetes (v\S+)/.exec(readModule('go.mod'))?.[1] ?? '';

const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'cluster-onboarding/control-plane',
);

/** What the programs are built of. */
const sources = ['go.mod', 'go.sum'].map(readModule).join('');

/** Where the programs of these very versions are kept, once built. */
export const cacheFolder = join(cache, `${kubernetesVersion}-${digestOf(sources)}`);

/** A virtual environment of Python with Ansible, in the version that `requirements.txt` pins. */
export const ansibleFolder = join(cache, readModule('requirements.txt').trim());

/** A program's path: in `KUBEBUILDER_ASSETS` (the convention of envtest), else in the cache. */
export function pathOf(program: Program): string {
  // Our own changes without the versions, and Prow has others.
  if (program === 'go-client') return join(cacheFolder, `go-client-${ownDigest}`);
  if (program === 'checkconfig') return join(cache, `checkconfig-${prowDigest}`);
  const ready = join(process.env.KUBEBUILDER_ASSETS ?? '', program);
  return process.env.KUBEBUILDER_ASSETS && existsSync(ready) ? ready : join(cacheFolder, program);
}

const ownDigest = digestOf(readModule('go-client/main.go'));
const prowDigest = digestOf(['checkconfig/go.mod', 'checkconfig/go.sum'].map(readModule).join(''));

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
