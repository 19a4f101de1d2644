import type { Problem, ProblemDetails, ProblemId } from '../problem.ts';
import { kubevirtKeyId } from './commands.ts';
import type { ProblemText, ProblemTexts, TextContext } from './problem-text.ts';
import { attachmentProblems } from './problems/attachment.ts';
import { clusterProblems } from './problems/cluster.ts';
import { deploymentProblems } from './problems/deployment.ts';
import { gitCryptProblems } from './problems/git-crypt.ts';
import { kubeconfigProblems } from './problems/kubeconfig.ts';
import { openPgpProblems } from './problems/openpgp.ts';
import { operatorProblems } from './problems/operator.ts';
import { probeProblems } from './problems/probe.ts';
import { requestProblems } from './problems/request.ts';

const texts: ProblemTexts = {
  ...requestProblems,
  ...attachmentProblems,
  ...openPgpProblems,
  ...kubeconfigProblems,
  ...clusterProblems,
  ...probeProblems,
  ...operatorProblems,
  ...deploymentProblems,
  ...gitCryptProblems,
};

/**
 * The sentences for a problem, in Markdown that reads well as plain text too. Values from outside
 * are escaped in it.
 */
export function problemText(
  { id, details }: Problem,
  { keyId = kubevirtKeyId }: Partial<TextContext> = {},
): ProblemText {
  return render(id, details, { keyId });
}

function render<Id extends ProblemId>(
  id: Id,
  details: ProblemDetails[Id],
  context: TextContext,
): ProblemText {
  const text: ProblemTexts[Id] = texts[id];
  return text(details, context);
}
