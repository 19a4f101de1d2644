import { stringify } from 'yaml';
import { base64 } from '../../simulator/base64.ts';
import { jwt } from '../probe/observations.ts';
import { fieldsOf, type Parts } from './kubeconfigs.ts';
import { authorityExtensions, make, onCurve } from './x509/make.ts';

/** A kubeconfig and who reads it. Where the bot and kubectl differ, why that is wanted. */
export interface Beside {
  readonly what: string;
  readonly content: string | Uint8Array;
  readonly kubectl: boolean;
  readonly bot: boolean;
  readonly why?: string;
}

const good = stringify(fieldsOf());
const utf16 = (content: string) => Buffer.from(content, 'utf16le');
const withParts = (parts: Parts) => stringify(fieldsOf(parts));
const withUser = (user: Parts['user']) => withParts({ user: { token: null, ...user } });
const withCluster = (cluster: Parts['cluster']) => withParts({ cluster });
const klog = 'W1130 04:00:00.000000   12345 gcp.go:119] WARNING: deprecated';
const token = jwt({ sub: 'system:serviceaccount:jobs:prow' });

type Row = readonly [what: string, content: Beside['content'], why: string];

const bothRead: readonly (readonly [string, Beside['content']])[] = [
  ['YAML', good],
  ['JSON', JSON.stringify(fieldsOf())],
  ['UTF-8 with a byte-order mark', `\ufeff${good}`],
  ['UTF-16', utf16(`\ufeff${good}`)],
  ['UTF-16, the other octet first', utf16(`\ufeff${good}`).swap16()],
  ['line ends of DOS', good.replaceAll('\n', '\r\n')],
  ['a last document that says nothing', `${good}---\n`],
  ['a line of klog', `${klog}\n${good}`],
  ['an error on top', `error: exec plugin is deprecated\n${good}`],
  ['a server beyond ASCII', withCluster({ server: 'https://köln.example.com' })],
  ['a server under a path', withCluster({ server: 'https://api.example.com/k8s/clusters/c-1' })],
  ['an address in tls-server-name', withCluster({ 'tls-server-name': '10.0.0.5' })],
  [
    'a check of the server that is not turned off',
    withCluster({ 'insecure-skip-tls-verify': false }),
  ],
  ['a user that acts as nobody else', withParts({ user: { as: '' } })],
  ['no kind and no version', withParts({ root: { kind: undefined, apiVersion: undefined } })],
  ['an authority in lines', withAuthority(base64(make().pem).replaceAll(/.{64}/g, '$&\n'))],
];

const neitherReads: readonly (readonly [string, Beside['content']])[] = [
  ['nothing', ''],
  ['Base64', base64(good)],
  ['a token', token],
  ['tabs', good.replaceAll('  ', '\t')],
  ['a code fence', `\`\`\`yaml\n${good}\`\`\`\n`],
  ['a field without its colon', good.replace('kind: Config', 'kind Config')],
  ['zeros at the end', `${good}\0\0`],
  ['the colours of a terminal', `\x1b[0m${good}`],
  ['a kubeconfig in a field', stringify({ k3d: fieldsOf() })],
  ['an archive', 'PK\x03\x04'],
  ['a path', '/home/me/.kube/config\n'],
  ['a Secret', stringify({ apiVersion: 'v1', kind: 'Secret', data: { value: base64(good) } })],
  ['a text in a field', stringify({ kubeconfig: good })],
  ['a context that is gone', withParts({ root: { 'current-context': 'gone' } })],
  ['a user twice', withParts({ root: { users: [{ name: 'u' }, { name: 'u' }] } })],
  ['users that are no list', withParts({ root: { users: { u: {} } } })],
  ['a token that is a number', withUser({ token: 1 })],
  ['an authority that is PEM itself', withAuthority(make().pem)],
  ['an authority that is cut off', withAuthority(base64(make().pem).slice(0, -5))],
  ['a file that is not here', withCluster({ 'certificate-authority': '/nowhere/ca.crt' })],
];

