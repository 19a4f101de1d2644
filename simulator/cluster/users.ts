/** Who a request is from, as the server's authentication found out. */
export interface User {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
}

export interface ServiceAccountRef {
  readonly namespace: string;
  readonly name: string;
}

export const anonymous: User = {
  username: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

export function serviceAccountUser({
  namespace,
  name,
  uid,
}: ServiceAccountRef & { readonly uid: string }): User {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: [
      'system:serviceaccounts',
      `system:serviceaccounts:${namespace}`,
      'system:authenticated',
    ],
  };
}
