import { readConcerned, type SecretsLayout } from '../secrets.ts';

/**
 * Secrets in one OpenPGP message around a tar with a file of Ansible variables in it, of which
 * each top-level entry is a secret; the one called `kubeconfig` is Prow's merged kubeconfig.
 * `archivePath` is the message's path in the secrets repository.
 */
export function createArchiveLayout({
  archivePath,
}: {
  readonly archivePath: string;
}): SecretsLayout {
  const concerns = (path: string) => path === archivePath;
  return {
    concerns,
    deployedByScript: false,
    isDeterministic: false,
    placeOf: (entry) => ({ type: 'entry', entry }),
    collect: (files) => readConcerned(files, concerns),
  };
}
