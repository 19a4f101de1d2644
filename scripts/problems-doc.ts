import { type ProblemId, problem, responsibleFor } from '../src/problem.ts';
import type { Responsible } from '../src/problems/row.ts';
import type { ClusterKind } from '../src/request/request.ts';
import { commandWords } from '../src/wording/commands.ts';
import { codeBlock } from '../src/wording/escape.ts';
import { problemText } from '../src/wording/problems/problems.ts';
import { problemIds, problemSamples } from './problem-samples.ts';

const chapters: Readonly<Record<Responsible, { readonly title: string; readonly next: string }>> = {
  author: {
    title: 'For the author of the issue',
    next: 'The bot waits until the issue is edited or something new is submitted, then goes on by itself.',
  },
  administrator: {
    title: 'For the administrator of the cluster',
    next: `The bot looks again by itself for a week, and at once after ${commandWords('retry')}.`,
  },
  maintainer: {
    title: 'For a maintainer',
    next: 'The bot goes on by itself where a maintainer can give their word by a command.',
  },
  operator: {
    title: 'For the operator of the bot',
    next: 'The author of the issue has nothing to do. The bot looks again by itself at every resync.',
  },
  nobody: { title: 'For nobody', next: 'It passes, and the bot tries again by itself.' },
};

/** Why a rule is there, where the sentences alone would leave a reader wondering. */
const reasons: Partial<Record<ProblemId, string>> = {
  'credential-in-plaintext':
    'Everything in a public issue is copied within seconds: by mail, through the API, by archives. So deleting it helps nobody. `$SECRET` and `$BINDING` stand for the names in your cluster; `kubectl get clusterrolebindings --output wide` lists who is bound to what.',
  'openpgp-signing-key':
    'gpg decrypts such a message. The bot does not: whoever has a signing key decrypt what they chose may have it sign for them, too.',
  'openpgp-unsupported':
    "What isn't protected from changes can be made to tell what is in it. The bot does not say which cipher it was, as only what it has decrypted with its key tells that. Of newer algorithms gpg reads some that the bot does not; gpg 2.2 and 2.4 take none of them by themselves.",
  'recipient-unusable':
    'Recipients are people: where a subkey has expired or is revoked, the bot takes another one of the same key, as gpg does, and tells the reviewers. So this is a key that has none. gpg still encrypts to RSA of less than 2048 bits, DSA, ElGamal, brainpool and secp256k1; the bot finds them too weak, or cannot check what they sign.',
  'key-unreadable':
    'A key that is left out silently is somebody who cannot read the secrets any more. So each file has to be a key, or several.',
  'key-unusable':
    'Contributors would encrypt to this key, and be told that their message is damaged. So the bot does not start with it. The mark `#` in `gpg --list-secret-keys` stands for a secret that is elsewhere, `>` for one on a card.',
  'kubeconfig-exec':
    'A kubeconfig can run programs. In CI it would run them next to the secrets of the whole project, so the bot never does.',
  'kubeconfig-unknown-field':
    'The bot rebuilds every kubeconfig from a list of fields that it knows. It does not drop the others silently, since they may matter. The name of a field is only shown where it is made of letters and hyphens: anything else could be a secret in the wrong place.',
  'kubeconfig-insecure':
    'Without this check anybody on the way could pose as the cluster and get the token.',
  'cluster-address':
    'The bot runs inside a network of its own. A kubeconfig that points into it would let strangers reach what only the operator should, so only public addresses are allowed, and those in `CLUSTER_ALLOWED_NETWORKS`.',
  'token-expires':
    'A token made by `kubectl create token` dies within the hour, and with it every job on the cluster.',
  'control-plane-small':
    'Some components of Prow misbehave for all clusters when one build cluster does not answer. So a cluster whose control plane has a single point of failure is not taken.',
  'control-plane-hidden': `EKS, AKS, GKE, HyperShift and others run the control plane out of sight, and show one address or two. That is no evidence of a small one, nor of a large one. A maintainer confirms it with ${commandWords('confirm-ha')}.`,
  'control-plane-unreadable': `The two lines under \`rules\` in the command are the whole role. The first lets the bot count the nodes that are labelled as control plane and ready, the second lets it count the addresses of the API servers; one of the two is enough. A maintainer can also confirm it with ${commandWords('confirm-ha')}.`,
  'author-unconfirmed':
    'With credentials of their own a stranger could stop the jobs of a cluster or listen to them, and who reviews the pull request sees a ciphertext. So only people with write access and whoever had the cluster added by an issue may ask for new credentials or a removal. For everybody else it takes the word of a maintainer.',
  'proposal-unreadable':
    'The title of an issue may be edited after the merge, so it does not tell what was merged. The hidden text is signed with a key derived from the webhook secret: it can be lost where that secret was changed ([how to keep it](operating.md#rotating-the-webhook-secret)) or where somebody edited the pull request.',
  'cluster-changed':
    'Who may send new credentials may not for that reason move the name to another cluster: jobs would run there, with the secrets that jobs get. The same address and no new certificate authority prove that it is the same one.',
  'permissions-missing':
    'Prow creates, watches and deletes the pods of jobs and reads their logs, and maintainers keep the secrets of jobs up to date. [The guide](contributors.md#4-let-it-manage-pods-and-secrets) has a role with exactly that.',
};

/** The page docs/problems.md, made of the very sentences that the bot writes. */
export function renderProblemsDoc(): string {
  const parts = Object.entries(chapters).flatMap(([responsible, { title, next }]) => [
    `## ${title}`,
    next,
    ...problemIds.filter((id) => responsibleFor(id) === responsible).map(renderSection),
  ]);
  return [
    '<!-- Written by `npm run docs` from src/wording; edit there, then run it. -->',
    '# Problems',
    'Each problem that the bot can report has an identifier and a section here. In the commands the names are those that [the guide](contributors.md) suggests; put in yours where they differ.',
    ...parts,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/u, '\n');
}

function renderSection(id: ProblemId): string {
  const textsOf = (kind: ClusterKind) =>
    problemSamples[id].map((details) => problemText(problem(id, details), { kind }));
  const [texts, ofProviders] = [textsOf('build-cluster'), textsOf('external-provider')];
  const commands = distinct(texts.flatMap(({ command }) => command ?? []));
  const others = distinct(ofProviders.flatMap(({ command }) => command ?? []));
  const powershell = distinct(texts.flatMap((text) => text.powershell ?? []));
  const [fix = '', ...otherFixes] = distinct(texts.map((text) => text.fix));
  const hasOneFix = otherFixes.length === 0;
  const reason = reasons[id];
  return [
    `### ${id}`,
    paragraphOrList(
      distinct(texts.map((text) => (hasOneFix ? text.what : `${text.what} ${text.fix}`))),
    ),
    ...(reason === undefined ? [] : [reason]),
    ...(hasOneFix ? [`**What to do:** ${fix}`] : []),
    ...commands.map((command) => codeBlock('bash', command)),
    ...labelled(
      'Of an external provider:',
      others
        .filter((command) => !commands.includes(command))
        .map((each) => codeBlock('bash', each)),
    ),
    ...labelled(
      'In PowerShell:',
      powershell.map((command) => codeBlock('powershell', command)),
    ),
  ].join('\n\n');
}

function labelled(label: string, blocks: readonly string[]): readonly string[] {
  return blocks.length > 0 ? [label, ...blocks] : [];
}

function paragraphOrList(sentences: readonly string[]): string {
  const [first, ...others] = sentences;
  if (first === undefined || others.length === 0) return first ?? '';
  return ['One of these:', '', ...sentences.map((sentence) => `- ${sentence}`)].join('\n');
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
