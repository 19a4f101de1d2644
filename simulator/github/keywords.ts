import { act, loginOf, type RepositoryCall } from './call.ts';
import { emitIssue } from './issues.ts';
import { isPull, roleOf } from './permissions.ts';

const keyword =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+)#|#|https?:\/\/[^\s/]+\/([\w.-]+\/[\w.-]+)\/issues\/)(\d+)/gi;

/** A merge into the default branch closes what the pull request says that it closes. */
export async function closeMentioned(call: RepositoryCall, body: string): Promise<void> {
  for (const [, short, long, number] of body.matchAll(keyword)) {
    const name = short ?? long ?? call.namedRepository.fullName;
    const repository = call.world.repositories.get(name.toLowerCase());
    if (!repository) continue;
    const there = { ...call, namedRepository: repository };
    const role = roleOf(repository, loginOf(call));
    if (role === undefined || role === 'read' || isPull(there, Number(number))) continue;
    await act(there, 'PATCH', `/issues/${number}`, { state: 'closed', state_reason: 'completed' });
    await emitIssue(there, Number(number), 'closed');
  }
}
