import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { ProblemDetails } from '../problem.ts';

/**
 * Opens a cluster, as soon as no other request has it open. Throws a problem of the kubeconfig where
 * its certificates or its key can't be used; everything that depends on the network is in the
 * answers.
 */
export type ConnectCluster = (kubeconfig: Kubeconfig) => Promise<ClusterApi>;

/**
 * What the bot asks of a cluster. Every call answers, within a time limit, and never throws:
 * what went wrong is an answer too, and one that fails must not hide the others.
 */
export interface ClusterApi {
  /** The server's version, such as `v1.34.2`. */
  version(): Promise<Answer<string>>;
  /** The name of the user that the credentials are of. */
  whoAmI(): Promise<Answer<string>>;
  namespace(name: string): Promise<Answer<void>>;
  serviceAccount(account: ServiceAccount): Promise<Answer<void>>;
  /** The secrets of type `kubernetes.io/service-account-token`. */
  tokenSecrets(namespace: string): Promise<Answer<readonly TokenSecret[]>>;
  canI(access: Access): Promise<Answer<boolean>>;
  /** Whether an object like those of Prow would be admitted; nothing is stored. */
  admits(object: AdmittedObject, namespace: string): Promise<Answer<void>>;
  /** The nodes that carry a control plane label. */
  controlPlaneNodes(): Promise<Answer<readonly ControlPlaneNode[]>>;
  /** The addresses in the EndpointSlice `kubernetes` of `default`: one for each API server. */
  apiServerAddresses(): Promise<Answer<readonly string[]>>;
  /** Who has set fields of a secret, by the names of their field managers. */
  secretManagers(secret: SecretName): Promise<Answer<readonly string[]>>;
  /** Applies a secret server-side, without force. The only call that changes something. */
  applySecret(secret: NewSecret, fieldManager: string): Promise<Answer<void>>;
  close(): Promise<void>;
}

export interface ControlPlaneNode {
  readonly name: string;
  readonly isReady: boolean;
}

interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** A secret of type `Opaque`, with its values by their keys. */
export interface NewSecret extends SecretName {
  readonly data: ReadonlyMap<string, Uint8Array>;
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: ClusterFailure };

export type ClusterFailure =
  /** The address is not a public one, nor one that the operator allows. */
  | { readonly type: 'address-refused' }
  /** An error code of Node, OpenSSL or undici. */
  | { readonly type: 'transport'; readonly code: string }
  | UnreadCertificate
  | { readonly type: 'timeout' }
  | HttpFailure
  /** A redirect, a web page, or JSON of another shape. */
  | { readonly type: 'not-kubernetes' };

/** What the server shows is none that Go reads. */
interface UnreadCertificate {
  readonly type: 'certificate';
  readonly fault: ProblemDetails['cluster-certificate']['fault'];
  /** Of several, counted from 1. */
  readonly position?: number | undefined;
}

export interface HttpFailure {
  readonly type: 'http';
  readonly status: number;
  /** Of the Status object; empty where the answer held none. */
  readonly reason: string;
  readonly message: string;
}

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

interface TokenSecret {
  readonly name: string;
  /** The annotation `kubernetes.io/service-account.name`. */
  readonly serviceAccount?: string;
  readonly token?: string;
}

export interface Access {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Absent: in all namespaces, and outside of them. */
  readonly namespace?: string;
}

export type AdmittedObject = 'pod' | 'secret';
