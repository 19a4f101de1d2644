import { generateKeyPairSync } from 'node:crypto';
import { stringify } from 'yaml';
import { base64 } from '../../simulator/base64.ts';
import type { Authority } from '../../simulator/certificates.ts';

import { type Problem, type ProblemDetails, problem } from '../../src/problem.ts';
import { fieldsOf, type Parts } from '../kubeconfig/kubeconfigs.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface HostileKubeconfig {
  /** The row of the table in docs/security.md: part and field. */
  readonly row: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly problem: Problem;
}

/** What is only ever in the secret fields of the corpus, and must not be in any problem. */
export const canary = 'c4n4ry-s3cr3t';

export function kubeconfig({ user, ...parts }: Parts = {}): Fields {
  return fieldsOf({ ...parts, user: { token: canary, ...user } });
}

/** Of no service account at all; what it says is a canary too. */
const jwt = ['eyJhbGciOiJub25lIn0', Buffer.from(canary).toString('base64url'), 'x'].join('.');

const day = 24 * 60 * 60 * 1000;

type Case = readonly [row: string, ...OfRow];
type OfRow = readonly [name: string, content: Parts | string | Uint8Array, Problem];

const under = (row: string, ...cases: readonly OfRow[]) =>
  cases.map((each): Case => [row, ...each]);

const text = stringify(kubeconfig());
const sized = (length: number) => `# ${'x'.repeat(length - 3)}\n`;

