import { applyEdits } from '../kubeconfig/edit.ts';
import type { KubeconfigNames } from '../kubeconfig/kubeconfig.ts';
import { mergeKubeconfig } from '../kubeconfig/merge.ts';
import { proveKubeconfig, withAdded } from '../kubeconfig/proof.ts';
import { renderKubeconfig } from '../kubeconfig/render.ts';
import { fail } from '../problem.ts';
import { addEntry } from './add-entry.ts';
import { editEntry } from './edit-entry.ts';
import type { EntriesFile } from './entries.ts';
import { proveOtherEntries } from './proof.ts';
import type { Addition, ChangeSummary } from './secrets.ts';

/** The entry that holds Prow's merged kubeconfig. */
export const mergedEntry = 'kubeconfig';

/** The file's new text, and what was proved of it. */
export type EntriesChange = { readonly text: string } & Pick<
  ChangeSummary,
  'entry' | 'isNew' | 'unchangedEntries' | 'unchangedContexts'
>;

/**
 * Adds a cluster to a file of Ansible variables: a build cluster to the kubeconfig in the entry
 * `kubeconfig`, a provider as an entry of its own. What comes out is read again and compared, so
 * that a mistake here can't be written. Throws `secrets-kubeconfig-entry`, `secrets-yaml` and
 * `secrets-not-provable`.
 */
export function changeEntries(
  entries: EntriesFile,
  addition: Addition,
  names: KubeconfigNames,
): EntriesChange {
  return addition.kind === 'build-cluster'
    ? mergeIntoEntry(entries, addition, names)
    : addAsEntry(entries, addition, names);
}

function addAsEntry(
  entries: EntriesFile,
  { name, kubeconfig }: Addition,
  names: KubeconfigNames,
): EntriesChange {
  const rendered = renderKubeconfig(kubeconfig, names);
  const text = applyEdits(entries.text, [addEntry(entries, name, rendered)]);
  const unchangedEntries = proveOtherEntries(entries, text, { key: name, text: rendered });
  return { text, entry: name, isNew: true, unchangedEntries };
}

function mergeIntoEntry(
  entries: EntriesFile,
  { kubeconfig }: Addition,
  names: KubeconfigNames,
): EntriesChange {
  const { file } = entries;
  const value = entries.entries.find(({ key }) => key === mergedEntry)?.string;
  if (value === undefined) fail('secrets-kubeconfig-entry', { file });
  const edits = mergeKubeconfig(value.text, kubeconfig, names);
  if (edits === undefined) fail('secrets-kubeconfig-entry', { file });
  const text = applyEdits(entries.text, editEntry(entries, value, edits));
  const merged = applyEdits(value.text, edits);
  const unchangedEntries = proveOtherEntries(entries, text, { key: mergedEntry, text: merged });
  const texts = { before: value.text, after: merged };
  const unchangedContexts = proveKubeconfig(texts, withAdded(kubeconfig, names));
  if (unchangedContexts === undefined) fail('secrets-not-provable', { file });
  return { text, entry: mergedEntry, isNew: false, unchangedEntries, unchangedContexts };
}
