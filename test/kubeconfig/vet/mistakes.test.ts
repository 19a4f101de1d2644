import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { base64 } from '../../../simulator/base64.ts';
import { openssl } from '../../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../../src/kubeconfig/vet/vet.ts';
import { type ProblemDetails, problem } from '../../../src/problem.ts';
import { jwt } from '../../probe/observations.ts';
import { thrownProblem } from '../../problem-of.ts';
import { fieldsOf, type Parts } from '../kubeconfigs.ts';

const token = jwt({ sub: 'system:serviceaccount:jobs:prow' });
const text = stringify(fieldsOf({ user: { token } }));

const vet = (content: string | Uint8Array) =>
  vetKubeconfig(typeof content === 'string' ? Buffer.from(content) : content, new Date(), openssl);
const problemOf = (content: string | Uint8Array) => thrownProblem(() => vet(content));
const problemWith = (parts: Parts) => problemOf(stringify(fieldsOf(parts)));

const utf16 = (content: string) => Buffer.from(content, 'utf16le');
const klog = 'W1130 04:00:00.000000   12345 gcp.go:119] WARNING: the gcp auth plugin is deprecated';

describe('what kubectl reads is read', () => {
  test.each([
    ['UTF-16, as PowerShell 5.1 writes it', utf16(`\ufeff${text.replaceAll('\n', '\r\n')}`)],
    ['UTF-16 without a byte-order mark', utf16(text)],
    ['UTF-16, the other octet first', utf16(`\ufeff${text}`).swap16()],
    ['that without a byte-order mark', utf16(text).swap16()],
    ['a last `---`', `${text}---\n`],
    ['a last `---` with a comment below it', `${text}---\n# end\n`],
    ['a last `---` without a line end', `${text}---`],
    ['a last `---` behind a document end', `${text}...\n---\n`],
    ['a line of klog on top', `${klog}\n${text}`],
    ['a line of klog with CRLF', `${klog}\r\n${text.replaceAll('\n', '\r\n')}`],
    ['a line of klog with two colons', `${klog}: see https://example.com\n${text}`],
    ['lines of klog, and what comes with them', `${klog}\nTo learn more, consult x\n${text}`],
    ['a warning on top', `Warning: spec.x is deprecated\n${text}`],
    ['a warning below', `${text}Warning: spec.x is deprecated\n`],
    ['an error on top', `error: exec plugin is configured to use API version x\n${text}`],
    ['what it could not reach', `Unable to connect to the server: dial tcp: i/o timeout\n${text}`],
    ['an error of klog in UTF-16', utf16(`\ufeffE1130 04:00:00.000000 1 a.go:1] x\n${text}`)],
  ])('%s', (_what, content) => {
    expect(vet(content).credentials).toEqual({ type: 'token', token });
  });

  test('a warning that is a value stays one', () => {
    const note = `${text}preferences:\n  note: |\n    Warning: x\n`;
    expect(vet(note).credentials).toEqual({ type: 'token', token });
  });

  test.each([
    ['https://köln.example.com:6443', 'https://xn--kln-sna.example.com:6443'],
    ['https://KÖLN.example.com', 'https://xn--kln-sna.example.com'],
    ['https://例え.jp/k8s/c-1', 'https://xn--r8jz45g.jp/k8s/c-1'],
    ['https://xn--kln-sna.example.com', 'https://xn--kln-sna.example.com'],
  ])('the server %s is %s', (server, expected) => {
    expect(vet(stringify(fieldsOf({ cluster: { server } }))).server).toBe(expected);
  });

  test.each([
    ['in its compatibility form', 'https://ｋöln.example.com'],
    ['with a letter in two pieces', 'https://ko\u0308ln.example.com'],
    ['with a letter that is not seen', 'https://kö\u200bln.example.com'],
    ['with letters in its path', 'https://example.com/köln'],
    ['with a name before it', 'https://é@example.com'],
  ])('no server is one %s', (_how, server) => {
    const reason = 'control characters';
    expect(problemWith({ cluster: { server } })).toEqual(problem('kubeconfig-server', { reason }));
  });
});

