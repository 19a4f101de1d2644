import { mostCertificates } from '../../kubeconfig/kubeconfig.ts';
import type { ProblemDetails } from '../../problem.ts';
import type { kubeconfigProblems } from '../../problems/kubeconfig.ts';
import { escapeText, inlineCode } from '../escape.ts';
import {
  createTokenSecret,
  encryptKubeconfig,
  flattenKubeconfig,
  script,
  setVariables,
  writeKubeconfig,
} from '../kubectl.ts';
import { readableSize } from './attachment.ts';
import type { Phrases, ProblemTexts, TextContext } from './problem-text.ts';

/** What the prepared service account's kubeconfig fixes, made and encrypted anew. */
function remade(what: string, fix = useServiceAccountToken) {
  return (_details: object, { keyId }: TextContext) => {
    const makeToken = script(setVariables('kubevirt-prow-jobs'), createTokenSecret);
    return { what, fix, command: script(makeToken, writeKubeconfig, encryptKubeconfig(keyId)) };
  };
}

function reflatten({ keyId }: TextContext): string {
  return script(flattenKubeconfig, encryptKubeconfig(keyId));
}

const useServiceAccountToken =
  'Use the token of a service account instead, and submit the new kubeconfig.';
const submitAgain = 'and submit the kubeconfig again';

const servers: Phrases<ProblemDetails['kubeconfig-server']['reason']> = {
  'not a URL': 'is not a URL',
  'not https': 'does not start with `https://`',
  credentials: 'holds a user name or a password',
  query: 'has a query or a fragment',
  'control characters': 'holds spaces or control characters',
  path: 'has a path with more in it than letters, digits and `.`, `_`, `~`, `:`, `+`, `=` or `-`',
};

const authorities: Phrases<ProblemDetails['kubeconfig-ca']['reason']> = {
  'not base64': 'is not Base64',
  'not a certificate': 'is not a certificate in PEM format',
  'too many': `holds too many certificates; together with a client certificate, at most ${mostCertificates} are taken`,
  'too large': 'holds a certificate larger than any that is in use',
  key: 'holds a certificate whose key is none that Prow takes: RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519',
  'serial number': 'holds a certificate with a negative serial number, which Prow can not read',
  'not read by Go':
    'holds a certificate that Prow, which is written in Go, can not read, for its form or one of its extensions',
  expired: 'has expired',
};

const authorityFixOf = (file: string) => `Put in the Base64 form of ${file}, ${submitAgain}.`;

/** Where it takes another file than the one that was meant. */
const authorityFix: Partial<Phrases<ProblemDetails['kubeconfig-ca']['reason']>> = {
  'too many': authorityFixOf('a PEM file with the CA of the API server alone'),
  'too large': authorityFixOf('a PEM file with the CA of the API server alone'),
  key: `Let a CA with such a key issue the certificate of the API server, put that one in ${submitAgain}.`,
  'serial number': `Take that certificate out if the API server does not need it, else renew it, ${submitAgain}.`,
  'not read by Go': `Take that certificate out if the API server does not need it, else renew it, ${submitAgain}.`,
};

const certificates: Phrases<ProblemDetails['kubeconfig-client-certificate']['reason']> = {
  'not base64': 'The client certificate or its key is not Base64.',
  'not a certificate': 'The client certificate is not a certificate in PEM format.',
  'too many': `The client certificate comes with too many others; together with the authorities, at most ${mostCertificates} are taken.`,
  'too large': 'The client certificate is larger than any that is in use.',
  key: 'The key of the client certificate is none that Prow takes: RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519.',
  'serial number': 'The client certificate has a negative serial number, which Prow can not read.',
  'not read by Go':
    'The client certificate is one that Prow, which is written in Go, can not read, for its form or one of its extensions.',
  expired: 'The client certificate has expired.',
  'not a key':
    'The key of the client certificate is not an unencrypted RSA, ECDSA or Ed25519 key in PEM format.',
  'key missing': 'The client certificate comes without its key.',
  'certificate missing': 'The client key comes without its certificate.',
  'key of another certificate': 'The client key belongs to another certificate.',
};

const yamlFeatures: Phrases<ProblemDetails['kubeconfig-yaml-feature']['feature']> = {
  alias: 'an alias',
  anchor: 'an anchor',
  'merge key': 'a merge key',
  tag: 'a tag',
  'several documents': 'more than one document',
  'duplicate key': 'a key that occurs twice',
  depth: 'deeper nesting than any kubeconfig',
};

