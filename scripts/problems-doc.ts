import { type ProblemId, problem, responsibleFor } from '../src/problem.ts';
import type { Responsible } from '../src/problems/row.ts';
import type { ClusterKind } from '../src/request/request.ts';
import { commandWords } from '../src/wording/commands.ts';
import { codeBlock } from '../src/wording/escape.ts';
import { kubevirtKeyId, suggestedNamespace } from '../src/wording/kubectl.ts';
import { problemText } from '../src/wording/problems/problems.ts';
import { encrypt, remake, remakeOnWindows } from '../src/wording/problems/remedies.ts';
import { problemIds, problemSamples } from './problem-samples.ts';

const chapters: Readonly<Record<Responsible, { readonly title: string; readonly next: string }>> = {
  author: {
    title: 'For the author of the issue',
    next: 'The bot waits until you edit the issue or attach a new file, then continues on its own.',
  },
  administrator: {
    title: 'For the administrator of the cluster',
    next: `The bot checks again on its own for a week, and at once after ${commandWords('retry')}.`,
  },
  maintainer: {
    title: 'For a maintainer',
    next: 'The bot continues on its own after a maintainer has confirmed it with a command.',
  },
  operator: {
    title: 'For the operator of the bot',
    next: 'The author of the issue has nothing to do. The bot checks again on its own at every resync.',
  },
  nobody: {
    title: 'For nobody',
    next: 'This ends without help, and the bot tries again on its own.',
  },
};

/** Why a rule is there, where the sentences alone would leave a reader wondering. */
const reasons: Partial<Record<ProblemId, string>> = {
  'credential-in-plaintext':
    'Everything in a public issue is copied within seconds: by mail, through the API, by archives. So deleting it does not help. You cannot revoke a client certificate, but you can delete what its user is bound to: the command lists all bindings.',
  'openpgp-signing-key':
    'gpg decrypts such a message. The bot does not: if a signing key decrypts what strangers choose, it can also sign for them.',
  'openpgp-unsupported':
    'Somebody can change a message that is not protected, and so find out what is in it. The bot does not say which cipher it was, because it knows that only from what it decrypted with its key. gpg reads some newer algorithms that the bot does not; gpg 2.2 and 2.4 do not use them by default.',
  'recipient-unusable':
    'Recipients are people: when a subkey has expired or is revoked, the bot uses another subkey of the same key, as gpg does, and tells the reviewers. This problem means that the key does not have another one. gpg still encrypts to RSA of less than 2048 bits, DSA, ElGamal, brainpool and secp256k1; for the bot these are too weak, or it cannot check their signatures.',
  'key-unreadable':
    'If the bot ignored a key silently, its owner could no longer read the secrets. So each file must contain one or more keys.',
  'key-unusable':
    'Contributors would encrypt to this key, and then read that their message is damaged. So the bot does not start with it. In `gpg --list-secret-keys`, the mark `#` means a secret part that is elsewhere, `>` one on a smart card.',
  'kubeconfig-exec':
    'A kubeconfig can run programs. In CI they would run next to the secrets of the whole project, so the bot never runs them.',
  'kubeconfig-unknown-field':
    'The bot rebuilds every kubeconfig from a list of fields that it knows. It does not drop other fields silently, because they can matter. It shows the name of a field only if it consists of letters and hyphens: anything else could be a secret in the wrong place.',
  'kubeconfig-insecure':
    'Without this check anybody on the network path can pretend to be the cluster and get the token.',
  'cluster-address':
    'The bot runs inside a network of its own. A kubeconfig with an address in that network would let strangers reach it, so the bot allows only public addresses and those in `CLUSTER_ALLOWED_NETWORKS`.',
  'token-expires':
    'A token from `kubectl create token` expires within the hour, and then every job on the cluster fails.',
  'control-plane-small':
    'Some components of Prow fail for all clusters when one build cluster does not answer. So the bot does not accept a cluster whose control plane has a single point of failure.',
  'control-plane-hidden': `EKS, AKS, GKE, HyperShift and others hide the control plane, and show one or two addresses. That does not prove how large it is. A maintainer confirms it with ${commandWords('confirm-ha')}.`,
  'control-plane-unreadable': `The ClusterRole \`kubevirt-prow-control-plane-reader\` has two rules. The first lets the bot count the ready nodes with the label of the control plane, the second the addresses of the API servers; one of the two is enough. A maintainer can also confirm it with ${commandWords('confirm-ha')}.`,
  'author-unconfirmed':
    'With credentials of their own a stranger could stop the jobs of a cluster or read what they do, and the reviewer of the pull request sees only a ciphertext. So only people with write access and the person who had the cluster added can ask for new credentials or a removal. For everybody else a maintainer must confirm it.',
  'github-refused': `The issue shows what GitHub says if it consists of plain words; the log has the request and the status. Other causes: the organization does not allow apps to open pull requests, protects the branches \`cluster-onboarding/issue-…\`, or has turned off the issues. The bot tries again every hour, and at once after ${commandWords('retry')}.`,
  'hold-refused': `A hold prevents Prow from merging what a maintainer must confirm first. If the bot cannot set the label, it closes the pull request. The bot tries the label on the closed pull request every hour, and at once after ${commandWords('retry')}.`,
  'proposal-unreadable':
    'Somebody can edit the title of an issue after the merge, so it does not show what was merged. The hidden text is signed with a key derived from the webhook secret: it is lost when that secret changes ([how to keep it](operating.md#rotating-the-webhook-secret)) or when somebody edits the pull request.',
  'cluster-changed':
    'A person who can send new credentials must not move the name to another cluster: jobs would run there, with the secrets of jobs. The same address and no new certificate authority prove that it is the same cluster.',
  'permissions-missing':
    'Prow creates, watches and deletes the pods of jobs and reads their logs, and maintainers keep the secrets of jobs up to date. [The manifests](../manifests/build-cluster.yaml) have a role with exactly that.',
};

