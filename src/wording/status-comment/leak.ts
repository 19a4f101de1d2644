import type { Problem } from '../../problem.ts';
import type { LeakedCredential } from '../../state/status.ts';
import { type ProblemContext, problemLink } from '../check-labels.ts';
import { codeBlock } from '../escape.ts';
import { problemText } from '../problems/problems.ts';
import { whereToPaste } from './answer.ts';

/** The alarm stays whatever else happens: what was public once stays known. */
export function renderLeak(what: LeakedCredential, context: ProblemContext): string {
  const { command = '' } = problemText(leakProblem(what), context);
  return [
    '> [!CAUTION]',
    `> **Author: revoke the ${what} that was posted in this issue without encryption.** Everybody can have a copy of it. Editing, deleting or encrypting it now does not make it secret again (${problemLink(leakProblem(what), context)}).`,
    '>',
    `> ${whereToPaste}`,
    '>',
    ...codeBlock('bash', command)
      .split('\n')
      .map((line) => `> ${line}`),
    '>',
    `> ${rest[what]}`,
  ].join('\n');
}

const ofServiceAccount =
  'This ends the tokens of that service account only: end the credentials of any other user yourself.';

/** What the block does not do. */
const rest: Readonly<Record<LeakedCredential, string>> = {
  kubeconfig: ofServiceAccount,
  token: ofServiceAccount,
  'private key':
    'Its certificate cannot be revoked: delete the bindings of its user, from the list that this prints first.',
};

function leakProblem(what: LeakedCredential): Problem {
  return { id: 'credential-in-plaintext', details: { what } };
}
