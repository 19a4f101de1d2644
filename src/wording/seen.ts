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
    return [name, `SHA-256 ${show(fingerprint)}, ends on ${dateInWords(ends)}`] as const;
  });
}

function credentials({ credentials: { type, ends }, user }: Seen, show: Show): string {
  const what = type === 'token' ? 'token' : 'client certificate';
  return `${what}${user === undefined ? '' : ` of ${show(user)}`}; ${endWords(ends)}`;
}

function endWords(ends: string): string {
  switch (ends) {
    case 'none':
      return 'does not end';
    case 'unknown':
      return 'does not tell whether or when it ends';
    default:
      return `ends on ${dateInWords(ends)}`;
  }
}

type ControlPlane = NonNullable<Seen['controlPlane']>;

function controlPlaneWords({ nodes, ready, addresses }: ControlPlane): string {
  const shown = counted(nodes, 'control-plane node', 'control-plane nodes');
  const isAnyNode = nodes && 'found' in nodes && nodes.found > 0;
  return [
    isAnyNode ? `${shown}, ${ready} of them ready` : shown,
    counted(addresses, 'address of API servers', 'addresses of API servers'),
  ].join('; ');
}

function counted(number: ControlPlane['nodes'], one: string, many: string): string {
  if (number === undefined) return `no answer about ${many}`;
  if ('status' in number) {
    return number.status === 403
      ? `the user is not allowed to see ${many}`
      : `no answer about ${many} (status ${number.status})`;
  }
  return `${number.found === 0 ? 'no' : number.found} ${number.found === 1 ? one : many}`;
}
