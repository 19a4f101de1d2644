import type { DeployScriptReason } from '../problems/prow-deploy.ts';

/** What became of an edit of one file of the deployment. */
type Edit<Reason> =
  | { readonly outcome: 'edited'; readonly text: string }
  /** It is as it should be already. */
  | { readonly outcome: 'unchanged' }
  | NotEditable<Reason>;

/** It is left to a person. */
export interface NotEditable<Reason> {
  readonly outcome: 'not editable';
  readonly reason: Reason;
}

export type ScriptEdit = Edit<DeployScriptReason>;
export type ListEdit = Edit<'unknown shape'>;

export function notEditable<Reason extends string>(reason: Reason): NotEditable<Reason> {
  return { outcome: 'not editable', reason };
}
