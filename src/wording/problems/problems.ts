import type { Problem, ProblemDetails, ProblemId } from '../../problem.ts';
import { kubevirtKeyId } from '../kubectl.ts';
import { attachmentProblems } from './attachment.ts';
import { clusterProblems } from './cluster.ts';
import { gitCryptProblems } from './git-crypt.ts';
import { kubeconfigProblems } from './kubeconfig.ts';
import { openPgpProblems } from './openpgp.ts';
import { operatorProblems } from './operator.ts';
import { probeProblems } from './probe.ts';
import type { ProblemText, ProblemTexts, TextContext } from './problem-text.ts';
import { deploymentProblems } from './prow-deploy.ts';
import { requestProblems } from './request.ts';

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
