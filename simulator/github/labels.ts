import { type Answer, ok } from './answer.ts';
import { act, bodyOf, listIn, parameter, type RepositoryCall, readIn } from './call.ts';
import { emit } from './events.ts';
import { emitIssue } from './issues.ts';
import { numberOf, objectOf, objectsOf, optionalText, textOf } from './json.ts';

/** Under its new name it stays on all that had it, of which GitHub tells nobody. */
export async function updateLabel(call: RepositoryCall): Promise<Answer> {
  const from = parameter(call, 'name');
  const { new_name, ...rest } = bodyOf(call);
  const name = optionalText(bodyOf(call), 'new_name') ?? from;
  const label = objectOf(await act(call, 'PATCH', pathOf(from), { ...rest, new_name: name }));
  const changes = { ...(name !== from && { name: { from } }) };
  await emit(call, { event: 'label', action: 'edited', payload: { label, changes } });
  return ok(label);
}

/** It is gone from all that had it, and the events of those name no label. */
export async function deleteLabel(call: RepositoryCall): Promise<Answer> {
  const name = parameter(call, 'name');
  const label = objectOf(await readIn(call, pathOf(name)));
  const all = ['/issues?state=all', '/pulls?state=all'].map((path) => listIn(call, path));
  const labelled = objectsOf((await Promise.all(all)).flat()).filter(({ labels }) =>
    objectsOf(labels ?? []).some((each) => textOf(each, 'name') === name),
  );
  await act(call, 'DELETE', pathOf(name));
  const numbers = new Set(labelled.map((issue) => numberOf(issue, 'number')));
  for (const number of numbers) await emitIssue(call, number, 'unlabeled');
  await emit(call, { event: 'label', action: 'deleted', payload: { label } });
  return { status: 204 };
}

function pathOf(name: string): string {
  return `/labels/${encodeURIComponent(name)}`;
}
