import { withoutContext } from '../../kubeconfig/edit/proof.ts';
import { removeContext } from '../../kubeconfig/edit/remove.ts';
import { applyEdits } from '../../kubeconfig/edit/text-edit.ts';
import { serverOf } from '../../kubeconfig/server-identity.ts';
import { fail } from '../../problem.ts';
import { kinds } from '../../request/request.ts';
import type { RegisteredContext } from '../registered.ts';
import type { Registered } from '../secrets.ts';
import { changeKubeconfig, type EntriesChange, registeredIn } from './change.ts';
import { type EntriesFile, mergedEntry } from './yaml/entries.ts';
import { proveOtherEntries } from './yaml/proof.ts';
import { removeEntry } from './yaml/remove-entry.ts';

/**
 * Takes a registered cluster out: a provider's entry as a whole, of the merged kubeconfig the
 * context with its cluster and user. Throws `secrets-current-context` and what
 * {@link changeKubeconfig} throws.
 */
export function removeFromEntries(entries: EntriesFile, registered: Registered): EntriesChange {
  const { kind, name } = registered;
  const place = registeredIn(entries, registered);
  const { names, cluster } = place;
  const about = { operation: 'remove', ...names, ...serverOf(cluster) } as const;
  if (kinds[kind].isInProwKubeconfig) return { ...about, ...takeOut(entries, place) };
  const text = applyEdits(entries.text, [removeEntry(entries, name)]);
  const unchangedEntries = proveOtherEntries(entries, text, { key: name, text: undefined });
  return { ...about, text, entry: name, isNew: false, isGone: true, unchangedEntries };
}

function takeOut(entries: EntriesFile, { found, names }: RegisteredContext) {
  // client-go refuses a kubeconfig whose current context is not there, and so would all of Prow.
  if (found.isCurrent) fail('secrets-current-context', { name: names.context });
  const remaining = (['cluster', 'user'] as const).filter((part) => found[part].isShared);
  const going = Object.fromEntries(
    Object.entries(names).filter(([part]) => !remaining.some((other) => other === part)),
  );
  const edits = removeContext(found);
  const expect = withoutContext(going);
  return { remaining, ...changeKubeconfig(entries, { key: mergedEntry, edits, expect }) };
}
