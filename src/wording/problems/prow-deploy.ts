import type { DeployScriptReason, prowDeployProblems } from '../../problems/prow-deploy.ts';
import { inlineCode } from '../escape.ts';
import type { ProblemTexts } from './problem-text.ts';

const reasons: Readonly<Record<DeployScriptReason, string>> = {
  missing: 'it is not there',
  'assigned more than once': 'it is assigned more than once',
  'named elsewhere': 'it is named by commands that may change it',
  computed: 'it is not a plain list of words',
  'not closed': 'its parenthesis is not closed',
  'carriage returns': 'it has the line ends of Windows',
  'not text': 'the file is not UTF-8',
  'not provable': 'it would hold more than the name of the cluster',
};

export const prowDeployTexts: Pick<ProblemTexts, keyof typeof prowDeployProblems> = {
  'deploy-script': ({ path, reason }) => ({
    what: `The bot can't edit the array \`prow_build_clusters\` in ${inlineCode(path)}: ${reasons[reason]}.`,
    fix: 'Add the name by hand, or take it away for a removal; or write the array as one plain list of words; or correct `PROW_DEPLOY_SCRIPT`.',
  }),
  'deploy-lists': ({ paths }) => ({
    what: `${paths.map((path) => inlineCode(path, 200)).join(' and ')} ${paths.length > 1 ? 'do' : 'does'} not have the shape that the bot knows, so it cannot edit ${paths.length > 1 ? 'them' : 'it'}.`,
    fix: 'Change by hand what lists the clusters and what watches them; the bot continues when that is merged.',
  }),
  'merged-entry-missing': ({ name }) => ({
    what: `The merged secrets hold no kubeconfig of ${inlineCode(name)}.`,
    fix: 'Find out who has changed or removed the entry since, and put it back.',
  }),
  'proposal-unreadable': ({ number }) => ({
    what: `Pull request ${number} of the secrets is merged, but what the bot had hidden in its text can't be read any more, so the bot can't tell what was merged and leaves it alone.`,
    fix: 'A maintainer sees for themselves that the cluster is deployed and answers, and closes this issue.',
  }),
};