const botReads: readonly Row[] = [
  [
    'UTF-16 without a byte-order mark',
    utf16(good),
    'there is one way to read it, and people of Windows have such files',
  ],
  [
    'a line of klog with two colons',
    `${klog}: see x\n${good}`,
    'a line of klog is no part of a kubeconfig, whatever is in it',
  ],
  [
    'one context, and none in use',
    withParts({ root: { 'current-context': undefined } }),
    'there is only one that can be meant',
  ],
  [
    'an authority with blanks behind it',
    withAuthority(`${base64(make().pem)}  `),
    'blanks mean nothing in Base64, and are not written on',
  ],
];

const cluster = 'the cluster would refuse it without a word of the reason';
const readers = 'each reader takes something else for it';
const prow = 'Prow does not have it, or would do it beside all secrets';

const kubectlReads: readonly Row[] = [
  ['another document behind the first', `${good}---\n${good}`, 'nobody knows which one is meant'],
  ['a key twice', `${good}kind: Config\n`, readers],
  ['an anchor', good.replace('kind: Config', 'kind: &k Config'), readers],
  ['a tag', good.replace('kind: Config', 'kind: !!str Config'), readers],
  [
    'a field that nobody knows',
    withCluster({ 'api-version': 'v1' }),
    'a later version may give it a meaning',
  ],
  [
    'a program',
    withUser({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: 'true',
        interactiveMode: 'Never',
      },
    }),
    prow,
  ],
  ['a plugin', withUser({ 'auth-provider': { name: 'oidc' } }), prow],
  ['a file with the token', withUser({ tokenFile: '/run/token' }), prow],
  ['a proxy', withCluster({ 'proxy-url': 'http://proxy.example.com:3128' }), prow],
  ['another user than it has', withUser({ token, as: 'admin' }), prow],
  [
    'no check of the server',
    withCluster({ 'insecure-skip-tls-verify': true }),
    'anybody on the way could pose as the cluster',
  ],
  [
    'a server without TLS',
    withCluster({ server: 'http://api.example.com' }),
    'anybody on the way could read the token',
  ],
  [
    'a server without a scheme',
    withCluster({ server: 'api.example.com:6443' }),
    'whether it is spoken with over TLS depends on the reader and on other fields',
  ],
  ['a server with a query', withCluster({ server: 'https://api.example.com/?a=b' }), readers],
  ['a name for TLS that is none', withCluster({ 'tls-server-name': 'a b' }), cluster],
  ['a password', withUser({ username: 'me', password: 'x' }), cluster],
  ['no credentials', withUser({}), cluster],
  ['what kubectl leaves out', withUser({ token: 'REDACTED' }), cluster],
  ['a placeholder', withUser({ token: '<TOKEN>' }), cluster],
  ['a token in Base64', withUser({ token: base64(token) }), cluster],
  ['a token in quotes', withUser({ token: `"${token}"` }), cluster],
  ['a token with its scheme', withUser({ token: `Bearer ${token}` }), cluster],
  ['a namespace that is none', withParts({ context: { namespace: 'My_Jobs' } }), cluster],
  ['a file encrypted with SOPS', `${good}sops: {}\n`, 'what is in it is no token'],
  [
    'an authority that Go can not read',
    withAuthority(base64(make({ key: onCurve('secp256k1'), extensions: authorityExtensions }).pem)),
    'kubectl shows it, and no component of Prow starts with it',
  ],
];

function withAuthority(data: string): string {
  return withCluster({ 'certificate-authority-data': data });
}

export const kubeconfigsBeside: readonly Beside[] = [
  ...bothRead.map(([what, content]) => ({ what, content, kubectl: true, bot: true })),
  ...neitherReads.map(([what, content]) => ({ what, content, kubectl: false, bot: false })),
  ...botReads.map(([what, content, why]) => ({ what, content, why, kubectl: false, bot: true })),
  ...kubectlReads.map(([what, content, why]) => ({
    what,
    content,
    why,
    kubectl: true,
    bot: false,
  })),
];