interface SharedBlock {
  readonly title: string;
  readonly language: 'bash' | 'powershell';
  readonly command: string;
}

const contextOf = (kind: ClusterKind) => ({
  kind,
  operation: 'add' as const,
  keyId: kubevirtKeyId,
  jobsNamespace: suggestedNamespace,
});

/** Blocks that help with many problems. Each is shown once, at the end of the page. */
const sharedBlocks: readonly SharedBlock[] = (
  [
    ['build-cluster', 'a build cluster'],
    ['external-provider', 'an external provider'],
  ] as const
).flatMap(([kind, named]) => [
  { title: `Prepare ${named}`, language: 'bash', command: remake(contextOf(kind)) },
  {
    title: `Encrypt the kubeconfig of ${named}`,
    language: 'bash',
    command: encrypt(contextOf(kind)),
  },
  {
    title: `Prepare ${named} in PowerShell`,
    language: 'powershell',
    command: remakeOnWindows(contextOf(kind)),
  },
]);

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
    'Each problem that the bot can report has an identifier and a section here. The commands use the names from [the guide](contributors.md); replace them in the first lines if yours differ. If a command writes `my-kubeconfig.asc.txt`, attach that file in a new comment in the issue.',
    ...parts,
    ...sharedBlocks.flatMap(({ title, language, command }) => [
      `## ${title}`,
      codeBlock(language, command),
    ]),
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
    ...commands.map((command) => renderBlock('bash', command)),
    ...labelled(
      'For an external provider:',
      others
        .filter((command) => !commands.includes(command))
        .map((command) => renderBlock('bash', command)),
    ),
    ...labelled(
      'In PowerShell (not tested):',
      powershell.map((command) => renderBlock('powershell', command)),
    ),
  ].join('\n\n');
}

function renderBlock(language: SharedBlock['language'], command: string): string {
  const shared = sharedBlocks.find((each) => each.command === command);
  return shared
    ? `Commands: [${shared.title}](#${shared.title.toLowerCase().replaceAll(' ', '-')})`
    : codeBlock(language, command);
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
