import type { Credentials } from '../kubeconfig/kubeconfig.ts';
import type { Answer, ServiceAccount } from './cluster.ts';
import { claimsOf } from './token.ts';

/** Only names that Kubernetes allows: the server is foreign, and its answer becomes a name. */
const serviceAccountUser =
  /^system:serviceaccount:([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?):([a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)$/;

/** Reads the service account out of a user name, undefined for every other user. */
export function serviceAccountOf(user: string): ServiceAccount | undefined {
  const [, namespace, name] = serviceAccountUser.exec(user) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  return { namespace, name };
}

const anonymous = 'system:anonymous';

/**
 * Whether the server turned the credentials away, or went on without them. By the default roles
 * anonymous users may not even ask who they are, so there the refusal is what names them.
 */
export function isRefused(whoAmI: Answer<string>): boolean {
  if (whoAmI.ok) return whoAmI.value === anonymous;
  const { failure } = whoAmI;
  if (failure.type !== 'http') return false;
  return failure.status === 401 || failure.message.includes(`User "${anonymous}"`);
}

/**
 * Who the credentials are of, undefined where that can't be known. Kubernetes before 1.28 can't be
 * asked; there the subject of a token that the server did not refuse says the same.
 */
export function userOf(whoAmI: Answer<string>, credentials: Credentials): string | undefined {
  if (whoAmI.ok) return whoAmI.value;
  const { failure } = whoAmI;
  const cannotBeAsked = failure.type === 'http' && [403, 404, 405].includes(failure.status);
  if (!cannotBeAsked || credentials.type !== 'token') return undefined;
  return claimsOf(credentials.token)?.sub;
}
