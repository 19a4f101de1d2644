import type { Seen } from '../probe/seen.ts';
import type { Show } from './evidence.ts';
import { dateInWords } from './time.ts';

/** What a reviewer has to know of a cluster, each with its name; for maintainers only. */
export function seenRows(seen: Seen, show: Show): readonly (readonly [string, string])[] {
  const { server, tlsServerName, authorities, version, controlPlane } = seen;
  return [
    ['Server', tlsServerName ? `${show(server)}, as ${show(tlsServerName)} in TLS` : show(server)],
    ...authorityRows(authorities, show),
    ['Credentials', credentials(seen, show)],
    ...(version === undefined ? [] : [['Kubernetes', show(version)] as const]),
    ...(controlPlane ? [['Control plane', controlPlaneWords(controlPlane)] as const] : []),
  ];
}

function authorityRows(authorities: Seen['authorities'], show: Show) {
  if (authorities.length === 0) return [['CA', 'the public certificate authorities'] as const];
  return authorities.map(({ fingerprint, ends }, index) => {
    const name = authorities.length === 1 ? 'CA' : `CA ${index + 1} of ${authorities.length}`;
    return [name, `SHA-256 ${show(fingerprint)}, expires on ${dateInWords(ends)}`] as const;
  });
}

function credentials({ credentials: { type, ends }, user }: Seen, show: Show): string {
  const what = type === 'token' ? 'token' : 'client certificate';
  return `${what}${user === undefined ? '' : ` of ${show(user)}`}; ${endWords(ends)}`;
}

function endWords(ends: string): string {
  switch (ends) {
    case 'none':
      return 'does not expire';
    case 'unknown':
      return 'does not show whether or when it expires';
    default:
      return `expires on ${dateInWords(ends)}`;
  }
}

type ControlPlane = NonNullable<Seen['controlPlane']>;

function controlPlaneWords({ nodes, ready, addresses }: ControlPlane): string {
  const isAnyNode = nodes && 'found' in nodes && nodes.found > 0;
  const readyNodes = isAnyNode ? `, ${ready} of them ready` : '';
  return `nodes: ${counted(nodes)}${readyNodes}; addresses of API servers: ${counted(addresses)}`;
}

function counted(number: ControlPlane['nodes']): string {
  if (number === undefined) return 'no answer';
  if ('found' in number) return String(number.found);
  return number.status === 403 ? 'not allowed to see them' : `no answer (status ${number.status})`;
}
