import type { Account } from '../../reconcile/github.ts';

interface GitHubUser {
  readonly id: number;
  readonly login: string;
  readonly type: string;
}

/** Whom GitHub shows for everybody whose account is gone, where it shows anybody: github.com/ghost */
const standIn = 'ghost';

const nobody: Account = { id: -1, login: standIn, isBot: false };

/** A deleted account is nobody: one must not be taken for another. */
export function toAccount(user: GitHubUser | null | undefined): Account {
  if (!user || user.login === standIn) return nobody;
  return { id: user.id, login: user.login, isBot: user.type === 'Bot' };
}
