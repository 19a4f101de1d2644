import type { Problem } from '../../problem.ts';
import type { LeakedCredential } from '../../state/status.ts';
import { type ProblemContext, problemLink } from '../check-labels.ts';
import { codeBlock } from '../escape.ts';
import { problemText } from '../problems/problems.ts';

/** The alarm stays whatever else happens: what was public once stays known. */
export function renderLeak(what: LeakedCredential, context: ProblemContext): string {
  const { command = '' } = problemText(leakProblem(what), context);
  return [
    '> [!CAUTION]',
    `> **Author: revoke the ${what} that was posted in this issue without encryption.** Everybody can have a copy of it. Editing, deleting or encrypting it now does not make it secret again (${problemLink(leakProblem(what), context)}).`,
    '>',
    ...codeBlock('bash', command)
      .split('\n')
      .map((line) => `> ${line}`),
  ].join('\n');
}

function leakProblem(what: LeakedCredential): Problem {
  return { id: 'credential-in-plaintext', details: { what } };
}