describe('what is no kubeconfig is told by name', () => {
  const wrapped = (kind: string, data: object, more = {}) =>
    stringify({ apiVersion: 'v1', kind, metadata: { name: 'x' }, data, ...more });
  const other = (object: ProblemDetails['kubeconfig-other-object']['object'], key = '') =>
    problem('kubeconfig-other-object', { object, key });
  const encoded = (writtenBy: 'base64' | 'certutil') => problem('kubeconfig-base64', { writtenBy });
  const empty = (what: 'file' | 'lists') => problem('kubeconfig-empty', { what });
  const lines = base64(text).replaceAll(/.{64}/g, '$&\n');
  const nothing = { clusters: null, contexts: null, users: null };

  test.each([
    ['an empty file', '', empty('file')],
    ['blanks', ' \n\n', empty('file')],
    ['an empty file in UTF-16', utf16('\ufeff\r\n'), empty('file')],
    ['a document start alone', '---\n', empty('file')],
    ['an empty mapping', '{}', empty('lists')],
    [
      'what kubectl writes without a kubeconfig',
      stringify({ kind: 'Config', ...nothing }),
      empty('lists'),
    ],
    ['Base64 on one line', base64(text), encoded('base64')],
    ['Base64 on many lines', `${lines}\n`, encoded('base64')],
    ['Base64 with CRLF', lines.replaceAll('\n', '\r\n'), encoded('base64')],
    ['Base64 of JSON', base64(JSON.stringify(fieldsOf())), encoded('base64')],
    ['Base64 in UTF-16', utf16(`\ufeff${lines}`), encoded('base64')],
    ['Base64 of UTF-16', utf16(text).toString('base64'), encoded('base64')],
    [
      'what certutil encodes',
      `-----BEGIN CERTIFICATE-----\r\n${lines}\r\n-----END CERTIFICATE-----\r\n`,
      encoded('certutil'),
    ],
    ['a token alone', `${token}\n`, other('token')],
    ['a token of OpenShift alone', `sha256~${'a'.repeat(43)}`, other('token')],
    [
      'what an exec plugin answers',
      wrapped('ExecCredential', {}, { status: { token } }),
      other('token'),
    ],
    [
      'a Secret of Cluster API',
      wrapped('Secret', { value: base64(text) }),
      other('Secret', 'value'),
    ],
    [
      'a Secret of Hive',
      wrapped('Secret', { 'raw-kubeconfig': base64(text), kubeconfig: base64(text) }),
      other('Secret', 'kubeconfig'),
    ],
    [
      'a Secret in plain text',
      wrapped('Secret', {}, { stringData: { config: text } }),
      other('Secret', 'config'),
    ],
    ['a Secret with an unknown key', wrapped('Secret', { mine: base64(text) }), other('Secret')],
    ['a ConfigMap', wrapped('ConfigMap', { 'admin.conf': text }), other('ConfigMap', 'admin.conf')],
    [
      'a list of one Secret',
      stringify({ kind: 'List', items: [{ kind: 'Secret', data: { value: base64(text) } }] }),
      other('Secret', 'value'),
    ],
    ['a text in a field', stringify({ kubeconfig: text }), other('field')],
    ['a text alone', JSON.stringify(text), other('field')],
    [
      'what Terraform puts out',
      JSON.stringify({ kubeconfig: { sensitive: true, type: 'string', value: text } }),
      other('field'),
    ],
    [
      'what a cloud answers',
      JSON.stringify({ kubeconfigs: [{ name: 'admin', value: base64(text) }] }),
      other('field'),
    ],
    ['a mapping in a field', stringify({ k3d: fieldsOf() }), other('field')],
    ['the values of a chart', stringify({ replicas: 1, kubeconfig: {} }), empty('lists')],
    ['a list of two', stringify({ kind: 'List', items: [{}, {}] }), other('List')],
    [
      'the Secret of a service account',
      wrapped('Secret', { token: base64(token) }, { type: 'kubernetes.io/service-account-token' }),
      other('service account token'),
    ],
  ])('%s', (_what, content, expected) => {
    expect(problemOf(content)).toEqual(expected);
  });
});