function fileCases(): readonly Case[] {
  type Feature = ProblemDetails['kubeconfig-yaml-feature']['feature'];
  /** By default in the line behind a whole kubeconfig. */
  const feature = (name: Feature, line = text.split('\n').length) =>
    problem('kubeconfig-yaml-feature', { feature: name, line });
  const inSecond = (name: Feature) => feature(name, 2);
  const notText = problem('kubeconfig-not-yaml', { reason: 'encoding' });
  const empty = (what: 'file' | 'lists') => problem('kubeconfig-empty', { what });
  const other = (object: ProblemDetails['kubeconfig-other-object']['object'], key = '') =>
    problem('kubeconfig-other-object', { object, key });
  const secret = (fields: Fields) => ({ root: { kind: 'Secret', ...fields } });
  const shape = (path: string, expected: string) => problem('kubeconfig-shape', { path, expected });
  const tooLarge = problem('decrypted-too-large', { limitBytes: 1024 * 1024 });
  const levels = Array.from({ length: 20 }, (_, level) =>
    level === 0 ? 'l0: &l0 [a]' : `l${level}: &l${level} [${`*l${level - 1},`.repeat(9)}]`,
  );
  return [
    ...under(
      'file: text',
      ['a byte over the size', text + sized(1024 * 1024 + 1 - text.length), tooLarge],
      ['not UTF-8', Buffer.from('kind: Config # \xff', 'latin1'), notText],
      ['half a letter of UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le').subarray(0, -1), notText],
      [
        'UTF-16 behind UTF-8',
        Buffer.concat([Buffer.from(text), Buffer.from('é', 'latin1')]),
        notText,
      ],
      ['empty', '', empty('file')],
      ['nothing but a comment', '# mine\n', empty('file')],
      ['nothing but a document start', '---\n', empty('file')],
      ['nothing but null', 'null\n', empty('file')],
      ['Base64', base64(text), problem('kubeconfig-base64', { writtenBy: 'base64' })],
      ['a token alone', jwt, other('token')],
      [
        'a broken line',
        'kind: [Config\n',
        problem('kubeconfig-not-yaml', { reason: 'syntax', line: 2 }),
      ],
      [
        'NUL in it',
        `${text}\0`,
        problem('kubeconfig-not-yaml', { reason: 'control characters', line: 17 }),
      ],
      [
        'a path',
        `/home/${canary}/.kube/config\n`,
        problem('kubeconfig-other-content', { what: 'path' }),
      ],
      [
        'a message in the message',
        `-----BEGIN PGP MESSAGE-----\n\n${canary}\n`,
        problem('kubeconfig-other-content', { what: 'OpenPGP' }),
      ],
      ['a word', 'hello', shape('the file', 'a mapping')],
      ['a list', '- kind: Config\n', shape('the file', 'a mapping')],
      [
        'too many words',
        `${text}${'- a\n'.repeat(9000)}`.replace('- a', 'preferences:\n- a'),
        shape('the file', 'of usual length'),
      ],
      ['a field name that is a number', `${text}1: a\n`, shape('a field name', 'text')],
      ['users that are no list', { root: { users: {} } }, shape('users', 'a list')],
      ['a user that is no mapping', { root: { users: ['u'] } }, shape('users[]', 'a mapping')],
      ['a user without a name', { root: { users: [{ user: {} }] } }, shape('users[].name', 'text')],
      ['a cluster that is null', { root: { clusters: [null] } }, shape('clusters[]', 'a mapping')],
      [
        'a cluster without its part',
        { root: { clusters: [{ name: 'c', cluster: 'x' }] } },
        shape('clusters[].cluster', 'a mapping'),
      ],
      [
        'a name that is a number',
        { root: { users: [{ name: 1 }] } },
        shape('users[].name', 'text'),
      ],
      [
        'a context in use that is a number',
        { root: { 'current-context': 1 } },
        shape('current-context', 'text'),
      ],
      ['a token that is a number', { user: { token: 12 } }, shape('users[].user.token', 'text')],
    ),
    ...under(
      'file: YAML features',
      ['an alias', `${text}preferences: {a: &a [], b: *a}\n`, feature('anchor')],
      ['an alias to nothing', `${text}preferences: *a\n`, feature('alias')],
      ['an alias without a name', `${text}preferences: *\n`, feature('alias')],
      ['an alias with an anchor', `${text}preferences: &a *b\n`, feature('alias')],
      ['two anchors', text.replace('kind: Config', 'kind: &k &l Config'), inSecond('anchor')],
      ['an alias bomb', levels.join('\n'), feature('anchor', 1)],
      ['an anchor', text.replace('kind: Config', 'kind: &k Config'), inSecond('anchor')],
      [
        'a merge key',
        text.replace('token:', '<<: {as: admin}\n      token:'),
        feature('merge key', 10),
      ],
      ['a merge key of YAML 1.1', `%YAML 1.1\n---\n<<: {kind: Config}\n`, feature('merge key', 3)],
      ['a binary tag', text.replace('kind: Config', 'kind: !!binary Q29uZmln'), inSecond('tag')],
      ['a tag of its own', text.replace('kind: Config', 'kind: !env Config'), inSecond('tag')],
      [
        'a tag that only says what it is anyway',
        text.replace('kind: Config', 'kind: !!str Config'),
        inSecond('tag'),
      ],
      ['two tags', text.replace('kind: Config', 'kind: !!str !!int Config'), inSecond('tag')],
      [
        'several documents',
        `${text}---\n${text}`,
        problem('kubeconfig-yaml-feature', { feature: 'several documents' }),
      ],
      ['a key twice', `${text}kind: Config\n`, feature('duplicate key')],
      ['a key twice, once in quotes', `${text}"kind": Config\n`, feature('duplicate key')],
      ['a key twice, written in two ways', `${text}"k\\x69nd": Config\n`, feature('duplicate key')],
      ['depth', `${text}preferences: ${'['.repeat(50)}${']'.repeat(50)}\n`, feature('depth')],
    ),
    ...under(
      'file: apiVersion',
      ['another kind', { root: { kind: 'Pod' } }, shape('kind', 'Config')],
      ['a Secret', secret({ data: { value: base64(text) } }), other('Secret', 'value')],
      [
        'a Secret with the canary as a key',
        secret({ data: { [canary]: base64(text) } }),
        other('Secret'),
      ],
      [
        'the Secret of a service account',
        secret({ type: 'kubernetes.io/service-account-token', data: { token: base64(jwt) } }),
        other('service account token'),
      ],
      ['another version', { root: { apiVersion: 'v2' } }, shape('apiVersion', 'v1')],
    ),
    ...under(
      'file: clusters',
      ['a cluster twice', { root: { clusters: twice('c') } }, duplicate('clusters')],
      ['a user twice', { root: { users: twice('u') } }, duplicate('users')],
      ['a context twice', { root: { contexts: twice('x') } }, duplicate('contexts')],
      ['none at all', 'kind: Config\n', empty('lists')],
      [
        'no context',
        { root: { contexts: null } },
        problem('kubeconfig-no-current-context', { contexts: 'none' }),
      ],
      [
        'none in use of two',
        {
          root: {
            contexts: [...twice('x').slice(1), ...twice('y').slice(1)],
            'current-context': '',
          },
        },
        problem('kubeconfig-no-current-context', { contexts: 'several' }),
      ],
      [
        'one in use that is not there',
        { root: { 'current-context': 'y' } },
        problem('kubeconfig-dangling-reference', { to: 'context' }),
      ],
    ),
  ];
}

