/**
 * A kubeconfig as this program knows it: rebuilt from an allow-list, never a foreign document.
 * The free names of the submission (context, cluster, user) are gone on purpose.
 */
export interface Kubeconfig {
  /** https URL without credentials, query and fragment; its path is kept. */
  readonly server: string;
  /** PEM, one or more certificates. Absent: the public certificate authorities. */
  readonly certificateAuthority?: string;
  readonly tlsServerName?: string;
  readonly credentials: Credentials;
  readonly namespace?: string;
}

/** Of a kubeconfig; one has two or three. Each is work at every handshake, here and in Prow. */
export const mostCertificates = 10;

export type Credentials =
  | { readonly type: 'token'; readonly token: string }
  | {
      readonly type: 'client-certificate';
      /** PEM */
      readonly certificate: string;
      /** PEM */
      readonly key: string;
    };

/** The names under which a kubeconfig's three parts are written down. */
export interface KubeconfigNames {
  readonly context: string;
  readonly cluster: string;
  readonly user: string;
}