export const kubeconfigTexts: Pick<ProblemTexts, keyof typeof kubeconfigProblems> = {
  'kubeconfig-not-yaml': (_, context) => ({
    what: 'What was encrypted is neither YAML nor JSON.',
    fix: 'Encrypt the kubeconfig as kubectl writes it.',
    command: reflatten(context),
  }),
  'kubeconfig-yaml-feature': ({ feature }, context) => ({
    what: `The kubeconfig uses ${yamlFeatures[feature]}, which the bot does not read.`,
    fix: 'Let kubectl write the kubeconfig in its plain form.',
    command: reflatten(context),
  }),
  'kubeconfig-shape': ({ path, expected }, context) => ({
    what: `The field ${inlineCode(path)} of the kubeconfig is not ${escapeText(expected)}.`,
    fix: 'Let kubectl write the kubeconfig.',
    command: reflatten(context),
  }),
  'kubeconfig-unknown-field': ({ path }, context) => ({
    what: `The kubeconfig has a field at ${inlineCode(path)} that the bot does not know.`,
    fix: 'Let kubectl write the kubeconfig: it leaves out what it does not know.',
    command: reflatten(context),
  }),
  'kubeconfig-exec': remade(
    'The user of the kubeconfig gets its credentials from a program (`exec`), and Prow does not run it.',
  ),
  'kubeconfig-auth-provider': remade(
    'The user of the kubeconfig depends on an `auth-provider`, which Prow does not have.',
  ),
  'kubeconfig-file-path': ({ field }, context) => ({
    what: `The field ${inlineCode(field)} of the kubeconfig names a file that exists on your machine only.`,
    fix: 'Put what is in the file into the kubeconfig; `--flatten` does this.',
    command: reflatten(context),
  }),
  'kubeconfig-proxy': () => ({
    what: 'The kubeconfig asks for a proxy (`proxy-url`), and Prow connects directly.',
    fix: `Give the API server an address that is reachable without a proxy, remove the field ${submitAgain}.`,
  }),
  'kubeconfig-insecure': () => ({
    what: 'The kubeconfig turns the check of the server certificate off (`insecure-skip-tls-verify`).',
    fix: `Replace it by \`certificate-authority-data\` with the CA of the API server, ${submitAgain}.`,
  }),
  'kubeconfig-impersonation': () => ({
    what: 'The kubeconfig acts as another user (`as`, `as-uid`, `as-groups` or `as-user-extra`).',
    fix: `Give the service account what it needs itself, remove these fields ${submitAgain}.`,
  }),
  'kubeconfig-basic-auth': remade(
    'The kubeconfig logs in with a user name and a password, which Kubernetes no longer takes.',
  ),
  'kubeconfig-no-current-context': (_, { keyId }) => ({
    what: 'The kubeconfig has several contexts, or none, and does not say which one is meant.',
    fix: 'Choose one, and let kubectl write that one alone.',
    command: script(
      'kubectl config use-context "$CONTEXT"',
      flattenKubeconfig,
      encryptKubeconfig(keyId),
    ),
  }),
  'kubeconfig-dangling-reference': ({ to }, context) => ({
    what: `The kubeconfig refers to a ${to} that is not in it.`,
    fix: 'Let kubectl write the context with all that belongs to it.',
    command: reflatten(context),
  }),
  'kubeconfig-duplicate-name': ({ list }, context) => ({
    what: `Two of the ${list} in the kubeconfig have the same name.`,
    fix: 'Let kubectl write the current context alone.',
    command: reflatten(context),
  }),
  'kubeconfig-server': ({ reason }) => ({
    what: `The server's address in the kubeconfig ${servers[reason]}.`,
    fix: `Set \`server\` to the plain https address of the API server, ${submitAgain}.`,
  }),
  'kubeconfig-ca': ({ reason }) => ({
    what: `The \`certificate-authority-data\` of the kubeconfig ${authorities[reason]}.`,
    fix: authorityFix[reason] ?? authorityFixOf('the PEM file with the CA of the API server'),
  }),
  'kubeconfig-tls-server-name': () => ({
    what: 'The `tls-server-name` of the kubeconfig is not a host name.',
    fix: `Set it to a name in the certificate of the API server, or remove it, ${submitAgain}.`,
  }),
  'kubeconfig-token': remade(
    'The token in the kubeconfig holds characters that no token has.',
    'Copy the token again, without spaces and line ends; these commands do.',
  ),
  'kubeconfig-no-credentials': remade(
    'The user in the kubeconfig has no credentials.',
    'Put in the token of the service account; these commands do.',
  ),
  'kubeconfig-two-credentials': remade(
    'The user in the kubeconfig has both a token and a client certificate.',
    'Keep one of them; for a build cluster it is the token.',
  ),
  'kubeconfig-client-certificate': ({ reason }, context) =>
    remade(certificates[reason])({}, context),
  'kubeconfig-namespace': () => ({
    what: 'The namespace in the context of the kubeconfig is not a valid name.',
    fix: `Correct or remove it, ${submitAgain}.`,
  }),
  'kubeconfig-too-large': ({ limitBytes }) => ({
    what: `The kubeconfig has more than ${readableSize(limitBytes)} once it is written anew.`,
    fix: `Leave nothing but the CA of the API server in \`certificate-authority-data\`, and no more of a client certificate than itself, ${submitAgain}.`,
  }),
  'kubeconfig-full': ({ limitBytes }) => ({
    what: `With this cluster, Prow's merged kubeconfig would no longer fit into a Secret of ${readableSize(limitBytes)}.`,
    fix: 'Remove clusters that are gone, or raise `KUBECONFIG_SECRET_LIMIT` where Prow is deployed in a way that takes larger ones.',
  }),
};
