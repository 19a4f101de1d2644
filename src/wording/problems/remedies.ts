import type { ClusterKind } from '../../request/request.ts';
import {
  apply,
  bindClusterAdmin,
  bindLeastPrivilege,
  createNamespace,
  createServiceAccount,
  createTokenSecret,
  encryptKubeconfig,
  flattenKubeconfig,
  script,
  setAdminVariables,
  setVariables,
  writeKubeconfig,
} from '../kubectl.ts';
import { rewriteKubeconfig } from '../submitted-file.ts';
import type { TextContext } from './problem-text.ts';

/** The service account that the guide prepares, with its token and its rights, as far as it is not there. */
const prepared: Readonly<Record<ClusterKind, (jobsNamespace: string) => string>> = {
  'build-cluster': (jobsNamespace) =>
    script(
      setVariables(jobsNamespace),
      apply(createNamespace(jobsNamespace)),
      apply(createServiceAccount),
      createTokenSecret,
      bindLeastPrivilege,
    ),
  'external-provider': () =>
    script(
      setAdminVariables,
      apply(createServiceAccount),
      createTokenSecret,
      apply(bindClusterAdmin),
    ),
};

/** Makes a kubeconfig of the current context that is as it should be, whatever was submitted. */
export function remake(
  { kind, keyId, jobsNamespace }: TextContext,
  ...after: readonly string[]
): string {
  const kubeconfig = script(prepared[kind](jobsNamespace), writeKubeconfig, ...after);
  return script(kubeconfig, encryptKubeconfig(keyId));
}

/** Takes the current context as it is. A build cluster's has to be of the service account. */
export function flatten(context: TextContext): string {
  return context.kind === 'build-cluster'
    ? remake(context)
    : script(flattenKubeconfig, encryptKubeconfig(context.keyId));
}

/** Lets kubectl write the file again that was submitted, after commands that change it. */
export function rewrite({ keyId }: TextContext, ...before: readonly string[]): string {
  return script(...before, rewriteKubeconfig, encryptKubeconfig(keyId));
}

/** Encrypts the file that was submitted, after commands that change it. */
export function encrypt({ keyId }: TextContext, ...before: readonly string[]): string {
  return script(...before, encryptKubeconfig(keyId));
}
