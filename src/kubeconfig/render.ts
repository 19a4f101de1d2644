import { Document, Scalar, visit } from 'yaml';
import type { Kubeconfig, KubeconfigNames } from './kubeconfig.ts';

/** The three parts of a kubeconfig as items of its three lists, in kubectl's order of fields. */
export interface KubeconfigItems {
  readonly clusters: { readonly name: string; readonly cluster: object };
  readonly contexts: { readonly name: string; readonly context: object };
  readonly users: { readonly name: string; readonly user: object };
}

/**
 * Writes a whole kubeconfig in the block layout of `kubectl config view --raw`, with its one
 * context as the current one.
 */
export function renderKubeconfig(kubeconfig: Kubeconfig, names: KubeconfigNames): string {
  const { clusters, contexts, users } = itemsOf(kubeconfig, names);
  return renderYaml({
    apiVersion: 'v1',
    clusters: [clusters],
    contexts: [contexts],
    'current-context': names.context,
    kind: 'Config',
    users: [users],
  });
}

export function itemsOf(kubeconfig: Kubeconfig, names: KubeconfigNames): KubeconfigItems {
  const { namespace } = kubeconfig;
  return {
    clusters: { cluster: clusterOf(kubeconfig), name: names.cluster },
    contexts: {
      context: { cluster: names.cluster, ...(namespace && { namespace }), user: names.user },
      name: names.context,
    },
    users: { name: names.user, user: userOf(kubeconfig) },
  };
}

/** What is behind `cluster`: where it is and how it is recognised. */
export function clusterOf({ server, certificateAuthority, tlsServerName }: Kubeconfig): object {
  return {
    ...(certificateAuthority && { 'certificate-authority-data': base64(certificateAuthority) }),
    server,
    ...(tlsServerName && { 'tls-server-name': tlsServerName }),
  };
}

/** What is behind `user`: the credentials. */
export function userOf({ credentials }: Kubeconfig): object {
  return credentials.type === 'token'
    ? { token: credentials.token }
    : {
        'client-certificate-data': base64(credentials.certificate),
        'client-key-data': base64(credentials.key),
      };
}

/** Block YAML that YAML 1.1 (Ansible, client-go) and 1.2 read alike: what one takes for a number
 * or a boolean is quoted, and long lines are not folded. */
export function renderYaml(value: object): string {
  const document = new Document(value);
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && !isPlain(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, indentSeq: false });
}

const words = /^(y|n|yes|no|on|off|true|false|null|e[+-]?\d+)$/i;

/**
 * Stays a string unquoted in every reader: begins with a letter and is neither a word of YAML 1.1
 * nor what some take for a power of ten.
 */
export function isPlain(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+/=._:-]*$/.test(text) && !/:$/.test(text) && !words.test(text);
}

function base64(pem: string): string {
  return new TextEncoder().encode(pem).toBase64();
}
