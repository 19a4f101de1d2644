import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKey } from 'openpgp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { base64 } from '../../simulator/base64.ts';
import { type KeyPair, makeKeyPair } from '../../simulator/openpgp-keys.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import { type Problem, type ProblemId, problem } from '../../src/problem.ts';
import type { ClusterKind } from '../../src/request/request.ts';
import { removeAccount, removeOldSecret } from '../../src/wording/kubectl.ts';
import { problemText } from '../../src/wording/problems/problems.ts';
import { complaintsOf, probe } from '../probe/probe-fixture.ts';
import { pastedBlocks } from '../wording/blocks.ts';
import { type AuthorAtTerminal, seatAuthor } from './author-at-terminal.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Prepared, prepareBuildCluster, withToken } from './preparation.ts';
import type { Shell, Terminal } from './terminal.ts';

let plane: ControlPlane;
let key: KeyPair;
let author: AuthorAtTerminal;

beforeAll(async () => {
  [plane, key] = await Promise.all([
    // Three, so that their addresses prove a control plane that is highly available.
    startControlPlane({ apiServers: 3 }),
    makeKeyPair({ name: 'automation' }),
  ]);
  author = await seatAuthor(plane, key);
});
afterAll(async () => {
  await author.close();
  await plane.close();
});
afterEach(() => author.tidy());

interface Cluster {
  readonly kind: ClusterKind;
  readonly jobsNamespace: string;
}

const commandFor = (found: Problem, cluster: Cluster) =>
  problemText(found, { ...cluster, keyId: key.keyId }).command ?? '';
const look = (kubeconfig: Kubeconfig, cluster: Cluster) => probe(kubeconfig, cluster);
const submitted = async () => vetKubeconfig(await author.submitted(), new Date(), openssl);

/** The bot's look at what was encrypted. What was changed reaches the API servers a moment later. */
async function expectGood(cluster: Cluster): Promise<void> {
  const kubeconfig = await submitted();
  await expect.poll(async () => complaintsOf(await look(kubeconfig, cluster)), slow).toEqual([]);
}

const slow = { timeout: 20_000, interval: 200 };

/** What somebody has submitted, and what their cluster is to be. */
type State = () => Promise<{ readonly kubeconfig: Kubeconfig } & Cluster>;

const kind: ClusterKind = 'build-cluster';
const prepared = (steps: Parameters<typeof prepareBuildCluster>[1] = {}) =>
  prepareBuildCluster(plane, steps);
const of = ({
  kubeconfig,
  namespace,
}: Prepared): { readonly kubeconfig: Kubeconfig } & Cluster => ({
  kind,
  kubeconfig,
  jobsNamespace: namespace,
});
const boundToken = 'kubectl create token "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"';

async function withAdministrator(jobsNamespace: string) {
  const { kubeconfig } = await prepared();
  const { certificate, key: ownKey } = await plane.authority.issue({
    commonName: 'jane',
    organizations: ['system:masters'],
    clientAuth: true,
    notAfter: new Date(Date.now() + 400 * 24 * 60 * 60 * 1000),
  });
  const credentials = { type: 'client-certificate', certificate, key: ownKey } as const;
  return { kind, jobsNamespace, kubeconfig: { ...kubeconfig, credentials } } as const;
}

type Way = Parameters<Terminal['paste']>[1];

const states: readonly (readonly [string, readonly [Shell, Way], ProblemId, State])[] = [
  ['no namespace', ['bash', 'bracketed'], 'namespace-missing', () => withAdministrator('new')],
  [
    'an administrator',
    ['zsh', 'as if typed'],
    'identity-not-service-account',
    () => withAdministrator('default'),
  ],
  [
    'a service account elsewhere',
    ['bash', 'line by line'],
    'identity-other-namespace',
    async () => ({ ...of(await prepared()), jobsNamespace: 'elsewhere' }),
  ],
  [
    'no service account any more',
    ['zsh', 'bracketed'],
    'credentials-refused',
    async () => {
      const made = await prepared();
      await made.sh('kubectl delete serviceaccount "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"');
      return of(made);
    },
  ],
  [
    'a bound token beside a secret',
    ['bash', 'as if typed'],
    'token-expires',
    async () => {
      const made = await prepared();
      return { ...of(made), kubeconfig: withToken(made.kubeconfig, await made.sh(boundToken)) };
    },
  ],
  [
    'a bound token and no secret',
    ['zsh', 'line by line'],
    'token-secret-missing',
    async () => {
      const made = await prepared();
      await made.sh('kubectl delete secret "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"');
      return { ...of(made), kubeconfig: withToken(made.kubeconfig, await made.sh(boundToken)) };
    },
  ],
  [
    'no rights',
    ['zsh', 'as if typed'],
    'permissions-missing',
    async () => of(await prepared({ grant: '' })),
  ],
  [
    'a control plane out of sight',
    ['bash', 'bracketed'],
    'control-plane-unreadable',
    async () => of(await prepared({ letSeeControlPlane: '' })),
  ],
  [
    'a provider that is no administrator',
    ['zsh', 'line by line'],
    'not-cluster-admin',
    async () => ({ ...of(await prepared()), kind: 'external-provider' }),
  ],
];

