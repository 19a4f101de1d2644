import { readConcerned, type SecretsLayout } from '../secrets.ts';
import { givesAttributes } from './attributes.ts';
import { folder, pathOf } from './paths.ts';
import { readUserCopy } from './users.ts';

/**
 * Secrets in files of their own, which git-crypt encrypts with a key that it shares among its
 * users by OpenPGP. Prow merges those of its build clusters; jobs take those of providers.
 */
export const gitCryptLayout: SecretsLayout = {
  concerns,
  deployedByScript: true,
  isDeterministic: true,
  placeOf: (name) => ({ type: 'file', path: pathOf(name) }),
  collect: (files) => readConcerned(files, concerns),
};

function concerns(path: string): boolean {
  const isKubeconfig = path.startsWith(`${folder}/`);
  return isKubeconfig || givesAttributes(path, folder) || readUserCopy(path) !== undefined;
}
