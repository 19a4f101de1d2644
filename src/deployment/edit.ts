/** Why a file is left to a person to edit. */
export type NotEditable =
  | 'missing'
  | 'assigned more than once'
  | 'computed'
  | 'not closed'
  | 'carriage returns'
  | 'unknown shape';

/** What became of an edit of one file of the deployment. */
export type Edit =
  | { readonly outcome: 'edited'; readonly text: string }
  /** It is as it should be already. */
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'not editable'; readonly reason: NotEditable };

export const notEditable = (reason: NotEditable): Extract<Edit, { outcome: 'not editable' }> => ({
  outcome: 'not editable',
  reason,
});