describe('one block makes the next look pass', () => {
  test.each(states)('%s (%o)', async (_, [shell, way], id, state) => {
    const { kubeconfig, ...cluster } = await state();
    const find = async () => {
      const { checks } = await look(kubeconfig, cluster);
      return checks.flatMap((check) => ('problem' in check ? [check.problem] : []));
    };
    await expect.poll(find, slow).toContainEqual(expect.objectContaining({ id }));
    const found = (await find()).find((each) => each.id === id) ?? problem('internal', {});
    const command = commandFor(found, cluster);
    await author.terminals[shell].paste(command, way);
    await expectGood(cluster);
  });

  test('and the look after it is pasted again', async () => {
    const cluster = { kind, jobsNamespace: 'twice' };
    const command = commandFor(problem('namespace-missing', { namespace: 'twice' }), cluster);
    for (const terminal of Object.values(author.terminals)) {
      await terminal.paste(command, 'bracketed');
      await expectGood(cluster);
    }
  });

  test('where a namespace is being deleted, it waits and goes on', async () => {
    const made = await prepared();
    await made.sh('kubectl delete namespace "$NAMESPACE" --wait=false');
    const details = { namespace: made.namespace, object: 'pod', by: 'namespace going' } as const;
    const { kubeconfig: _, ...cluster } = of(made);
    const command = commandFor(problem('admission-refused', details), cluster);
    await author.terminals.bash.paste(command, 'bracketed');
    await expectGood(cluster);
  });
});

describe('the kubeconfig of an author', () => {
  const cluster = { kind, jobsNamespace: 'files' } as const;
  const setKubeconfig = (path: string) =>
    Promise.all(
      Object.values(author.terminals).map((terminal) =>
        terminal.paste(`export KUBECONFIG=${path}`, 'bracketed'),
      ),
    );
  const write = (name: string, text: string) => writeFileSync(join(author.folder, name), text);
  const admin = () => join(plane.folder, 'admin.yaml');

  test('without a check of the server gets the CA of the cluster', async () => {
    await plane.sh(`cp admin.yaml insecure.yaml
      kubectl --kubeconfig insecure.yaml config unset clusters
      kubectl --kubeconfig insecure.yaml config set-cluster insecure --server ${plane.server} --insecure-skip-tls-verify
      kubectl --kubeconfig insecure.yaml config set-context --current --cluster insecure`);
    await setKubeconfig(join(plane.folder, 'insecure.yaml'));
    const command = commandFor(problem('kubeconfig-insecure', {}), cluster);
    await author.terminals.zsh.paste(command, 'bracketed');
    await setKubeconfig(admin());
    await expectGood(cluster);
    expect((await submitted()).certificateAuthority).toContain('BEGIN CERTIFICATE');
  });

  test.each([
    ['Secret', base64],
    ['ConfigMap', (text: string) => text],
  ] as const)('in a %s is taken out and used', async (object, encode) => {
    const data = { value: encode(plane.adminKubeconfig) };
    const wrapped = { apiVersion: 'v1', kind: object, metadata: { name: 'x' }, data };
    write('my-kubeconfig.yaml', stringify(wrapped));
    await setKubeconfig('/dev/null');
    const command = commandFor(
      problem('kubeconfig-other-object', { object, key: 'value' }),
      cluster,
    );
    await author.terminals.bash.paste(command, 'bracketed');
    await author.terminals.bash.paste(command, 'bracketed');
    await setKubeconfig(admin());
    await expectGood(cluster);
  });

  // Their cause is at an address that is not this control plane's: what they write is what counts.
  test.each([
    ['with another address', problem('cluster-address', { server: 'private address' })],
    ['without a proxy', problem('kubeconfig-proxy', {})],
    ['with a name for TLS', problem('cluster-tls', { reason: 'other host name' })],
    ['without a name for TLS', problem('kubeconfig-tls-server-name', {})],
    ['with the CA of the cluster', problem('cluster-tls', { reason: 'other CA' })],
  ])('is written %s', async (_, found) => {
    await author.terminals.zsh.paste(commandFor(found, cluster), 'bracketed');
    await expectGood(cluster);
    expect((await submitted()).tlsServerName).toBe(
      found.id === 'cluster-tls' && found.details.reason === 'other host name'
        ? 'kubernetes.default.svc'
        : undefined,
    );
  });

  // No look at that address is possible here: it is one that only the API servers tell.
  test('behind a proxy gets the address that the API servers tell', async () => {
    const command = commandFor(problem('credentials-refused', { cause: 'Rancher' }), cluster);
    await author.terminals.bash.paste(command, 'bracketed');
    const port = new URL(plane.server).port;
    expect((await submitted()).server).toMatch(new RegExp(`^https://192\\.0\\.2\\.\\d:${port}$`));
  });

  test('is encrypted to the one subkey that the bot has', async () => {
    const { subkeys } = await readKey({ armoredKey: key.armoredPublicKey });
    const subkeyId = subkeys[0]?.getKeyID().toHex().toUpperCase() ?? '';
    const details = { recipients: [], ours: key.keyId, subkeyId };
    const command = commandFor(problem('openpgp-other-recipient', details), cluster);
    write('my-kubeconfig.yaml', 'of an administrator');
    await author.terminals.zsh.paste(command, 'as if typed');
    await expectGood(cluster);
    author.tidy();
    await author.terminals.bash.paste(command, 'line by line');
    await expectGood(cluster);
  });
});

