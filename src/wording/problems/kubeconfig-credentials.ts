import type { ProblemDetails } from '../../problem.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';
import { remake } from './remedies.ts';

const useServiceAccountToken = 'Submit a kubeconfig with the token of a service account instead.';

const tokens: Phrases<ProblemDetails['kubeconfig-token']['reason']> = {
  Base64: 'The token in the kubeconfig is still encoded in Base64, as it is in a Secret.',
  scheme: 'The token in the kubeconfig begins with `Bearer`, which is not part of a token.',
  blanks: 'The token in the kubeconfig contains spaces, line breaks or invisible characters.',
  quotes: 'The token in the kubeconfig contains quotation marks, as if it was quoted twice.',
  'percent sign':
    'The token in the kubeconfig ends in `%`, which zsh prints after output without a line break.',
  'line end': 'The token in the kubeconfig contains `\\n`, which is not part of a token.',
  length: 'The token in the kubeconfig is longer than any real token.',
  characters: 'The token in the kubeconfig contains characters that no token has.',
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
    what: `The user in the kubeconfig gets its credentials from a program${of(details.of)} (\`exec\`), which Prow does not run.`,
    fix: useServiceAccountToken,
    command: remake(context),
  }),
  'kubeconfig-auth-provider': (details, context) => ({
    what: `The user in the kubeconfig needs an \`auth-provider\`${of(details.of)}, which Prow does not have.`,
    fix: useServiceAccountToken,
    command: remake(context),
  }),
  'kubeconfig-token-file': (_, context) => ({
    what: 'The kubeconfig names a file with the token (`tokenFile`), which Prow does not have.',
    fix: 'Put the token itself into the kubeconfig, and one that does not expire.',
    command: remake(context),
  }),
  'kubeconfig-basic-auth': (_, context) => ({
    what: 'The kubeconfig has a user name and a password, which Kubernetes no longer accepts.',
    fix: useServiceAccountToken,
    command: remake(context),
  }),
  'kubeconfig-token': ({ reason }, context) => ({
    what: tokens[reason],
    fix: 'Put the token into the kubeconfig exactly as it is.',
    command: remake(context),
  }),
  'kubeconfig-no-credentials': (_, context) => ({
    what: 'The user in the kubeconfig has no credentials.',
    fix: 'Put the token of the service account into the kubeconfig.',
    command: remake(context),
  }),
  'kubeconfig-two-credentials': (_, context) => ({
    what: 'The user in the kubeconfig has both a token and a client certificate.',
    fix: 'Keep either the token or the client certificate; these commands keep a token.',
    command: remake(context),
  }),
};