const twice = (name: string) => [{ name }, { name }];
const duplicate = (list: 'clusters' | 'users' | 'contexts') =>
  problem('kubeconfig-duplicate-name', { list });

function clusterCases(): readonly Case[] {
  const server = (
    name: string,
    url: unknown,
    reason: ProblemDetails['kubeconfig-server']['reason'],
  ): Case => [
    'cluster: server',
    name,
    { cluster: { server: url } },
    problem('kubeconfig-server', { reason }),
  ];
  const authority = (
    name: string,
    data: string,
    reason: ProblemDetails['kubeconfig-ca']['reason'],
  ): Case => [
    'cluster: certificate-authority-data',
    name,
    { cluster: { 'certificate-authority-data': data } },
    problem('kubeconfig-ca', { reason }),
  ];
  const tlsName = (name: string, value: string): Case => [
    'cluster: tls-server-name',
    name,
    { cluster: { 'tls-server-name': value } },
    problem('kubeconfig-tls-server-name', {}),
  ];
  return [
    server('none', '', 'missing'),
    server('a word', 'api', 'not https'),
    server('http', 'http://api.example.com', 'not https'),
    server('a socket', 'unix:///var/run/api.sock', 'not https'),
    server('a file', 'file:///etc/passwd', 'not https'),
    server('a user', `https://${canary}@api.example.com`, 'credentials'),
    server('a password', `https://me:${canary}@api.example.com`, 'credentials'),
    server('a query', `https://api.example.com/?token=${canary}`, 'query'),
    server('an empty query', 'https://api.example.com?', 'query'),
    server('a fragment', 'https://api.example.com/#x', 'query'),
    server('a line break', 'https://api.example\r\n.com', 'control characters'),
    server('a tab', 'https://api.exam\tple.com', 'control characters'),
    server('NUL', 'https://api.example.com/\0', 'control characters'),
    server('an escaped line break', 'https://api.example.com/%0d%0aHost:x', 'path'),
    server('an expression in its path', `https://api.example.com/%7B%7B${canary}}}`, 'path'),
    [
      'cluster: server',
      'a variable that nobody has put in',
      { cluster: { server: `https://{{${canary}}}` } },
      problem('kubeconfig-placeholder', { path: 'clusters[].cluster.server' }),
    ],
    server('full-width digits', 'https://１２７.0.0.1', 'control characters'),
    server('full-width dots', 'https://127。0。0。1', 'control characters'),
    server('letters beyond ASCII in its path', 'https://example.com/bücher', 'control characters'),
    server('a backslash', 'https://api.example.com\\@other.example.com', 'not a URL'),
    server('no slashes', 'https:api.example.com', 'not a URL'),
    server('slashes in its path only', 'https:api.example.com/https://b', 'not a URL'),
    server('a zone', 'https://[fe80::1%25eth0]', 'not a URL'),
    server('a wildcard', 'https://*.example.com', 'not a URL'),
    server('2049 characters', `https://api.example.com/${'x'.repeat(2025)}`, 'not a URL'),
    authority('no base64', '!!!', 'not base64'),
    authority('base64 with something behind it', `${base64('x')} ;`, 'not base64'),
    authority('no certificate', base64('hello'), 'not a certificate'),
    authority(
      'a key',
      base64(`-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`),
      'private key',
    ),
    authority(
      'a damaged certificate',
      base64('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
      'not a certificate',
    ),
    tlsName('a blank', 'a b'),
    tlsName('a line break', 'a\nb'),
    tlsName('a wildcard', '*.example.com'),
    tlsName('an empty label', 'a..b'),
    tlsName('a label that is too long', 'a'.repeat(64)),
    tlsName('254 characters', `${'a.'.repeat(126)}aa`),
    tlsName('beyond ASCII', 'bücher.example'),
    ...under('cluster: certificate-authority', [
      'a path',
      { cluster: { 'certificate-authority': '/etc/shadow' } },
      problem('kubeconfig-file-path', { field: 'certificate-authority', isOnWindows: false }),
    ]),
    ...under(
      'cluster: insecure-skip-tls-verify',
      [
        'set',
        { cluster: { 'insecure-skip-tls-verify': true } },
        problem('kubeconfig-insecure', {}),
      ],
      [
        'a word',
        { cluster: { 'insecure-skip-tls-verify': 'false' } },
        problem('kubeconfig-insecure', {}),
      ],
    ),
    ...under('cluster: proxy-url', [
      'a proxy',
      { cluster: { 'proxy-url': 'socks5://127.0.0.1' } },
      problem('kubeconfig-proxy', {}),
    ]),
  ];
}

const certificateProblem = (reason: ProblemDetails['kubeconfig-client-certificate']['reason']) =>
  problem('kubeconfig-client-certificate', { reason });

/** A client certificate and its key instead of a token, as they stand there. */
const pair = (certificate?: string, key?: string): Parts => ({
  user: { token: '', 'client-certificate-data': certificate, 'client-key-data': key },
});

function userCases(): readonly Case[] {
  const refused = (field: string, value: unknown, expected: Problem): Case => [
    `user: ${field}`,
    'set',
    { user: { [field]: value } },
    expected,
  ];
  const path = (field: string): Case =>
    refused(field, '/etc/passwd', problem('kubeconfig-file-path', { field, isOnWindows: false }));
  const token = (
    name: string,
    value: string,
    reason: ProblemDetails['kubeconfig-token']['reason'] = 'characters',
  ): Case => [
    'user: token',
    name,
    { user: { token: value } },
    problem('kubeconfig-token', { reason }),
  ];
  const unfilled = (name: string, value: string): Case => [
    'user: token',
    name,
    { user: { token: value } },
    problem('kubeconfig-placeholder', { path: 'users[].user.token' }),
  ];
  const impersonation = problem('kubeconfig-impersonation', {});
  const basic = problem('kubeconfig-basic-auth', {});
  return [
    token('CR LF', `${canary}\r\nHost: other`, 'blanks'),
    token('a blank', `${canary} x`, 'blanks'),
    token('NUL', `${canary}\0`, 'blanks'),
    token('beyond ASCII', `${canary}é`),
    token('invisible', `${canary}\u200b`, 'blanks'),
    token('endless', canary.repeat(2000), 'length'),
    unfilled('an expression of Jinja', `${canary}.x.{{lookup('pipe','id')}}`),
    token('a statement of Jinja', `{%${canary}%}`),
    token('a comment of Jinja', `{#${canary}#}`),
    unfilled('a command of bash', `${canary}$(id)`),
    token('a command in backticks', `${canary}\`id\``, 'quotes'),
    unfilled('a variable of make', `$(${canary})`),
    token('quotes', `"${canary}'`, 'quotes'),
    token('Base64', base64(jwt), 'Base64'),
    [
      'user: token',
      'left out by kubectl',
      { user: { token: 'REDACTED' } },
      problem('kubeconfig-redacted', {}),
    ],
    token('what begins a comment', `#${canary}`),
    token('a line of commands', `${canary};id|sh&`),
    token('a redirection', `${canary}>x<y`),
    token('a history expansion', `!${canary}`),
    token('an escape', `${canary}\\n`, 'line end'),
    token('a pattern', `${canary}*?[a]`),
    token('nothing but padding', '=='),
    token('padding in the middle', `a=${canary}`),
    ...under(
      'user: client-certificate-data',
      ['a key alone', pair(undefined, base64('x')), certificateProblem('certificate missing')],
      ['a certificate alone', pair(base64('x')), certificateProblem('key missing')],
      ['no base64', pair('!!!', base64(canary)), certificateProblem('not base64')],
      [
        'no certificate',
        pair(base64('x'), base64(canary)),
        certificateProblem('not a certificate'),
      ],
    ),
    ...under(
      'user: both kinds of credential, or none',
      [
        'both',
        { user: { 'client-key-data': base64(canary) } },
        problem('kubeconfig-two-credentials', {}),
      ],
      ['none', { user: { token: null } }, problem('kubeconfig-no-credentials', {})],
    ),
    refused(
      'exec',
      { command: 'sh', args: ['-c', canary] },
      problem('kubeconfig-exec', { of: 'others' }),
    ),
    refused(
      'auth-provider',
      { name: 'gcp', config: { 'cmd-path': '/bin/sh' } },
      problem('kubeconfig-auth-provider', { of: 'Google GKE' }),
    ),
    refused('tokenFile', '/run/token', problem('kubeconfig-token-file', {})),
    refused('token-file', '/run/token', problem('kubeconfig-token-file', {})),
    path('client-certificate'),
    path('client-key'),
    refused('as', 'admin', impersonation),
    refused('as-uid', '0', impersonation),
    refused('as-groups', ['system:masters'], impersonation),
    refused('as-user-extra', { scopes: ['x'] }, impersonation),
    refused('username', 'me', basic),
    refused('password', canary, basic),
  ];
}

function otherCases(): readonly Case[] {
  const dangling = (to: 'cluster' | 'user') => problem('kubeconfig-dangling-reference', { to });
  const namespace = problem('kubeconfig-namespace', {});
  const unknown = (path: string, meant?: string) =>
    problem('kubeconfig-unknown-field', { path, ...(meant && { meant }) });
  const row = 'anywhere: any other field';
  return [
    ...under(
      'context: cluster',
      ['not there', { context: { cluster: 'y' } }, dangling('cluster')],
      ['left out', { context: { cluster: null } }, dangling('cluster')],
      ['no list of them', { root: { clusters: undefined } }, dangling('cluster')],
    ),
    ...under(
      'context: user',
      ['not there', { context: { user: 'y' } }, dangling('user')],
      ['a name of every object', { context: { user: 'toString' } }, dangling('user')],
    ),
    ...under(
      'context: namespace',
      ['no label', { context: { namespace: '../kube-system' } }, namespace],
      ['a line break', { context: { namespace: 'a\nb' } }, namespace],
      ['too long', { context: { namespace: 'a'.repeat(64) } }, namespace],
    ),
    ...under(
      row,
      ['in the file', { root: { hooks: [] } }, unknown('(another field)')],
      [
        'misspelt in the file',
        { root: { Current_Context: 'x' } },
        unknown('Current_Context', 'current-context'),
      ],
      ['misplaced in the file', { root: { token: canary } }, unknown('(another field)')],
      [
        'in the cluster',
        { cluster: { 'server-alias': 'x' } },
        unknown('clusters[].cluster.(another field)'),
      ],
      [
        'as other tools write it',
        { cluster: { insecureSkipTLSVerify: true } },
        unknown('clusters[].cluster.insecureSkipTLSVerify'),
      ],
      ['in the user', { user: { impersonate: 'x' } }, unknown('users[].user.(another field)')],
      ['in the context', { context: { as: 'x' } }, unknown('contexts[].context.as')],
      ['in an item', { userItem: { exec: {} } }, unknown('users[].exec')],
      ['in another case', { user: { Exec: { command: 'sh' } } }, unknown('users[].user.Exec')],
      [
        'a secret where a name should be',
        { user: { [canary]: '' } },
        unknown('users[].user.(another field)'),
      ],
    ),
    ...['__proto__', 'constructor', 'prototype'].map(
      (key): Case => [
        row,
        key,
        text.replace('kind: Config', `kind: Config\n${key}: {exec: {}}`),
        unknown('(another field)'),
      ],
    ),
    ...under(
      row,
      [
        '__proto__ deep down',
        `${text}extensions: [{name: a, extension: {__proto__: {a: b}}}]\n`,
        unknown('(another field)'),
      ],
      ['toString', { user: { toString: 'x' } }, unknown('users[].user.(another field)')],
    ),
  ];
}

/** What takes keys and certificates to write; these are made when the tests run. */
async function certificateCases(authority: Authority, now: Date): Promise<readonly Case[]> {
  const at = (days: number) => new Date(now.getTime() + days * day);
  const issue = (from: number, to: number) =>
    authority.issue({ commonName: 'me', clientAuth: true, notBefore: at(from), notAfter: at(to) });
  const [past, future, present] = await Promise.all([issue(-2, -1), issue(1, 2), issue(-1, 1)]);
  const made = (certificate: string, key: string) => pair(base64(certificate), base64(key));
  const authorityOf = (pem: string): Parts => ({
    cluster: { 'certificate-authority-data': base64(pem) },
  });
  const own = 'user: client-certificate-data';
  const ca = 'cluster: certificate-authority-data';
  const pem = (type: 'ed25519' | 'x25519', options = {}) =>
    generateKeyPairSync(type as 'ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem', ...options })
      .toString();
  const dnsNames = Array.from({ length: 220 }, (_, index) => `${'a'.repeat(50)}.${index}.example`);
  const wide = await authority.issue({ commonName: 'me', clientAuth: true, dnsNames });
  const locked = pem('ed25519', { cipher: 'aes-256-cbc', passphrase: canary });
  return [
    ...under(
      ca,
      ['expired', authorityOf(past.certificate), problem('kubeconfig-ca', { reason: 'expired' })],
      [
        'not valid yet',
        authorityOf(future.certificate),
        problem('kubeconfig-ca', { reason: 'not valid yet' }),
      ],
      [
        'a good and a damaged one',
        authorityOf(present.certificate + present.certificate.replace(/M/, '!')),
        problem('kubeconfig-ca', { reason: 'not a certificate' }),
      ],
      [
        'a good one and one that is cut off',
        authorityOf(present.certificate + present.certificate.slice(0, 200)),
        problem('kubeconfig-ca', { reason: 'cut off' }),
      ],
    ),
    ...under('file: text', [
      'too large once it is written anew',
      made(wide.certificate.repeat(2), wide.key),
      problem('kubeconfig-too-large', { limitBytes: 32 * 1024 }),
    ]),
    ...under(
      own,
      ['expired', made(past.certificate, past.key), certificateProblem('expired')],
      ['not valid yet', made(future.certificate, future.key), certificateProblem('not valid yet')],
      [
        'the key of another',
        made(present.certificate, past.key),
        certificateProblem('key of another certificate'),
      ],
      [
        'a key of another kind',
        made(present.certificate, pem('x25519')),
        certificateProblem('not a key'),
      ],
      ['no key', made(present.certificate, canary), certificateProblem('not a key')],
      [
        'a key with a passphrase',
        made(present.certificate, locked),
        certificateProblem('key with passphrase'),
      ],
    ),
  ];
}

/** Kubeconfigs of strangers who mean harm or know no better, one for each way that is known. */
export async function hostileKubeconfigs(
  authority: Authority,
  now: Date,
): Promise<readonly HostileKubeconfig[]> {
  const cases = [
    ...fileCases(),
    ...clusterCases(),
    ...userCases(),
    ...otherCases(),
    ...(await certificateCases(authority, now)),
  ];
  return cases.map(([row, name, content, expected]) => ({
    row,
    name,
    bytes: bytesOf(content),
    problem: expected,
  }));
}

function bytesOf(content: Parts | string | Uint8Array): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return Buffer.from(typeof content === 'string' ? content : stringify(kubeconfig(content)));
}
