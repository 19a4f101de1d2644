import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import { vetRegistered } from '../registered.ts';
import type { Registered } from '../secrets.ts';
import { type EntriesFile, entryOf } from './yaml/entries.ts';

/** A cluster's kubeconfig in a file of Ansible variables, vetted; undefined where there is none. */
export function findKubeconfig(
  { entries }: EntriesFile,
  registered: Registered,
  now: Date,
): Kubeconfig | undefined {
  const wanted = entryOf(registered);
  const text = entries.find(({ key }) => key === wanted)?.string?.text;
  return text === undefined ? undefined : vetRegistered(text, registered, now);
}
