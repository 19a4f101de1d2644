import type { ClusterRequest } from '../request/request.ts';
import { freshMemory, type Memory } from '../state/memory.ts';
import type { Snapshot } from './snapshot.ts';

/** What a request is about, even if its title or the status comment was taken away. */
export function aboutOf({
  request,
  memory,
  pull,
}: Pick<Snapshot, 'request' | 'memory' | 'pull'>): ClusterRequest | undefined {
  return request ?? memory?.status ?? pull?.proposal?.request;
}

export function memoryOf(snapshot: Snapshot): Memory | undefined {
  const about = aboutOf(snapshot);
  return snapshot.memory ?? (about && freshMemory(about, snapshot.answeredBefore));
}
