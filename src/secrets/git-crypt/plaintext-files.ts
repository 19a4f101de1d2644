import { proveEdits, writeKubeconfig } from '../../kubeconfig/edit/proof.ts';
import type { Kubeconfig, KubeconfigNames } from '../../kubeconfig/kubeconfig.ts';
import { readRegistered } from '../../kubeconfig/read-registered.ts';
import { serverOf } from '../../kubeconfig/server-identity.ts';
import { fail } from '../../problem.ts';
import { planRotation } from '../plan-rotation.ts';
import { findRegistered, type RegisteredContext } from '../registered.ts';
import type { ChangeSummary, Registered, Rotation } from '../secrets.ts';
import type { KubeconfigFiles } from './files.ts';
import { pathOf } from './paths.ts';

/** What becomes of the file of one cluster. */
export interface ClusterChange {
  readonly path: string;
  readonly about: Omit<ChangeSummary, 'file' | 'unchangedFiles' | 'recipients' | 'readers'>;
}

/** A file in clear. */
export interface ClearFile extends ClusterChange {
  readonly text: string;
}

/** The file of a new cluster. Throws `secrets-not-provable`. */
export function addFile(name: string, kubeconfig: Kubeconfig, names: KubeconfigNames): ClearFile {
  const path = pathOf(name);
  const text = writeKubeconfig(kubeconfig, names) ?? fail('secrets-not-provable', { file: path });
  const about = { operation: 'add', isNew: true, ...names, ...serverOf(kubeconfig) } as const;
  return { path, text, about };
}

/**
 * Gives the cluster of a file what a new kubeconfig says. Throws `git-crypt-kubeconfig`,
 * `secrets-not-provable` and what {@link planRotation} throws.
 */
export function rotateFile(files: KubeconfigFiles, rotation: Rotation): ClearFile {
  const { path, before, place } = clusterIn(files, rotation);
  const { about, edits, expect } = planRotation(place, rotation);
  if (edits === undefined) fail('git-crypt-kubeconfig', { path, reason: 'not editable' });
  const proved = proveEdits({ before, edits }, expect);
  if (proved === undefined) fail('secrets-not-provable', { file: path });
  return { path, text: proved.text, about: { ...about, isNew: false } };
}

/** Takes the file of a cluster away. Throws `git-crypt-kubeconfig`. */
export function removeFile(files: KubeconfigFiles, registered: Registered): ClusterChange {
  const { path, place } = clusterIn(files, registered);
  const { names, cluster } = place;
  const about = { operation: 'remove', ...names, ...serverOf(cluster) } as const;
  return { path, about: { ...about, isNew: false, isGone: true } };
}

interface ClusterInFile {
  readonly path: string;
  readonly before: string;
  readonly place: RegisteredContext;
}

/** What else is in the file would go with the cluster, and nobody has asked for that. */
function clusterIn(files: KubeconfigFiles, registered: Registered): ClusterInFile {
  const path = pathOf(registered.name);
  const before = files.get(path) ?? '';
  const place = findRegistered(before, registered);
  const count = readRegistered(before)?.contexts.length ?? 0;
  if (count > 1) fail('git-crypt-kubeconfig', { path, reason: 'several contexts' });
  return place
    ? { path, before, place }
    : fail('git-crypt-kubeconfig', { path, reason: 'no context' });
}
