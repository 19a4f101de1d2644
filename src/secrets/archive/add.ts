import { mergeKubeconfig } from '../../kubeconfig/edit/add.ts';
import { withAdded, writeKubeconfig } from '../../kubeconfig/edit/proof.ts';
import { applyEdits } from '../../kubeconfig/edit/text-edit.ts';
import { addsOnlyInert } from '../../kubeconfig/inert.ts';
import type { KubeconfigNames } from '../../kubeconfig/kubeconfig.ts';
import { serverOf } from '../../kubeconfig/server-identity.ts';
import { fail } from '../../problem.ts';
import { kinds } from '../../request/request.ts';
import type { Addition } from '../secrets.ts';
import { changeKubeconfig, type EntriesChange, kubeconfigIn } from './change.ts';
import { addEntry } from './yaml/add-entry.ts';
import { type EntriesFile, mergedEntry } from './yaml/entries.ts';
import { proveOtherEntries } from './yaml/proof.ts';

/**
 * Adds a cluster to a file of Ansible variables: a build cluster to the kubeconfig in the entry
 * `kubeconfig`, a provider as an entry of its own. Throws `secrets-not-provable` and what
 * {@link changeKubeconfig} throws.
 */
export function addToEntries(
  entries: EntriesFile,
  { kind, name, kubeconfig }: Addition,
  names: KubeconfigNames,
): EntriesChange {
  const about = { operation: 'add', ...names, ...serverOf(kubeconfig) } as const;
  if (kinds[kind].isInProwKubeconfig) {
    const edits = mergeKubeconfig(kubeconfigIn(entries, mergedEntry).text, kubeconfig, names);
    const expect = withAdded(kubeconfig, names);
    return { ...about, ...changeKubeconfig(entries, { key: mergedEntry, edits, expect }) };
  }
  const { file } = entries;
  const rendered = writeKubeconfig(kubeconfig, names) ?? fail('secrets-not-provable', { file });
  const edits = [addEntry(entries, name, rendered)];
  if (!addsOnlyInert(entries.text, edits)) fail('secrets-not-provable', { file });
  const text = applyEdits(entries.text, edits);
  const unchangedEntries = proveOtherEntries(entries, text, { key: name, text: rendered });
  return { ...about, text, entry: name, isNew: true, unchangedEntries };
}
