import type { ProblemDetails } from '../../problem.ts';
import type { kubeconfigProblems } from '../../problems/kubeconfig.ts';
import { escapeText, inlineCode } from '../escape.ts';
import { encryptKubeconfig, script } from '../kubectl.ts';
import {
  chooseContext,
  putAuthority,
  removeNamespace,
  removeProxy,
  removeServerName,
  renameField,
  rewriteKubeconfigOnWindows,
  setServer,
} from '../submitted-file.ts';
import { readableSize } from './attachment.ts';
import { certificateTexts } from './kubeconfig-certificates.ts';
import { contentTexts, inLine } from './kubeconfig-content.ts';
import { credentialTexts } from './kubeconfig-credentials.ts';
import type { Phrases, ProblemTexts, TextContext } from './problem-text.ts';
import { encrypt, flatten, remake, rewrite } from './remedies.ts';

const servers: Phrases<ProblemDetails['kubeconfig-server']['reason']> = {
  missing: 'is missing',
  'not a URL': 'is not a URL',
  'not https': 'does not start with `https://`',
  credentials: 'holds a user name or a password',
  query: 'has a query or a fragment',
  'control characters': 'holds characters that no address has, such as blanks or quotation marks',
  path: 'has a path with more in it than letters, digits and `.`, `_`, `~`, `:`, `+`, `=` or `-`',
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

const onWindows = (command: string, { keyId }: TextContext) =>
  script(command, encryptKubeconfig(keyId));

export const kubeconfigTexts: Pick<ProblemTexts, keyof typeof kubeconfigProblems> = {
  ...contentTexts,
  ...certificateTexts,
  ...credentialTexts,
  'kubeconfig-redacted': (_, context) => ({
    what: 'The kubeconfig was written by `kubectl config view` without `--raw`, which leaves out credentials and certificates.',
    fix: 'Write it with `--raw`.',
    command: flatten(context),
  }),
  'kubeconfig-placeholder': ({ path }, context) => ({
    what: `The field ${inlineCode(path)} of the kubeconfig holds a placeholder, a variable or a shortened text instead of its value.`,
    fix: 'Put in the value itself; these commands do.',
    command: remake(context),
  }),
  'kubeconfig-yaml-feature': ({ feature, line }, context) => ({
    what: `The kubeconfig uses ${yamlFeatures[feature]}${inLine(line)}, which the bot does not read.`,
    fix: 'Let kubectl write the kubeconfig in its plain form.',
    command: rewrite(context),
  }),
  'kubeconfig-shape': ({ path, expected }, context) => ({
    what:
      path === 'the file'
        ? `What was encrypted is not ${escapeText(expected)}, as a kubeconfig is.`
        : `The field ${inlineCode(path)} of the kubeconfig is not ${escapeText(expected)}.`,
    fix: 'Let kubectl write the kubeconfig.',
    command: remake(context),
  }),
  'kubeconfig-unknown-field': ({ path, meant }, context) =>
    meant === undefined
      ? {
          what: `The kubeconfig has a field at ${inlineCode(path)} that the bot does not know.`,
          fix: 'Let kubectl write the kubeconfig again: it leaves out what it does not know.',
          command: rewrite(context),
        }
      : {
          what: `The kubeconfig has a field at ${inlineCode(path)}, which kubectl spells ${inlineCode(meant)}.`,
          fix: 'Spell it so, as these commands do.',
          command: encrypt(context, renameField(path.replace(/^.*\./, ''), meant)),
        },
  'kubeconfig-file-path': ({ field, isOnWindows }, context) => ({
    what: `The field ${inlineCode(field)} of the kubeconfig names a file that exists on your machine only.`,
    fix: 'Put what is in the file into the kubeconfig, on that machine; `--flatten` does this.',
    command: rewrite(context),
    ...(isOnWindows && { powershell: onWindows(rewriteKubeconfigOnWindows, context) }),
  }),
  'kubeconfig-proxy': (_, context) => ({
    what: 'The kubeconfig asks for a proxy (`proxy-url`), and Prow connects directly.',
    fix: 'Give the API server an address that is reachable from the internet without a proxy, then put it in; these commands remove the proxy.',
    command: encrypt(context, removeProxy, setServer),
  }),
  'kubeconfig-insecure': (_, context) => ({
    what: 'The kubeconfig turns the check of the server certificate off (`insecure-skip-tls-verify`).',
    fix: 'Replace it by `certificate-authority-data` with the CA of the API server; these commands do.',
    command: rewrite(context, putAuthority),
  }),
  'kubeconfig-impersonation': (_, context) => ({
    what: 'The kubeconfig acts as another user (`as`, `as-uid`, `as-groups` or `as-user-extra`).',
    fix: 'Give a service account what it needs itself, and use its token; these commands do.',
    command: remake(context),
  }),
  'kubeconfig-no-current-context': ({ contexts }, context) =>
    contexts === 'none'
      ? {
          what: 'The kubeconfig has no context, which would say what cluster and what user belong together.',
          fix: 'Let kubectl write it for the current context.',
          command: remake(context),
        }
      : {
          what: 'The kubeconfig has several contexts and does not say which one is meant.',
          fix: 'Choose one, and let kubectl write that one alone; these commands list them and take the first.',
          command: rewrite(context, chooseContext),
        },
  'kubeconfig-dangling-reference': ({ to }, context) =>
    to === 'context'
      ? {
          what: 'The `current-context` of the kubeconfig is not among its contexts.',
          fix: 'Choose one that is, and let kubectl write that one alone; these commands list them and take the first.',
          command: rewrite(context, chooseContext),
        }
      : {
          what: `The kubeconfig refers to a ${to} that is not in it.`,
          fix: 'Let kubectl write the context with all that belongs to it.',
          command: remake(context),
        },
  'kubeconfig-duplicate-name': ({ list }, context) => ({
    what: `Two of the ${list} in the kubeconfig have the same name.`,
    fix: 'Let kubectl write the current context alone.',
    command: remake(context),
  }),
  'kubeconfig-server': ({ reason }, context) => ({
    what: `The server's address in the kubeconfig ${servers[reason]}.`,
    fix: 'Set `server` to the plain https address of the API server; put it into the first line.',
    command: encrypt(context, setServer),
  }),
  'kubeconfig-tls-server-name': (_, context) => ({
    what: 'The `tls-server-name` of the kubeconfig is neither a host name nor an address.',
    fix: 'Set it to a name in the certificate of the API server, or remove it, as these commands do.',
    command: encrypt(context, removeServerName),
  }),
  'kubeconfig-namespace': (_, context) => ({
    what: 'The namespace in the context of the kubeconfig is not a valid name.',
    fix: 'Correct it, or remove it, as these commands do.',
    command: encrypt(context, removeNamespace),
  }),
  'kubeconfig-too-large': ({ limitBytes }, context) => ({
    what: `The kubeconfig has more than ${readableSize(limitBytes)} once it is written anew.`,
    fix: 'Leave nothing but the CA of the API server and the token of a service account in it; these commands do.',
    command: remake(context, putAuthority),
  }),
  'kubeconfig-full': ({ limitBytes }) => ({
    what: `With this cluster, Prow's merged kubeconfig would no longer fit into a Secret of ${readableSize(limitBytes)}.`,
    fix: 'Remove clusters that are gone, or raise `KUBECONFIG_SECRET_LIMIT` where Prow is deployed in a way that takes larger ones.',
  }),
};
