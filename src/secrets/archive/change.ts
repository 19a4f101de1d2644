import { type Expectation, proveEdits } from '../../kubeconfig/edit/proof.ts';
import { applyEdits, type TextEdit } from '../../kubeconfig/edit/text-edit.ts';
import { parseTrusted } from '../../kubeconfig/yaml.ts';
import { fail } from '../../problem.ts';
import { findRegistered, type RegisteredContext } from '../registered.ts';
import type { Growth } from '../room.ts';
import type { ChangeSummary, Registered } from '../secrets.ts';
import { faultIn } from '../yaml-fault.ts';
import { editEntry } from './yaml/edit-entry.ts';
import { type EntriesFile, entryOf, type StringValue } from './yaml/entries.ts';
import { proveOtherEntries } from './yaml/proof.ts';

/** The file's new text, and what was proved of it. */
export type EntriesChange = {
  readonly text: string;
  /** Of the kubeconfig in the entry; absent where the entry is new or gone. */
  readonly growth?: Growth;
} & Omit<ChangeSummary, 'file' | 'unchangedFiles' | 'recipients' | 'readers'>;

interface KubeconfigChange {
  /** The entry that holds the kubeconfig. */
  readonly key: string;
  /** Undefined where the kubeconfig is not one that can be changed so. */
  readonly edits: readonly TextEdit[] | undefined;
  readonly expect: Expectation;
}

/**
 * Changes the kubeconfig in an entry of a file of Ansible variables. What comes out is read again
 * and compared, so that a mistake here can't be written. Throws `secrets-kubeconfig-entry`,
 * `secrets-yaml` and `secrets-not-provable`.
 */
export function changeKubeconfig(
  entries: EntriesFile,
  { key, edits, expect }: KubeconfigChange,
): Pick<
  EntriesChange,
  'text' | 'growth' | 'entry' | 'isNew' | 'unchangedEntries' | 'unchangedContexts'
> {
  const { file } = entries;
  const value = kubeconfigIn(entries, key);
  if (edits === undefined) {
    fail('secrets-kubeconfig-entry', { file, entry: key, ...faultOf(value.text, 'not editable') });
  }
  const text = applyEdits(entries.text, editEntry(entries, value, edits));
  const proved = proveEdits({ before: value.text, edits }, expect);
  if (proved === undefined) fail('secrets-not-provable', { file });
  const unchangedEntries = proveOtherEntries(entries, text, { key, text: proved.text });
  const { unchangedContexts } = proved;
  const growth = { before: Buffer.byteLength(value.text), after: Buffer.byteLength(proved.text) };
  return { text, growth, entry: key, isNew: false, unchangedEntries, unchangedContexts };
}

/** The string in an entry. Throws `secrets-kubeconfig-entry` where there is none. */
export function kubeconfigIn({ file, entries }: EntriesFile, key: string): StringValue {
  const value = entries.find((entry) => entry.key === key)?.string;
  return value ?? fail('secrets-kubeconfig-entry', { file, entry: key, reason: 'no text' });
}

/** What is registered in it. Throws `secrets-kubeconfig-entry` where that leads nowhere. */
export function registeredIn(entries: EntriesFile, registered: Registered): RegisteredContext {
  const entry = entryOf(registered);
  const { text } = kubeconfigIn(entries, entry);
  const found = findRegistered(text, registered);
  if (found) return found;
  return fail('secrets-kubeconfig-entry', {
    file: entries.file,
    entry,
    ...faultOf(text, 'no context'),
  });
}

/** What is wrong with it as YAML, or else with what it says. */
function faultOf(text: string, otherwise: 'no context' | 'not editable') {
  return parseTrusted(text) === undefined ? faultIn(text) : { reason: otherwise };
}
