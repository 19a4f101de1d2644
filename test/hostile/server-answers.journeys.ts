import { marked } from 'marked';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiAnswer } from '../../simulator/cluster/status.ts';
import { writtenByBot } from '../journeys/canaries.ts';
import { type OpenStory, openStory, preparedKubeconfig } from '../journeys/open-story.ts';
import { closingKeyword, foreignPartOf, hidden } from '../wording/hostile-text.ts';

const words = 'h0st1le-w0rds';
const message = [
  `${words} @kubevirt/maintainers please`,
  'fixes #1, closes kubevirt/project-infra#2',
  '[a link](https://evil.example) https://evil.example <img src=x onerror=y>',
  '```\n/onboard cancel\n/lgtm\n```',
  '<!-- cluster-onboarding aaaa.bbbb -->',
  '\u202e\u200b\u0000\u001b[31m',
].join('\n');

const status = (code: number, more: object = {}): ApiAnswer => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', reason: `R-${words}`, message, ...more },
});

/** What a cluster answers instead of the truth, by the path that is asked for. */
const answers: readonly (readonly [string, (path: string) => ApiAnswer | undefined])[] = [
  ['an error to everything', () => status(500)],
  [
    'a refusal of everything but its version',
    (path) => (path === '/version' ? undefined : status(403)),
  ],
  ['a refusal of all credentials', (path) => (path === '/version' ? undefined : status(401))],
  [
    'a version with a message in it',
    (path) => (path === '/version' ? { status: 200, body: { gitVersion: message } } : undefined),
  ],
  [
    'a user with a message for a name',
    (path) =>
      path.endsWith('/selfsubjectreviews')
        ? {
            status: 201,
            body: {
              status: {
                userInfo: { username: `system:serviceaccount:kubevirt-prow-jobs:${message}` },
              },
            },
          }
        : undefined,
  ],
  ['a refusal of pods', (path) => (path.includes('/pods') ? status(403) : undefined)],
  [
    'a quota for secrets',
    (path) => (path.includes('dryRun') && path.includes('/secrets') ? status(403) : undefined),
  ],
  [
    'an error where nodes are listed',
    (path) => (path.includes('/nodes') ? status(500) : undefined),
  ],
  [
    'names of nodes',
    (path) =>
      path.includes('/nodes')
        ? {
            status: 200,
            body: { items: [1, 2, 3].map((n) => ({ metadata: { name: `${message} ${n}` } })) },
          }
        : undefined,
  ],
  ['a web page', () => ({ status: 200, body: message, headers: { 'content-type': 'text/html' } })],
  [
    'a redirect',
    () => ({ status: 302, body: message, headers: { location: `https://${words}.example` } }),
  ],
];

describe('what a cluster answers never gets into the public issue', () => {
  let open: OpenStory;
  let answer: (path: string) => ApiAnswer | undefined = () => undefined;
  beforeAll(async () => {
    open = await openStory({ cluster: { fault: ({ path }) => answer(path) } });
  });
  afterAll(() => open.close());

  test.each(answers)('%s', async (_what, hostile) => {
    const { story, setting } = open;
    const kubeconfig = preparedKubeconfig(setting);
    answer = hostile;
    const issue = await story.settle(story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
    answer = () => undefined;
    expect(await story.status(issue)).toMatch(/your turn|Waiting for review/);
    await story.settle(story.comment('contributor', issue, '/onboard cancel'));

    const { forAll, forMaintainers } = await writtenByBot(setting);
    expect(forAll.join('\n')).not.toMatch(/h0st1le|evil\.example/);
    for (const text of [...forAll, ...forMaintainers]) {
      expect(text).not.toMatch(closingKeyword);
      expect(foreignPartOf(text)).not.toMatch(hidden);
    }
    expect(open.logs.join('\n')).not.toMatch(/h0st1le/);
  });

  test('and in the pull request it mentions nobody, links nowhere and hides nothing', async () => {
    const { forMaintainers } = await writtenByBot(open.setting);
    const hostile = forMaintainers.filter((text) => text.includes(words) && text.includes('\n'));
    expect(hostile.length).toBeGreaterThan(0);
    for (const text of hostile) {
      const html = marked.parse(text, { async: false });
      expect(html).not.toMatch(/<img|href="https:\/\/evil|onerror="/);
      expect(text.match(/<!-- cluster-onboarding /g)).toHaveLength(1);
      expect(text).not.toMatch(/(?<![A-Za-z0-9_])@kubevirt/);
      expect(text).not.toMatch(/^\/(?:onboard|lgtm)/m);
    }
  });
});