describe('the end of credentials', () => {
  const refused = expect.objectContaining({ id: 'credentials-refused' });
  const cluster = { kind, jobsNamespace: 'ends' } as const;
  const complaints = async (kubeconfig: Kubeconfig) =>
    complaintsOf(await look(kubeconfig, cluster));
  const paste = (command: string, shell: Shell = 'zsh') =>
    author.terminals[shell].paste(command, 'bracketed');

  test('leaked ones end, and new ones are made', async () => {
    await paste(commandFor(problem('credentials-refused', { cause: 'unknown' }), cluster));
    const leaked = await submitted();
    await paste(commandFor(problem('credential-in-plaintext', { what: 'token' }), cluster));
    await expectGood(cluster);
    await expect.poll(() => complaints(leaked), slow).toContainEqual(refused);
  });

  test('those in use stay beside new ones, until the oldest are deleted', async () => {
    await paste(commandFor(problem('token-expires', { of: 'others' }), cluster));
    const old = await submitted();
    await paste(commandFor(problem('credentials-unchanged', {}), cluster));
    await expectGood(cluster);
    expect((await submitted()).credentials).not.toEqual(old.credentials);
    expect(await complaints(old)).toEqual([]);

    await paste(removeOldSecret(kind, cluster.jobsNamespace));
    await expect.poll(() => complaints(old), slow).toContainEqual(refused);
    await expectGood(cluster);
    // At the beginning of a line: the shell also shows what was pasted.
    expect(await paste(removeOldSecret(kind, cluster.jobsNamespace))).toMatch(
      /^Nothing was deleted\./m,
    );
    await expectGood(cluster);

    await paste(removeAccount(kind, cluster.jobsNamespace));
    const last = await submitted();
    await expect.poll(() => complaints(last), slow).toContainEqual(refused);
  });
});

test('what only looks at a cluster is what kubectl and the cluster understand', async () => {
  const looking = pastedBlocks
    .map(({ command }) => command)
    .filter((command) => /^\(?.*\n?kubectl (?:get|describe|run|create|label) /.test(command))
    .filter((command) => !/--context|securitycontextconstraints|openssl/.test(command));
  expect(looking.length).toBeGreaterThan(10);
  await prepareBuildCluster(plane);
  for (const command of new Set(looking)) {
    const said = await author.terminals.bash.paste(command, 'bracketed');
    expect({ command, said }).toEqual({
      command,
      said: expect.not.stringMatching(/unknown|Usage/),
    });
  }
});
