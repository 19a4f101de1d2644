/**
 * Who may use a command:
 * - `author`: the author of the issue, and people with write access
 * - `maintainers`: people with write access
 * - `everybody`: it changes nothing
 */
export type Who = 'author' | 'maintainers' | 'everybody';

/**
 * The commands, in the order of the help, and who may use each. What it does is in the file of its
 * name in `reconcile/decide/commands/`, and what people read of it in `wording/commands.ts`.
 */
export const whoMayUse = {
  retry: 'author',
  cancel: 'author',
  'confirm-ha': 'maintainers',
  'confirm-server': 'maintainers',
  'confirm-recipients': 'maintainers',
  'confirm-author': 'maintainers',
  deployed: 'maintainers',
  help: 'everybody',
} as const satisfies Readonly<Record<string, Who>>;

export type Verb = keyof typeof whoMayUse;

/** Vouches for what nobody but a maintainer can. */
export type Confirmation = Extract<Verb, `confirm-${string}`>;

function isVerb(word: string): word is Verb {
  return Object.hasOwn(whoMayUse, word);
}

export const verbs: readonly Verb[] = Object.keys(whoMayUse).filter(isVerb);
