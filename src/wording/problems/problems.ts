import type { Problem, ProblemDetails, ProblemId } from '../../problem.ts';
import { kubevirtKeyId, suggestedNamespace } from '../kubectl.ts';
import { attachmentTexts } from './attachment.ts';
import { clusterTexts } from './cluster.ts';
import { gitCryptTexts } from './git-crypt.ts';
import { keyTexts } from './keys.ts';
import { kubeconfigTexts } from './kubeconfig.ts';
import { openPgpTexts } from './openpgp.ts';
import { operatorTexts } from './operator.ts';
import { probeTexts } from './probe.ts';
import type { ProblemText, ProblemTexts, TextContext } from './problem-text.ts';
import { prowDeployTexts } from './prow-deploy.ts';
import { requestTexts } from './request.ts';

const texts: ProblemTexts = {
  ...requestTexts,
  ...attachmentTexts,
  ...openPgpTexts,
  ...kubeconfigTexts,
  ...clusterTexts,
  ...probeTexts,
  ...operatorTexts,
  ...keyTexts,
  ...prowDeployTexts,
  ...gitCryptTexts,
};

/**
 * The sentences for a problem, in Markdown that reads well as plain text too. Values from outside
 * are escaped in it.
 */
export function problemText(
  { id, details }: Problem,
  {
    keyId = kubevirtKeyId,
    kind = 'build-cluster',
    operation = 'add',
    jobsNamespace = suggestedNamespace,
  }: Partial<TextContext> = {},
): ProblemText {
  return render(id, details, { keyId, kind, operation, jobsNamespace });
}

function render<Id extends ProblemId>(
  id: Id,
  details: ProblemDetails[Id],
  context: TextContext,
): ProblemText {
  const text: ProblemTexts[Id] = texts[id];
  return text(details, context);
}
