import { z } from 'zod';
import { fail } from '../../problem.ts';
import { type Credentials, type Kubeconfig, mostCertificates } from '../kubeconfig.ts';
import { renderKubeconfig } from '../render.ts';
import type { CryptoProvider } from '../x509/crypto-provider.ts';
import { isServerName } from '../x509/host-name.ts';
import { parseTrusted, valuesOf } from '../yaml.ts';
import { countCertificates, readAuthority, readClientCertificate } from './certificates.ts';
import { clusterRules, contextRules, type Fields, userRules } from './fields.ts';
import { readFilledIn } from './mistakes.ts';
import { parseKubeconfig } from './parse.ts';
import { type Selection, selectContext } from './select.ts';
import { readServer } from './server-url.ts';
import { readToken } from './token.ts';

const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Rebuilds a kubeconfig from what is known to be harmless in it. A kubeconfig can run programs,
 * read files and connect anywhere, so it is never cleaned: what is not on the list is refused by
 * name. Throws problems; none of them repeats what the kubeconfig says.
 */
export function vetKubeconfig(bytes: Uint8Array, now: Date, provider: CryptoProvider): Kubeconfig {
  const kubeconfig = vetSelection(selectContext(parseKubeconfig(bytes)), now, provider);
  if (sizeOf(kubeconfig) > sizeLimitBytes) {
    fail('kubeconfig-too-large', { limitBytes: sizeLimitBytes });
  }
  return kubeconfig;
}

/** Real ones have two to six; all of Prow's have to fit into one Secret. */
const sizeLimitBytes = 32 * 1024;

/** How large a kubeconfig is at most once it is written, whatever the names in it will be. */
function sizeOf(kubeconfig: Kubeconfig): number {
  const namespace = 'n'.repeat(63);
  const name = 'n'.repeat(63);
  // A service account's name has 253 characters at most; the cluster's may come before it.
  const names = { context: name, cluster: name, user: `${name}-${'n'.repeat(253)}` };
  return new TextEncoder().encode(renderKubeconfig({ ...kubeconfig, namespace }, names)).length;
}

/**
 * The same for one context of a kubeconfig in the secrets, whose YAML nobody has to fear. Undefined
 * where it has no such context.
 */
export function vetContext(
  text: string,
  context: string,
  now: Date,
  provider: CryptoProvider,
): Kubeconfig | undefined {
  const document = parseTrusted(text);
  const file = document && pickContext(valuesOf(document), context);
  return file === undefined ? undefined : vetSelection(selectContext(file), now, provider);
}

/**
 * A context with its cluster and user, as a file of their own: what is odd in the rest of a merged
 * kubeconfig is no problem of this cluster. Undefined where there is no such context.
 */
function pickContext(file: unknown, name: string): unknown {
  const { data } = merged.safeParse(file);
  const contexts = data?.contexts.filter((item) => item.name === name) ?? [];
  const [context] = contexts;
  if (!data || !context) return undefined;
  const { cluster, user } = references.safeParse(context).data?.context ?? {};
  return {
    contexts,
    clusters: data.clusters.filter((item) => item.name === cluster),
    users: data.users.filter((item) => item.name === user),
  };
}

const named = z.looseObject({ name: z.string() });
const list = z
  .array(z.unknown())
  .transform((items) => items.flatMap((item) => named.safeParse(item).data ?? []))
  .catch([]);
const merged = z.object({ contexts: list, clusters: list, users: list });
const references = z.object({ context: z.object({ cluster: z.unknown(), user: z.unknown() }) });

function vetSelection(
  { context, cluster, user }: Selection,
  now: Date,
  provider: CryptoProvider,
): Kubeconfig {
  const authority = readFilledIn(cluster, 'certificate-authority-data', clusterRules.part);
  const namespace = readFilledIn(context, 'namespace', contextRules.part);
  if (namespace !== undefined && !dnsLabel.test(namespace)) fail('kubeconfig-namespace', {});
  const kubeconfig = {
    server: readServer(
      readFilledIn(cluster, 'server', clusterRules.part) ??
        fail('kubeconfig-server', { reason: 'missing' }),
    ),
    certificateAuthority: authority && readAuthority(authority, now, provider),
    tlsServerName: readTlsServerName(cluster),
    credentials: readCredentials(user, now, provider),
    namespace,
  };
  requireFewCertificates(kubeconfig);
  return kubeconfig;
}

function requireFewCertificates({ certificateAuthority, credentials }: Kubeconfig): void {
  const own = credentials.type === 'client-certificate' ? credentials.certificate : undefined;
  const count = countCertificates(certificateAuthority, own);
  if (count > mostCertificates) fail('kubeconfig-ca', { reason: 'too many' });
}

function readTlsServerName(cluster: Fields): string | undefined {
  const name = readFilledIn(cluster, 'tls-server-name', clusterRules.part);
  return name === undefined || isServerName(name) ? name : fail('kubeconfig-tls-server-name', {});
}

function readCredentials(user: Fields, now: Date, provider: CryptoProvider): Credentials {
  const token = readFilledIn(user, 'token', userRules.part);
  const certificate = readFilledIn(user, 'client-certificate-data', userRules.part);
  const key = readFilledIn(user, 'client-key-data', userRules.part);
  const hasCertificate = certificate !== undefined || key !== undefined;
  if (token !== undefined && hasCertificate) fail('kubeconfig-two-credentials', {});
  if (hasCertificate) {
    const read = readClientCertificate({ certificate, key }, now, provider);
    return { type: 'client-certificate', ...read };
  }
  if (token === undefined) fail('kubeconfig-no-credentials', {});
  return { type: 'token', token: readToken(token) };
}
