import type { ProblemDetails } from '../../problem.ts';
import type { kubeconfigProblems } from '../../problems/kubeconfig.ts';
import { escapeText, inlineCode } from '../escape.ts';
import { readableSize } from './attachment.ts';
import { certificateTexts } from './kubeconfig-certificates.ts';
import { contentTexts, inLine } from './kubeconfig-content.ts';
import { credentialTexts } from './kubeconfig-credentials.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';
import { noServerName, otherServer, ownAuthority, remake, remakeOnWindows } from './remedies.ts';

const servers: Phrases<ProblemDetails['kubeconfig-server']['reason']> = {
  missing: 'is missing',
  'not a URL': 'is not a URL',
  'not https': 'does not start with `https://`',
  credentials: 'contains a user name or a password',
  query: 'has a query or a fragment',
  'control characters': 'contains spaces or other characters that no address has',
  path: 'has a path with other characters than `A-Za-z0-9._~:+=-`',
};

const yamlFeatures: Phrases<ProblemDetails['kubeconfig-yaml-feature']['feature']> = {
  alias: 'an alias',
  anchor: 'an anchor',
  'merge key': 'a merge key',
  tag: 'a tag',
  'several documents': 'more than one document',
  'duplicate key': 'a key that occurs twice',
  depth: 'deeper nesting than any kubeconfig',
};

export const kubeconfigTexts: Pick<ProblemTexts, keyof typeof kubeconfigProblems> = {
  ...contentTexts,
  ...certificateTexts,
  ...credentialTexts,
  'kubeconfig-redacted': (_, context) => ({
    what: 'The kubeconfig was written by `kubectl config view` without `--raw`, which leaves out credentials and certificates.',
    fix: 'Write the kubeconfig again with `--raw`.',
    command: remake(context),
  }),
  'kubeconfig-placeholder': ({ path }, context) => ({
    what: `The field ${inlineCode(path)} of the kubeconfig holds a placeholder, a variable or a shortened text instead of its value.`,
    fix: 'Write the kubeconfig again with the real values.',
    command: remake(context),
  }),
  'kubeconfig-yaml-feature': ({ feature, line }, context) => ({
    what: `The kubeconfig uses ${yamlFeatures[feature]}${inLine(line)}, which the bot does not read.`,
    fix: 'Write the kubeconfig again with kubectl, in plain YAML.',
    command: remake(context),
  }),
  'kubeconfig-shape': ({ path, expected }, context) => ({
    what:
      path === 'the file'
        ? `What was encrypted is not a kubeconfig: it is not ${escapeText(expected)}.`
        : `The field ${inlineCode(path)} of the kubeconfig is not ${escapeText(expected)}.`,
    fix: 'Write the kubeconfig with kubectl.',
    command: remake(context),
  }),
  'kubeconfig-unknown-field': ({ path, meant }, context) =>
    meant === undefined
      ? {
          what: `The kubeconfig has a field at ${inlineCode(path)} that the bot does not know.`,
          fix: 'Write the kubeconfig again with kubectl, which leaves out unknown fields.',
          command: remake(context),
        }
      : {
          what: `The kubeconfig has a field at ${inlineCode(path)}, which kubectl spells ${inlineCode(meant)}.`,
          fix: `Write the kubeconfig again with kubectl, which spells the field ${inlineCode(meant)}.`,
          command: remake(context),
        },
  'kubeconfig-file-path': ({ field, isOnWindows }, context) => ({
    what: `The field ${inlineCode(field)} of the kubeconfig names a file that exists only on your machine.`,
    fix: 'On the machine that has the file, put its content into the kubeconfig with `--flatten`.',
    command: remake(context),
    ...(isOnWindows && { powershell: remakeOnWindows(context) }),
  }),
  'kubeconfig-proxy': (_, context) => ({
    what: 'The kubeconfig uses a proxy (`proxy-url`), but Prow connects directly.',
    fix: 'In the first line, write an address that the internet can reach without a proxy after `SERVER=`.',
    command: remake(context, otherServer),
  }),
  'kubeconfig-insecure': (_, context) => ({
    what: 'The kubeconfig turns off the check of the server certificate (`insecure-skip-tls-verify`).',
    fix: 'Replace `insecure-skip-tls-verify` with `certificate-authority-data`, the CA of the API server.',
    command: remake(context, ownAuthority),
  }),
  'kubeconfig-impersonation': (_, context) => ({
    what: 'The kubeconfig acts as another user (`as`, `as-uid`, `as-groups` or `as-user-extra`).',
    fix: 'Submit a kubeconfig with the token of a service account that has the rights itself.',
    command: remake(context),
  }),
  'kubeconfig-no-current-context': ({ contexts }, context) =>
    contexts === 'none'
      ? {
          what: 'The kubeconfig has no context, so it does not say which cluster and which user belong together.',
          fix: 'Write the kubeconfig again for the current context of kubectl.',
          command: remake(context),
        }
      : {
          what: 'The kubeconfig has several contexts and does not say which one to use.',
          fix: 'Write the kubeconfig again for the current context of kubectl.',
          command: remake(context),
        },
  'kubeconfig-dangling-reference': ({ to }, context) =>
    to === 'context'
      ? {
          what: 'The `current-context` of the kubeconfig is not one of its contexts.',
          fix: 'Write the kubeconfig again for the current context of kubectl.',
          command: remake(context),
        }
      : {
          what: `The kubeconfig refers to a ${to} that is not in it.`,
          fix: 'Write the kubeconfig again with everything that the context needs.',
          command: remake(context),
        },
  'kubeconfig-duplicate-name': ({ list }, context) => ({
    what: `Two of the ${list} in the kubeconfig have the same name.`,
    fix: 'Write the kubeconfig again with only the current context.',
    command: remake(context),
  }),
  'kubeconfig-server': ({ reason }, context) => ({
    what: `The server's address in the kubeconfig ${servers[reason]}.`,
    fix: 'In the first line, write the https address of the API server after `SERVER=`.',
    command: remake(context, otherServer),
  }),
  'kubeconfig-tls-server-name': (_, context) => ({
    what: 'The `tls-server-name` of the kubeconfig is neither a host name nor an address.',
    fix: 'Remove `tls-server-name`, or set it to a name in the certificate of the API server.',
    command: remake(context, noServerName),
  }),
  'kubeconfig-namespace': (_, context) => ({
    what: 'The namespace in the context of the kubeconfig is not a valid name.',
    fix: 'Remove the namespace from the context, or correct it.',
    command: remake(context),
  }),
  'kubeconfig-too-large': ({ limitBytes }, context) => ({
    what: `The kubeconfig is larger than ${readableSize(limitBytes)} after the bot has rewritten it.`,
    fix: 'Submit a kubeconfig with one CA and one token.',
    command: remake(context, ownAuthority),
  }),
  'kubeconfig-full': ({ limitBytes }) => ({
    what: `With this cluster, Prow's merged kubeconfig no longer fits into a Secret of ${readableSize(limitBytes)}.`,
    fix: 'Remove clusters that no longer exist, or raise `KUBECONFIG_SECRET_LIMIT` if the deployment of Prow accepts a larger Secret.',
  }),
};
