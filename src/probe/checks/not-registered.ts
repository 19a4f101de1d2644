import { X509Certificate } from 'node:crypto';
import { problem } from '../../problem.ts';
import { type Check, failed, passed, warning } from './check.ts';

/** The cluster is not in the secrets under another name already. */
export const notRegistered: Check = (_, { kubeconfig, registered }) => {
  const address = addressOf(kubeconfig.server);
  const same = registered.find(({ server }) => addressOf(server) === address);
  if (same) return failed('not-registered', problem('cluster-registered', {}), same.name);
  const authorities = fingerprintsOf(kubeconfig.certificateAuthority);
  const related = registered.find(
    ({ certificateAuthority }) => !fingerprintsOf(certificateAuthority).isDisjointFrom(authorities),
  );
  // Clusters that one organisation made may well share an authority.
  return related
    ? warning('not-registered', problem('cluster-shares-ca', {}), related.name)
    : passed('not-registered', `compared with ${registered.length}`);
};

/** Host, port and path in one form, so that `https://A:443/` and `https://a` are the same. */
function addressOf(server: string): string {
  const url = URL.parse(server);
  // What is registered is not ours to judge: what is no URL is the same as nothing but itself.
  if (url === null) return server;
  const host = url.hostname.replace(/\.$/, '');
  return `${host}:${url.port || '443'}${url.pathname.replace(/\/+$/, '')}`;
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function fingerprintsOf(pem = ''): ReadonlySet<string> {
  return new Set((pem.match(certificate) ?? []).flatMap(fingerprintOf));
}

function fingerprintOf(pem: string): string[] {
  try {
    return [new X509Certificate(pem).fingerprint256];
  } catch {
    // An unusable certificate among the registered ones is the same as no other.
    return [];
  }
}
