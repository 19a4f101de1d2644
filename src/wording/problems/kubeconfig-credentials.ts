import type { ProblemDetails } from '../../problem.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';
import { remake } from './remedies.ts';

const useServiceAccountToken =
  'Use the token of a service account instead; these commands make the kubeconfig.';

const tokens: Phrases<ProblemDetails['kubeconfig-token']['reason']> = {
  Base64: 'The token in the kubeconfig is still in Base64, as secrets hold it.',
  scheme: 'The token in the kubeconfig begins with `Bearer`, which does not belong to it.',
  blanks: 'The token in the kubeconfig has blanks, line ends or invisible characters in it.',
  quotes: 'The token in the kubeconfig has quotation marks in it, as if it had been quoted twice.',
  'percent sign':
    'The token in the kubeconfig ends in `%`, which zsh shows behind output without a line end.',
  'line end': 'The token in the kubeconfig has `\\n` in it, which does not belong to it.',
  length: 'The token in the kubeconfig is longer than any that is in use.',
  characters: 'The token in the kubeconfig holds characters that no token has.',
};

const of = (owner: ProblemDetails['kubeconfig-exec']['of']) =>
  owner === 'others' ? '' : ` of ${owner}`;

type Credentials =
  | 'kubeconfig-exec'
  | 'kubeconfig-auth-provider'
  | 'kubeconfig-token-file'
  | 'kubeconfig-basic-auth'
  | 'kubeconfig-token'
  | 'kubeconfig-no-credentials'
  | 'kubeconfig-two-credentials';

export const credentialTexts: Pick<ProblemTexts, Credentials> = {
  'kubeconfig-exec': (details, context) => ({
    what: `The user of the kubeconfig gets its credentials from a program${of(details.of)} (\`exec\`), and Prow does not run it.`,
    fix: useServiceAccountToken,
    command: remake(context),
  }),
  'kubeconfig-auth-provider': (details, context) => ({
    what: `The user of the kubeconfig depends on an \`auth-provider\`${of(details.of)}, which Prow does not have.`,
    fix: useServiceAccountToken,
    command: remake(context),
  }),
  'kubeconfig-token-file': (_, context) => ({
    what: 'The kubeconfig names a file with the token (`tokenFile`), which Prow does not have.',
    fix: 'Put the token itself in; these commands do, with one that stays valid.',
    command: remake(context),
  }),
  'kubeconfig-basic-auth': (_, context) => ({
    what: 'The kubeconfig logs in with a user name and a password, which Kubernetes no longer takes.',
    fix: useServiceAccountToken,
    command: remake(context),
  }),
  'kubeconfig-token': ({ reason }, context) => ({
    what: tokens[reason],
    fix: 'Put in the token as it is; these commands do.',
    command: remake(context),
  }),
  'kubeconfig-no-credentials': (_, context) => ({
    what: 'The user in the kubeconfig has no credentials.',
    fix: 'Put in the token of the service account; these commands do.',
    command: remake(context),
  }),
  'kubeconfig-two-credentials': (_, context) => ({
    what: 'The user in the kubeconfig has both a token and a client certificate.',
    fix: 'Keep one of them; these commands keep a token.',
    command: remake(context),
  }),
};
