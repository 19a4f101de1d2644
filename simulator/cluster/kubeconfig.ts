import { stringify } from 'yaml';
import { base64 } from '../base64.ts';

export interface KubeconfigParts {
  readonly server: string;
  /** PEM */
  readonly certificateAuthority: string;
  readonly namespace?: string;
  readonly user: string;
  readonly credentials:
    | { readonly token: string }
    /** PEM */
    | { readonly certificate: string; readonly key: string };
}

/** Writes a kubeconfig as `kubectl config view --minify --flatten --raw` prints it. */
export function writeKubeconfig(parts: KubeconfigParts): string {
  const { server, certificateAuthority, namespace, user, credentials } = parts;
  const cluster = { 'certificate-authority-data': base64(certificateAuthority), server };
  const context = { cluster: 'my-cluster', ...(namespace && { namespace }), user };
  return stringify(
    {
      apiVersion: 'v1',
      clusters: [{ cluster, name: 'my-cluster' }],
      contexts: [{ context, name: 'my-context' }],
      'current-context': 'my-context',
      kind: 'Config',
      users: [{ name: user, user: userOf(credentials) }],
    },
    { lineWidth: 0 },
  );
}

function userOf(credentials: KubeconfigParts['credentials']): object {
  if ('token' in credentials) return credentials;
  return {
    'client-certificate-data': base64(credentials.certificate),
    'client-key-data': base64(credentials.key),
  };
}
