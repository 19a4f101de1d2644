import { kinds } from '../../request/request.ts';
import { planRotation } from '../plan-rotation.ts';
import type { Rotation } from '../secrets.ts';
import { changeKubeconfig, type EntriesChange, registeredIn } from './change.ts';
import { type EntriesFile, entryOf } from './yaml/entries.ts';

/**
 * Gives a cluster in a file of Ansible variables what a new kubeconfig says. Throws what
 * {@link planRotation} and {@link changeKubeconfig} throw.
 */
export function rotateInEntries(entries: EntriesFile, rotation: Rotation): EntriesChange {
  const { about, ...planned } = planRotation(registeredIn(entries, rotation), rotation);
  const key = entryOf(rotation);
  const { unchangedContexts, ...changed } = changeKubeconfig(entries, { key, ...planned });
  return {
    ...about,
    ...changed,
    ...(kinds[rotation.kind].isInProwKubeconfig && { unchangedContexts }),
  };
}
