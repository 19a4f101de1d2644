import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import {
  type Authority,
  createAuthority,
  type IssueOptions,
} from '../../simulator/certificates.ts';
import { writeKubeconfig } from '../../simulator/cluster/kubeconfig.ts';
import { findFreePort } from '../../simulator/loopback.ts';
import { type Child, start } from './child.ts';

export interface ControlPlaneOptions {
  /** How many API servers share the work; the addresses of all are in the EndpointSlice. */
  readonly apiServers?: number;
  /** Other certificates, each for whoever asks for this host name by SNI. */
  readonly certificates?: Readonly<Record<string, IssueOptions>>;
}

/** etcd, kube-apiserver and the controllers that fill token secrets and the ClusterRole `admin`. */
export interface ControlPlane {
  /** `https://127.0.0.1:<port>` */
  readonly server: string;
  /** `http://127.0.0.1:<port>` */
  readonly etcd: string;
  /** Of the server's certificate, and of the client certificates that it takes. */
  readonly authority: Authority;
  /** An administrator's kubeconfig, as YAML. */
  readonly adminKubeconfig: string;
  /** Where the scripts run. */
  readonly folder: string;
  /** Runs a bash script as an administrator with kubectl; gives its output. */
  sh(script: string, environment?: NodeJS.ProcessEnv): Promise<string>;
  /** One more API server, on the same etcd and the same port of another loopback address. */
  addApiServer(): Promise<string>;
  /** Ends etcd under the API servers. */
  stopEtcd(): Promise<void>;
  close(): Promise<void>;
}

interface Installation {
  readonly folder: string;
  readonly authority: Authority;
  readonly etcd: string;
  readonly port: number;
  readonly adminToken: string;
  readonly sniCertificates: readonly string[];
}

export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'c'));
  const authority = await createAuthority('kubernetes-ca');
  const { url: etcd, child: store } = await startEtcd(folder);
  const adminToken = randomBytes(16).toString('hex');
  const port = await findFreePort();
  const sniCertificates = await issueAll(folder, authority, options.certificates ?? {});
  const installation = { folder, authority, etcd, port, adminToken, sniCertificates };
  writeFiles(installation);
  const apiServers: Child[] = [];
  const addApiServer = async () => {
    const { url, child } = await startApiServer(installation, apiServers.length + 1);
    apiServers.push(child);
    return url;
  };
  const server = await addApiServer();
  for (let more = 1; more < (options.apiServers ?? 1); more += 1) await addApiServer();
  const controllers = await startControllers(installation, server);
  return {
    server,
    etcd,
    authority,
    folder,
    adminKubeconfig: adminKubeconfigOf(installation, server),
    sh: (script, environment = {}) => runScript(folder, script, environment),
    addApiServer,
    stopEtcd: store.stop,
    close: async () => {
      await controllers.stop();
      await Promise.all(apiServers.map((child) => child.stop()));
      await store.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startEtcd(folder: string) {
  const [client, peer] = await Promise.all([findFreePort(), findFreePort()]);
  const url = `http://127.0.0.1:${client}`;
  const child = start('etcd', folder, [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    // Nothing here outlives the tests.
    '--unsafe-no-fsync',
  ]);
  await child.until(() => answers(`${url}/health`));
  return { url, child };
}

async function startApiServer(
  { folder, authority, etcd, port, sniCertificates }: Installation,
  number: number,
) {
  const host = `127.0.0.${number}`;
  const name = `serving-${number}`;
  await issue(folder, authority, name, {
    commonName: 'kube-apiserver',
    dnsNames: ['localhost', 'kubernetes', 'kubernetes.default.svc'],
    ipAddresses: [host],
  });
  const child = start('kube-apiserver', folder, [
    `--etcd-servers=${etcd}`,
    `--bind-address=${host}`,
    `--secure-port=${port}`,
    // A loopback address is refused. It is only told in the EndpointSlice, where the bot counts.
    `--advertise-address=192.0.2.${number}`,
    `--tls-cert-file=${name}.crt`,
    `--tls-private-key-file=${name}.key`,
    ...sniCertificates.map((value) => `--tls-sni-cert-key=${value}`),
    '--client-ca-file=ca.crt',
    '--token-auth-file=tokens.csv',
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-account-key-file=service-accounts.key',
    '--service-account-signing-key-file=service-accounts.key',
    '--service-cluster-ip-range=10.0.0.0/24',
  ]);
  const url = `https://${host}:${port}`;
  await child.until(() => answers(`${url}/readyz`, authority.certificate));
  return { url, child };
}

async function startControllers(installation: Installation, server: string): Promise<Child> {
  const { folder } = installation;
  writeFileSync(join(folder, 'admin.yaml'), adminKubeconfigOf(installation, server));
  const child = start('kube-controller-manager', folder, [
    '--kubeconfig=admin.yaml',
    '--controllers=serviceaccount-token-controller,serviceaccount-controller,' +
      'clusterrole-aggregation-controller,namespace-controller,resourcequota-controller',
    '--service-account-private-key-file=service-accounts.key',
    '--root-ca-file=ca.crt',
    '--leader-elect=false',
    '--secure-port=0',
  ]);
  // Until it is aggregated, the role has no rules and whoever is bound to it no rights.
  const rules = `kubectl get clusterrole admin --output 'jsonpath={.rules[0].verbs[0]}'`;
  const account = 'kubectl get serviceaccount default --namespace default --output name';
  await child.until(async () => {
    try {
      return /\w\s+serviceaccount/.test(await runScript(folder, `${rules}; echo; ${account}`, {}));
    } catch {
      return false; // the namespace or its service account is not there yet
    }
  });
  return child;
}

function adminKubeconfigOf({ authority, adminToken }: Installation, server: string): string {
  return writeKubeconfig({
    server,
    certificateAuthority: authority.certificate,
    user: 'admin',
    credentials: { token: adminToken },
  });
}

function writeFiles({ folder, authority, adminToken }: Installation): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(join(folder, 'service-accounts.key'), key);
  writeFileSync(join(folder, 'ca.crt'), authority.certificate);
  writeFileSync(join(folder, 'tokens.csv'), `${adminToken},admin,admin,system:masters\n`);
  mkdirSync(join(folder, 'home'));
}

/** For `--tls-sni-cert-key`. */
function issueAll(
  folder: string,
  authority: Authority,
  certificates: Readonly<Record<string, IssueOptions>>,
): Promise<readonly string[]> {
  return Promise.all(
    Object.entries(certificates).map(async ([host, options]) => {
      await issue(folder, authority, host, options);
      return `${host}.crt,${host}.key:${host}`;
    }),
  );
}

async function issue(
  folder: string,
  authority: Authority,
  name: string,
  options: IssueOptions,
): Promise<void> {
  const { certificate, key } = await authority.issue(options);
  writeFileSync(join(folder, `${name}.crt`), certificate);
  writeFileSync(join(folder, `${name}.key`), key);
}

async function answers(url: string, ca?: string): Promise<boolean> {
  const dispatcher = new Agent({ connect: { ca } });
  try {
    const { statusCode, body } = await request(url, { dispatcher });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false; // nothing listens there yet
  } finally {
    await dispatcher.close();
  }
}

const longestScriptMs = 45_000;

/** Not the synchronous way: the tests have servers of their own in this process. */
async function runScript(
  folder: string,
  script: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-c', `set -euo pipefail\n${script}`], {
    cwd: folder,
    timeout: longestScriptMs,
    env: {
      PATH: process.env.PATH,
      HOME: join(folder, 'home'),
      KUBECONFIG: join(folder, 'admin.yaml'),
      ...environment,
    },
  });
  return stdout;
}
