import type { ListEdit } from '../../src/prow-deploy/edit.ts';

export const unknown = { outcome: 'not editable', reason: 'unknown shape' };
export const unchanged = { outcome: 'unchanged' };

export function textOf(edit: ListEdit): string {
  if (edit.outcome !== 'edited') throw new Error(JSON.stringify(edit));
  return edit.text;
}
