import { X509Certificate } from 'node:crypto';
import type { ClusterKind } from '../request/request.ts';

/** Where a cluster is and how it is recognised. */
interface ServerIdentity {
  readonly server: string;
  /** PEM. Absent: the public certificate authorities. */
  readonly certificateAuthority?: string;
  /** The name that its certificate is for, and that it is asked for by; absent: the server's. */
  readonly tlsServerName?: string;
}

/** One that is registered already, under the name that a kubeconfig has for it. */
export interface RegisteredCluster extends ServerIdentity {
  readonly name: string;
}

/** One in the secrets, by the kind of the kubeconfig that it is in. */
export interface ClusterInUse extends RegisteredCluster {
  readonly kind: ClusterKind;
}

/**
 * Whether what was trusted to be one cluster is it for another kubeconfig too: the same address,
 * the same name in TLS, by which one address leads to many clusters, and no certificate authority
 * that was not trusted before.
 */
export function isSameServer(before: ServerIdentity, now: ServerIdentity): boolean {
  const [old, authorities] = [before, now].map((each) => fingerprintsOf(each.certificateAuthority));
  if (!old || !authorities || !isSamePlace(before, now)) return false;
  return authorities.size === 0 ? old.size === 0 : authorities.isSubsetOf(old);
}

/** Whether both lead to one cluster: behind one address, names in TLS may tell several apart. */
export function isSamePlace(one: ServerIdentity, other: ServerIdentity): boolean {
  return addressOf(one.server) === addressOf(other.server) && nameOf(one) === nameOf(other);
}

function nameOf({ server, tlsServerName }: ServerIdentity): string {
  const isBareIPv6 = tlsServerName?.includes(':') && !tlsServerName.includes('[');
  const host = isBareIPv6 ? `[${tlsServerName}]` : tlsServerName;
  const url = urlOf(host ?? server);
  return normalHost(url?.hostname ?? host ?? '');
}

export function isSameAuthority(one: ServerIdentity, other: ServerIdentity): boolean {
  const [first, second] = [one, other].map((each) => fingerprintsOf(each.certificateAuthority));
  return first?.symmetricDifference(second ?? new Set()).size === 0;
}

/** What a reader must know of where a kubeconfig leads. */
export function serverOf({ server, tlsServerName }: ServerIdentity) {
  return { server, ...(tlsServerName && { tlsServerName }) };
}

/**
 * Host, port and path in one form, so that `https://A:443/` and `https://a` are the same. What is
 * registered was written by people, and counts for what Go's client makes of it.
 */
export function addressOf(server: string): string {
  const url = urlOf(server);
  // What is registered is not ours to judge: what is no URL is the same as nothing but itself.
  if (url === null) return server;
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  return `${normalHost(url.hostname)}:${port}${normalPath(url.pathname)}`;
}

/** Without a scheme it is https, as for every client that has an authority or a credential. */
function urlOf(server: string): URL | null {
  return URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `https://${server}`);
}

/** Lower case, without a final dot; an IPv4 address that is mapped into IPv6 as what it is. */
function normalHost(name: string): string {
  const host = name.toLowerCase().replace(/(?<!\.)\.+$/, '');
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host) ?? [];
  if (high === undefined || low === undefined) return host;
  return [high, low]
    .map((part) => Number.parseInt(part, 16))
    .flatMap((pair) => [pair >> 8, pair & 0xff])
    .join('.');
}

/** Decoded, and joined anew without empty segments. */
function normalPath(path: string): string {
  return decoded(path)
    .split('/')
    .map((segment) => segment && `/${segment}`)
    .join('');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // What is no escape to Go either is compared as it is written.
    return path;
  }
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Of each certificate in a PEM text. */
export function fingerprintsOf(pem?: string): ReadonlySet<string> {
  return new Set(certificatesIn(pem).map(({ fingerprint256 }) => fingerprint256));
}

export function certificatesIn(pem = ''): readonly X509Certificate[] {
  return (pem.match(certificate) ?? []).flatMap(readCertificate);
}

function readCertificate(pem: string): readonly X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    // An unusable certificate among the registered ones is the same as no other.
    return [];
  }
}
