import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What a control plane is made of, and what reads its kubeconfigs; the first is our own. */
export const programs = [
  'go-client',
  'etcd',
  'kubectl',
  'yq',
  'kube-controller-manager',
  'kube-apiserver',
] as const;

export type Program = (typeof programs)[number];

/** The Go module that pins the versions of the programs. */
export const moduleFolder = join(import.meta.dirname, '../../control-plane');

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
  // Our own changes without the versions.
  if (program === 'go-client') return join(cacheFolder, `go-client-${ownDigest}`);
  const ready = join(process.env.KUBEBUILDER_ASSETS ?? '', program);
  return process.env.KUBEBUILDER_ASSETS && existsSync(ready) ? ready : join(cacheFolder, program);
}

const ownDigest = digestOf(readModule('go-client/main.go'));

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
