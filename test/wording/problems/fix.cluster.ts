import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { base64 } from '../../../simulator/base64.ts';
import { createAuthority } from '../../../simulator/certificates.ts';
import { openssl } from '../../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../../src/kubeconfig/vet/vet.ts';
import { type ProblemId, problem } from '../../../src/problem.ts';
import { clusterKinds } from '../../../src/request/request.ts';
import { problemText } from '../../../src/wording/problems/problems.ts';
import { hasBash, hasKubectl } from '../../installed.ts';
import { fieldsOf } from '../../kubeconfig/kubeconfigs.ts';
import { jwt } from '../../probe/observations.ts';
import { thrownProblem } from '../../problem-of.ts';

/** No cluster here: what would ask one is answered or passed over, all else is the real kubectl. */
const withoutCluster = `
gpg() { case "$*" in *--encrypt*) : > encrypted ;; esac; }
kubectl() {
  case "$*" in
    apply*) cat > /dev/null ;;
    *ca*crt*) base64 own-ca.crt ;;
    get*) printf the-token ;;
    *) command kubectl "$@" ;;
  esac
}
`;

const token = jwt({ sub: 'system:serviceaccount:jobs:prow' });
const admin = fieldsOf({ user: { token } });
const text = stringify(admin);
const wrapped = (kind: string, data: object) =>
  stringify({ apiVersion: 'v1', kind, metadata: { name: 'x' }, data });
const several = [
  { name: 'x', context: { cluster: 'c', user: 'u' } },
  { name: 'z', context: { cluster: 'c', user: 'u' } },
];

