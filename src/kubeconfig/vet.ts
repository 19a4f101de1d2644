import { z } from 'zod';
import { fail } from '../problem.ts';
import { readAuthority, readClientCertificate } from './certificates.ts';
import { clusterRules, contextRules, type Fields, readText, userRules } from './fields.ts';
import type { Credentials, Kubeconfig } from './kubeconfig.ts';
import { parseKubeconfig } from './parse.ts';
import { type Selection, selectContext } from './select.ts';
import { readServer } from './server.ts';
import { parseTrusted, valuesOf } from './trusted.ts';

const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const ipv4Address = /^\d+(\.\d+){3}$/;

/** Real ones have one or two kilobytes. */
const tokenLimit = 16 * 1024;

/**
 * Rebuilds a kubeconfig from what is known to be harmless in it. A kubeconfig can run programs,
 * read files and connect anywhere, so it is never cleaned: what is not on the list is refused by
 * name. Throws problems; none of them repeats what the kubeconfig says.
 */
export function vetKubeconfig(bytes: Uint8Array, now: Date): Kubeconfig {
  return vetSelection(selectContext(parseKubeconfig(bytes)), now);
}

/**
 * The same for one context of a kubeconfig in the secrets, whose YAML nobody has to fear. Undefined
 * where it has no such context.
 */
export function vetContext(text: string, context: string, now: Date): Kubeconfig | undefined {
  const document = parseTrusted(text);
  const file = document && pickContext(valuesOf(document), context);
  return file === undefined ? undefined : vetSelection(selectContext(file), now);
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

function vetSelection({ context, cluster, user }: Selection, now: Date): Kubeconfig {
  const authority = readText(cluster, 'certificate-authority-data', clusterRules.part);
  const namespace = readText(context, 'namespace', contextRules.part);
  if (namespace !== undefined && !dnsLabel.test(namespace)) fail('kubeconfig-namespace', {});
  return {
    server: readServer(readText(cluster, 'server', clusterRules.part) ?? ''),
    certificateAuthority: authority && readAuthority(authority, now),
    tlsServerName: readTlsServerName(cluster),
    credentials: readCredentials(user, now),
    namespace,
  };
}

function readTlsServerName(cluster: Fields): string | undefined {
  const name = readText(cluster, 'tls-server-name', clusterRules.part);
  if (name === undefined) return undefined;
  const isDnsName =
    name.length <= 253 && name.split('.').every((label) => dnsLabel.test(label.toLowerCase()));
  // TLS can't ask for an address by name.
  return isDnsName && !ipv4Address.test(name) ? name : fail('kubeconfig-tls-server-name', {});
}

function readCredentials(user: Fields, now: Date): Credentials {
  const token = readText(user, 'token', userRules.part);
  const certificate = readText(user, 'client-certificate-data', userRules.part);
  const key = readText(user, 'client-key-data', userRules.part);
  const hasCertificate = certificate !== undefined || key !== undefined;
  if (token !== undefined && hasCertificate) fail('kubeconfig-two-credentials', {});
  if (hasCertificate) {
    return { type: 'client-certificate', ...readClientCertificate({ certificate, key }, now) };
  }
  if (token === undefined) fail('kubeconfig-no-credentials', {});
  // A line break in it would end the header that it is sent in.
  if (token.length > tokenLimit || /[^\x21-\x7e]/.test(token)) fail('kubeconfig-token', {});
  return { type: 'token', token };
}
