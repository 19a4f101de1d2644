import type { DeployScriptReason, prowDeployProblems } from '../../problems/prow-deploy.ts';
import { inlineCode } from '../escape.ts';
import type { ProblemTexts } from './problem-text.ts';

const reasons: Readonly<Record<DeployScriptReason, string>> = {
  missing: 'it does not exist',
  'assigned more than once': 'it is assigned more than once',
  'named elsewhere': 'commands name it that can change it',
  computed: 'it is not a plain list of words',
  'not closed': 'its parenthesis is not closed',
  'carriage returns': 'it has Windows line breaks',
  'not text': 'the file is not UTF-8',
  'not provable': 'it would then contain more than the name of the cluster',
};

export const prowDeployTexts: Pick<ProblemTexts, keyof typeof prowDeployProblems> = {
  'deploy-script': ({ path, reason }) => ({
    what: `The bot cannot edit the array \`prow_build_clusters\` in ${inlineCode(path)}: ${reasons[reason]}.`,
    fix: 'Add the name by hand (for a removal: remove it), or write the array as one plain list of words, or correct `PROW_DEPLOY_SCRIPT`.',
  }),
  'deploy-lists': ({ paths }) => ({
    what: `${paths.map((path) => inlineCode(path, 200)).join(' and ')} ${paths.length > 1 ? 'do' : 'does'} not have the shape that the bot knows, so it cannot edit ${paths.length > 1 ? 'them' : 'it'}.`,
    fix: 'Change by hand what lists the clusters and what watches them; the bot continues when that is merged.',
  }),
  'merged-entry-missing': ({ name }) => ({
    what: `There is no kubeconfig of ${inlineCode(name)} in the merged secrets.`,
    fix: 'Find out who changed or removed the entry of the cluster, and restore it.',
  }),
  'proposal-unreadable': ({ number }) => ({
    what: `Pull request ${number} of the secrets is merged, but the hidden part of its text can no longer be read, so the bot cannot tell what was merged and does nothing.`,
    fix: 'Make sure that the cluster is deployed and answers, then close this issue.',
  }),
};