describe('other content is told by name', () => {
  const content = (what: ProblemDetails['kubeconfig-other-content']['what']) =>
    problem('kubeconfig-other-content', { what });
  test.each([
    ['zip', 'PK\x03\x04', 'archive'],
    ['gzip', '\x1f\x8b\x08', 'archive'],
    ['7-Zip', '7z\xbc\xaf\x27\x1c', 'archive'],
    ['xz', '\xfd7zXZ\0', 'archive'],
    ['tar', `config${'\0'.repeat(251)}ustar\0`, 'archive'],
    ['a message in binary', '\x85\x01\x0c\x03', 'OpenPGP'],
    ['a message in armor', '-----BEGIN PGP MESSAGE-----\n\nhQ\n', 'OpenPGP'],
    ['a public key', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n', 'OpenPGP'],
    ['SOPS', `${text}sops:\n  kms: []\n`, 'sops'],
    ['SOPS in JSON', JSON.stringify({ data: 'ENC[AES256_GCM,data:x]' }), 'sops'],
    ['age', 'age-encryption.org/v1\n-> X25519 x\n', 'age'],
    ['age in armor', '-----BEGIN AGE ENCRYPTED FILE-----\n', 'age'],
    ['Ansible Vault', '$ANSIBLE_VAULT;1.1;AES256\n6162\n', 'Ansible Vault'],
    ['S/MIME', 'MIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n\nMI\n', 'S/MIME'],
    ['PKCS #7', '-----BEGIN PKCS7-----\nMI\n', 'S/MIME'],
    ['a mail', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n', 'mail'],
    ['a mail from mutt', 'From: me@example.com\nTo: you@example.com\n\nHello\n', 'mail'],
    ['HTML', '<!DOCTYPE html><html>', 'web page'],
    ['PDF', '%PDF-1.7\n\xe2\xe3', 'document'],
    ['RTF', '{\\rtf1\\ansi apiVersion: v1}', 'document'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n', 'certificate'],
    ['a key', '-----BEGIN EC PRIVATE KEY-----\nMHc\n', 'private key'],
    ['a command', 'oc login --token=sha256~x --server=https://api.example.com\n', 'command'],
    ['a command on top', `$ kubectl config view --raw\n${text}`, 'command'],
    [
      'a refusal',
      'error: You must be logged in to the server (Unauthorized)\n',
      'answer of kubectl',
    ],
    ['a warning', 'Warning: x\n', 'answer of kubectl'],
    ['contexts', 'CURRENT   NAME   CLUSTER\n*         x      c\n', 'answer of kubectl'],
    ['the path', '/home/me/.kube/config\n', 'path'],
    ['the name of a file', 'my-kubeconfig.yaml\n', 'path'],
    ['a path of Windows', 'C:\\Users\\me\\.kube\\config\r\n', 'path'],
  ] as const)('%s', (_what, written, expected) => {
    expect(problemOf(Buffer.from(written, 'latin1'))).toEqual(content(expected));
  });

  test.each([
    ['a comment with a command', `# kubectl config view --raw\n${text}`],
    ['a comment with a path', `# /home/me/.kube/config\n${text}`],
  ])('not %s', (_what, written) => {
    expect(problemOf(written)).toBeUndefined();
  });
});

describe('what is no YAML tells what it is, and where', () => {
  type Details = ProblemDetails['kubeconfig-not-yaml'];
  const notYaml = (reason: Details['reason'], line: number) =>
    problem('kubeconfig-not-yaml', { reason, line });
  const count = text.split('\n').length;
  test.each([
    [
      'a field without its colon',
      text.replace('kind: Config', 'kind Config'),
      notYaml('syntax', 2),
    ],
    ['tabs', text.replaceAll('  ', '\t'), notYaml('tabs', 4)],
    ['blanks of a page', text.replaceAll('  ', '\xa0\xa0'), notYaml('other blanks', 4)],
    ['a wide blank', text.replaceAll('    ', '\u3000'), notYaml('other blanks', 5)],
    ['zeros at the end', text + '\0'.repeat(9), notYaml('control characters', count)],
    ['the colours of a terminal', `\x1b[36m${text}`, notYaml('control characters', 1)],
    ['colours in a comment', `${text}# \x1b[0m\n`, notYaml('control characters', count)],
    ['the end of a file of DOS', `${text}\x1a`, notYaml('control characters', count)],
    ['a code fence', `\`\`\`yaml\n${text}\`\`\`\n`, notYaml('other text', 1)],
    ['a heredoc', `<<EOT\n${text}EOT\n`, notYaml('other text', 1)],
    ['an assignment', `kubeconfig = <<EOT\n${text}EOT\n`, notYaml('other text', 1)],
  ])('%s', (_what, written, expected) => {
    expect(problemOf(written)).toEqual(expected);
  });

  test('a key twice, below what kubectl said', () => {
    const twice = `${klog}\n${text}kind: Config\n`;
    const line = count + 1;
    expect(problemOf(twice)).toEqual(
      problem('kubeconfig-yaml-feature', { feature: 'duplicate key', line }),
    );
  });
});

describe('what was never filled in is told by its place', () => {
  const variable = (name: string) => ['$', '{', name, '}'].join('');
  test.each([
    ...[
      '<TOKEN>',
      variable('TOKEN'),
      '$TOKEN',
      '$(cat token)',
      '{{ token }}',
      '%TOKEN%',
      '[token]',
    ],
    ...['YOUR_TOKEN', 'your-token-here', 'REPLACE_ME', 'changeme', 'insert.token', 'TOKEN'],
    ...['xxxxxxxx', '********', '***', `${token.slice(0, 20)}...`, `${token}…`, 'null', '...'],
    ...['Bearer <token>', '<REDACTED>', '--- REDACTED ---', '(sensitive value)'],
    ...['op://vault/item/token', 'ref+vault://secret/token'],
  ])('a token: %s', (gap) => {
    expect(problemWith({ user: { token: gap } })).toEqual(
      problem('kubeconfig-placeholder', { path: 'users[].user.token' }),
    );
  });

  test.each([
    ['server', 'https://<address>:6443'],
    ['server', 'https://$SERVER:6443'],
    ['server', 'https://YOUR-API-SERVER:6443'],
    ['server', '<server>'],
    ['server', 'x.x.x.x'],
    ['certificate-authority-data', '<CA>'],
    ['certificate-authority-data', variable('CA_DATA')],
    ['certificate-authority-data', 'LS0tLS1CRUdJTi...'],
    ['tls-server-name', '<name>'],
  ])('%s: %s', (field, gap) => {
    expect(problemWith({ cluster: { [field]: gap } })).toEqual(
      problem('kubeconfig-placeholder', { path: `clusters[].cluster.${field}` }),
    );
  });

  test.each([
    ['cluster', { 'certificate-authority-data': 'DATA+OMITTED' }],
    ['cluster', { 'certificate-authority-data': 'REDACTED' }],
    ['user', { token: 'REDACTED' }],
    ['user', { token: 'redacted' }],
    ['user', { token: null, 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'x' }],
    ['user', { token: null, 'client-certificate-data': 'eA==', 'client-key-data': 'REDACTED' }],
  ])('kubectl without --raw: %s %j', (part, fields) => {
    expect(problemWith({ [part]: fields })).toEqual(problem('kubeconfig-redacted', {}));
  });

  test.each(['my-token', 'Your0wnT0ken', 'xoxb-1', 'mytoken', 'a.b-here.c'])(
    'what may be a token is asked of the cluster: %s',
    (own) => {
      expect(problemWith({ user: { token: own } })).toBeUndefined();
    },
  );
});

describe('a token tells what was done to it', () => {
  const opaque = 'kubeconfig-u-abc12:x9k2w7';
  test.each([
    ['as a secret holds it', base64(token), 'Base64'],
    ['so on many lines', base64(token).replaceAll(/.{60}/g, '$&\n'), 'Base64'],
    ['so with a line end in it', base64(`${token}\n`), 'Base64'],
    ['so without its padding', base64(token).replace(/=+$/, ''), 'Base64'],
    ['so twice', base64(base64(token)), 'Base64'],
    ['so from PowerShell', utf16(token).toString('base64'), 'Base64'],
    ['so in quotes', `"${base64(token)}"`, 'Base64'],
    ['of Rancher', base64(opaque), 'Base64'],
    ['of Amazon', base64('k8s-aws-v1.aHR0cHM6Ly9zdHM'), 'Base64'],
    ['in quotes', `'${token}'`, 'quotes'],
    ['in double quotes', `"${token}"`, 'quotes'],
    ['in quotes of a word processor', `“${token}”`, 'quotes'],
    ['with one quote', `${token}"`, 'quotes'],
    ['in quotes that are escaped', `\\"${token}\\"`, 'quotes'],
    ['with its scheme', `Bearer ${token}`, 'scheme'],
    ['with its header', `Authorization: Bearer ${token}`, 'scheme'],
    ['with a line end', `${token}\n`, 'blanks'],
    ['on two lines', `${token.slice(0, 30)}\n${token.slice(30)}`, 'blanks'],
    ['with a no-break space', `${token}\u00a0`, 'blanks'],
    ['with a byte-order mark', `\ufeff${token}`, 'blanks'],
    ['with the mark of zsh', `${token}%`, 'percent sign'],
    ['with an escape', `${token}\\n`, 'line end'],
    ['with a letter of another alphabet', `${token}а`, 'characters'],
    ['that is too long', 'a'.repeat(16 * 1024 + 1), 'length'],
  ] as const)('%s: %s', (_how, written, reason) => {
    const found = problemWith({ user: { token: written } });
    expect(found).toEqual(problem('kubeconfig-token', { reason }));
  });

  test.each([
    ['Base64 that is a secret of its own', base64('not.a.known.token-at-all')],
    ['hexadecimal', '0123456789abcdef0123456789abcdef'],
    ['a JSON Web Token', token],
    ['one of Rancher', opaque],
  ])('%s is one', (_what, own) => {
    expect(problemWith({ user: { token: own } })).toBeUndefined();
  });
});

describe('programs and plugins are told by whose they are', () => {
  test.each([
    [{ command: 'aws', args: ['eks', 'get-token'] }, 'Amazon EKS'],
    [{ command: '/usr/local/bin/aws-iam-authenticator' }, 'Amazon EKS'],
    [{ command: 'C:\\Program Files\\Amazon\\aws.exe' }, 'Amazon EKS'],
    [{ command: 'gke-gcloud-auth-plugin' }, 'Google GKE'],
    [{ command: 'kubelogin', args: ['get-token', '--server-id', 'x'] }, 'Azure AKS'],
    [{ command: 'kubelogin', args: ['get-token', '--oidc-issuer-url=x'] }, 'OpenID Connect'],
    [{ command: 'kubectl', args: ['oidc-login', 'get-token'] }, 'OpenID Connect'],
    [{ command: 'doctl' }, 'DigitalOcean'],
    [{ command: 'oci' }, 'Oracle Cloud'],
    [{ command: 'TSH.EXE' }, 'Teleport'],
    [{ command: 'sh', args: ['-c', 'aws eks get-token --cluster-name x'] }, 'Amazon EKS'],
    [{ command: 'aws-vault', args: ['exec', 'x', '--', 'aws', 'eks'] }, 'Amazon EKS'],
    [{ command: '/usr/bin/env', args: ['/opt/bin/doctl'] }, 'DigitalOcean'],
    [{ command: 'my-own' }, 'others'],
    [{ command: { toString: 'x' }, args: [{ toString: 'x' }] }, 'others'],
    [{ args: 'x' }, 'others'],
    ['x', 'others'],
  ] as const)('exec %j: %s', (exec, of) => {
    expect(problemWith({ user: { exec } })).toEqual(problem('kubeconfig-exec', { of }));
  });

  test.each([
    [{ name: 'gcp' }, 'Google GKE'],
    [{ name: 'azure' }, 'Azure AKS'],
    [{ name: 'oidc' }, 'OpenID Connect'],
    [{ name: 'mine' }, 'others'],
  ] as const)('auth-provider %j: %s', (provider, of) => {
    const user = { token: null, 'auth-provider': provider };
    expect(problemWith({ user })).toEqual(problem('kubeconfig-auth-provider', { of }));
  });
});

describe('of several mistakes the one that kubectl can not mend comes first', () => {
  const path = { 'certificate-authority': 'ca.crt' };
  test.each([
    [{ cluster: path, user: { exec: { command: 'aws' } } }, 'kubeconfig-exec'],
    [{ cluster: path, user: { 'auth-provider': { name: 'oidc' } } }, 'kubeconfig-auth-provider'],
    [{ cluster: path, user: { tokenFile: '/run/token' } }, 'kubeconfig-token-file'],
    [{ cluster: { ...path, 'insecure-skip-tls-verify': true } }, 'kubeconfig-insecure'],
    [{ cluster: { 'api-version': 'v1', ...path } }, 'kubeconfig-file-path'],
    [{ cluster: { 'api-version': 'v1' } }, 'kubeconfig-unknown-field'],
  ])('%j: %s', (parts, id) => {
    expect(problemWith(parts)?.id).toBe(id);
  });

  test.each([
    ['/home/me/client.crt', false],
    ['client.crt', false],
    ['C:\\Users\\me\\client.crt', true],
    ['C:/Users/me/client.crt', true],
    ['pki\\client.crt', true],
  ])('the path %s: on Windows %s', (file, isOnWindows) => {
    expect(problemWith({ user: { 'client-certificate': file } })).toEqual(
      problem('kubeconfig-file-path', { field: 'client-certificate', isOnWindows }),
    );
  });
});

describe('contexts', () => {
  const noContext = (contexts: 'none' | 'several') =>
    problem('kubeconfig-no-current-context', { contexts });
  const context = (name: string) => ({ name, context: { cluster: 'c', user: 'u' } });
  test.each([
    ['none', { contexts: [] }, noContext('none')],
    ['none, though one is in use', { contexts: null, 'current-context': 'x' }, noContext('none')],
    [
      'several, and none in use',
      { contexts: [context('x'), context('y')], 'current-context': '' },
      noContext('several'),
    ],
    [
      'one that is not there',
      { 'current-context': 'gone' },
      problem('kubeconfig-dangling-reference', { to: 'context' }),
    ],
  ])('%s', (_what, root, expected) => {
    expect(problemWith({ root })).toEqual(expected);
  });
});
