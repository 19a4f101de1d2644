import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  ansibleFolder,
  cacheFolder,
  checkconfigFolder,
  kubernetesVersion,
  moduleFolder,
  type Program,
  pathOf,
  programs,
} from './programs.ts';

/** The programs say their version; without this `/version` would answer `v0.0.0-master`. */
const stamps = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
  .map((name) => `-X ${name}.gitVersion=${kubernetesVersion}`)
  .join(' ');

/** Builds every program that is not there yet. Throws where Go is needed and missing. */
export async function buildPrograms(
  tell: (line: string) => void,
  wanted: readonly Program[] = programs,
): Promise<void> {
  const missing = wanted.filter((program) => !existsSync(pathOf(program)));
  if (missing.length === 0) return;
  requireGo(missing);
  mkdirSync(cacheFolder, { recursive: true });
  tell(`Building ${missing.join(', ')}, once; all take a quarter of an hour. Into ${cacheFolder}`);
  for (const [index, program] of missing.entries()) {
    await build(program, (line) => tell(`[${index + 1} of ${missing.length}] ${line}`));
  }
}

/** The package of each `main`, in the module that pins the versions. */
const packages: Readonly<Record<Program, string>> = {
  'go-client': './go-client',
  checkconfig: 'sigs.k8s.io/prow/cmd/checkconfig',
  etcd: 'go.etcd.io/etcd/server/v3',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  yq: 'github.com/mikefarah/yq/v4',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
};

function requireGo(missing: readonly Program[]): void {
  if (spawnSync('go', ['version']).status === 0) return;
  const error = new Error(
    `The tests against a real control plane need ${missing.join(', ')}. To build them, put Go 1.26 ` +
      'or newer (https://go.dev/dl/) on the PATH; or set KUBEBUILDER_ASSETS to a folder with them.',
  );
  // Where this was thrown tells nobody what to install.
  error.stack = error.message;
  throw error;
}

async function build(program: Program, tell: (line: string) => void): Promise<void> {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  tell(`${program}: building`);
  const progress = setInterval(() => tell(`${program}: still building, ${seconds()} s`), 30_000);
  try {
    // Under another name until it is whole, so that an interrupted build leaves nothing half done.
    const unfinished = join(cacheFolder, `${program}.${process.pid}`);
    const flags = ['-trimpath', `-ldflags=-s -w ${stamps}`, '-o', unfinished];
    await go(
      ['build', ...flags, packages[program]],
      program === 'checkconfig' ? checkconfigFolder : moduleFolder,
    );
    renameSync(unfinished, pathOf(program));
  } finally {
    clearInterval(progress);
  }
  tell(`${program}: done, ${seconds()} s`);
}

function go(args: readonly string[], cwd: string): Promise<void> {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
  const child = spawn('go', args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`go ${args.join(' ')} ended with ${code}`)),
    );
  });
}

/** Installs Ansible, once. Without Python or without PyPI there is none, and a line says so. */
export function installAnsible(tell: (line: string) => void): void {
  const bin = join(ansibleFolder, 'bin');
  if (existsSync(join(bin, 'ansible-playbook'))) return;
  tell(`Installing Ansible into ${ansibleFolder}`);
  const isInstalled =
    spawnSync('python3', ['-m', 'venv', ansibleFolder]).status === 0 &&
    spawnSync(join(bin, 'pip'), ['install', '--quiet', '-r', 'requirements.txt'], {
      cwd: moduleFolder,
      stdio: ['ignore', 'ignore', 'inherit'],
    }).status === 0;
  if (isInstalled) return;
  rmSync(ansibleFolder, { recursive: true, force: true });
  tell(
    'Left out what Ansible reads: it takes python3 of 3.11 or newer with venv (apt-get install python3-venv).',
  );
}