const mistakes: readonly (readonly [string, ProblemId, string | Uint8Array])[] = [
  ['an empty file', 'kubeconfig-empty', ''],
  ['what is no YAML', 'kubeconfig-not-yaml', `${text}\n}{`],
  ['a path', 'kubeconfig-other-content', '/home/me/.kube/config\n'],
  ['an archive', 'kubeconfig-other-content', 'PK\x03\x04'],
  ['a text in a field', 'kubeconfig-other-object', stringify({ kubeconfig: text })],
  ['tabs', 'kubeconfig-not-yaml', text.replaceAll('  ', '\t')],
  ['what is no text', 'kubeconfig-not-yaml', Buffer.from('kind: Config # \xff', 'latin1')],
  ['Base64', 'kubeconfig-base64', base64(text)],
  [
    'what certutil encodes',
    'kubeconfig-base64',
    `-----BEGIN CERTIFICATE-----\n${base64(text)}\n-----END CERTIFICATE-----\n`,
  ],
  ['a Secret', 'kubeconfig-other-object', wrapped('Secret', { value: base64(text) })],
  [
    'a Secret with a key of its own',
    'kubeconfig-other-object',
    wrapped('Secret', { a: base64(text) }),
  ],
  ['a ConfigMap', 'kubeconfig-other-object', wrapped('ConfigMap', { 'admin.conf': text })],
  [
    'a list of one Secret',
    'kubeconfig-other-object',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'x' },
          data: { config: base64(text) },
        },
      ],
    }),
  ],
  ['a token alone', 'kubeconfig-other-object', token],
  [
    'kubectl without --raw',
    'kubeconfig-redacted',
    stringify(fieldsOf({ user: { token: 'REDACTED' } })),
  ],
  ['a placeholder', 'kubeconfig-placeholder', stringify(fieldsOf({ user: { token: '<TOKEN>' } }))],
  ['an anchor', 'kubeconfig-yaml-feature', text.replace('kind: Config', 'kind: &k Config')],
  ['several documents', 'kubeconfig-yaml-feature', `${text}---\n${text}`],
  ['a key twice', 'kubeconfig-yaml-feature', `${text}kind: Config\n`],
  ['a tag', 'kubeconfig-yaml-feature', text.replace('kind: Config', 'kind: !!str Config')],
  [
    'an old field',
    'kubeconfig-unknown-field',
    stringify(fieldsOf({ cluster: { 'api-version': 'v1' } })),
  ],
  [
    'a field in another spelling',
    'kubeconfig-unknown-field',
    stringify(fieldsOf({ cluster: { tls_server_name: 'api.example.com' } })),
  ],
  ['a program', 'kubeconfig-exec', stringify(fieldsOf({ user: { exec: { command: 'aws' } } }))],
  [
    'a plugin',
    'kubeconfig-auth-provider',
    stringify(fieldsOf({ user: { 'auth-provider': { name: 'gcp' } } })),
  ],
  [
    'a file with a token',
    'kubeconfig-token-file',
    stringify(fieldsOf({ user: { tokenFile: '/run/token' } })),
  ],
  [
    'a file with a CA',
    'kubeconfig-file-path',
    stringify(fieldsOf({ cluster: { 'certificate-authority': 'own-ca.crt' } })),
  ],
  [
    'no check of the server',
    'kubeconfig-insecure',
    stringify(fieldsOf({ cluster: { 'insecure-skip-tls-verify': true } })),
  ],
  [
    'a CA that is none',
    'kubeconfig-ca',
    stringify(fieldsOf({ cluster: { 'certificate-authority-data': base64('x') } })),
  ],
  [
    'a CA that is no Base64',
    'kubeconfig-ca',
    stringify(fieldsOf({ cluster: { 'certificate-authority-data': '!' } })),
  ],
  [
    'no context in use',
    'kubeconfig-no-current-context',
    stringify(fieldsOf({ root: { contexts: several, 'current-context': '' } })),
  ],
  [
    'no context',
    'kubeconfig-no-current-context',
    stringify(fieldsOf({ root: { contexts: null } })),
  ],
  [
    'a context that is gone',
    'kubeconfig-dangling-reference',
    stringify(fieldsOf({ root: { 'current-context': 'gone' } })),
  ],
  [
    'a user that is gone',
    'kubeconfig-dangling-reference',
    stringify(fieldsOf({ root: { users: [] } })),
  ],
  [
    'a user twice',
    'kubeconfig-duplicate-name',
    stringify(fieldsOf({ root: { users: [{ name: 'u' }, { name: 'u' }] } })),
  ],
  [
    'a token in Base64',
    'kubeconfig-token',
    stringify(fieldsOf({ user: { token: base64(token) } })),
  ],
  ['a token in quotes', 'kubeconfig-token', stringify(fieldsOf({ user: { token: `"${token}"` } }))],
  [
    'a password',
    'kubeconfig-basic-auth',
    stringify(fieldsOf({ user: { token: null, username: 'me', password: 'x' } })),
  ],
  ['no credentials', 'kubeconfig-no-credentials', stringify(fieldsOf({ user: { token: null } }))],
  [
    'a proxy',
    'kubeconfig-proxy',
    stringify(fieldsOf({ cluster: { 'proxy-url': 'http://proxy.example.com:3128' } })),
  ],
  [
    'another user than it has',
    'kubeconfig-impersonation',
    stringify(fieldsOf({ user: { token, as: 'admin' } })),
  ],
  [
    'no TLS',
    'kubeconfig-server',
    stringify(fieldsOf({ cluster: { server: 'http://api.example.com:8080' } })),
  ],
  ['no server', 'kubeconfig-server', stringify(fieldsOf({ cluster: { server: null } }))],
  [
    'a name for TLS that is none',
    'kubeconfig-tls-server-name',
    stringify(fieldsOf({ cluster: { 'tls-server-name': 'a b' } })),
  ],
  [
    'a namespace that is none',
    'kubeconfig-namespace',
    stringify(fieldsOf({ root: { 'current-context': 'x' }, context: { namespace: 'My_Jobs' } })),
  ],
  [
    'a key without a certificate',
    'kubeconfig-client-certificate',
    stringify(fieldsOf({ user: { token: null, 'client-key-data': 'eA==' } })),
  ],
];

let folder: string;
let certificate: string;
beforeAll(async () => {
  ({ certificate } = await createAuthority('test-ca'));
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mend-'));
  writeFileSync(join(folder, 'admin.yaml'), text);
  writeFileSync(join(folder, 'own-ca.crt'), certificate);
});
afterEach(() => rmSync(folder, { recursive: true }));

const vet = (bytes: Uint8Array) => vetKubeconfig(bytes, new Date(), openssl);

describe.skipIf(!(hasBash && hasKubectl)).each(clusterKinds)('what is pasted for a %s', (kind) => {
  test.each(mistakes)('mends %s (%s)', (_what, id, content) => {
    const file = join(folder, 'my-kubeconfig.yaml');
    writeFileSync(file, content);
    const found = thrownProblem(() => vet(readFileSync(file)));
    expect(found?.id).toBe(id);
    const { command = '' } = problemText(found ?? problem('internal', {}), { kind });
    const run = spawnSync('bash', {
      input: `${withoutCluster}\n${command}`,
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, KUBECONFIG: join(folder, 'admin.yaml') },
    });
    expect({ ...run, output: [], stdout: '', pid: 0 }).toMatchObject({ status: 0, stderr: '' });
    expect(vet(readFileSync(file))).toMatchObject({
      server: 'https://api.example.com:6443',
      credentials: { type: 'token', token: 'the-token' },
    });
    expect(readFileSync(join(folder, 'encrypted'), 'utf8')).toBe('');
  });
});
