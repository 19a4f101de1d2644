import { describe, expect, test } from 'vitest';
import {
  type IssueEvent,
  movesBase,
  type PullRequestEvent,
  renamesHold,
  requestOfIssue,
  requestOfPull,
} from '../../../src/server/webhooks/events.ts';

const watched = {
  infraRepository: 'kubevirt/project-infra',
  proposedTo: [{ repository: 'kubevirt/secrets' }],
  botId: () => 79,
};
const request = { number: 7, title: 'Add Prow build cluster rosa-1' };
const secrets = { full_name: 'kubevirt/secrets' };
const other = { number: 7, title: 'Flaky test' };

function issueEvent(changes: Partial<IssueEvent> = {}): IssueEvent {
  return {
    repository: { full_name: 'kubevirt/project-infra' },
    sender: { id: 77 },
    issue: request,
    ...changes,
  };
}

function pullEvent(changes: Partial<PullRequestEvent> = {}): PullRequestEvent {
  return {
    repository: secrets,
    sender: { id: 78 },
    pull_request: { head: { ref: 'cluster-onboarding/issue-7', repo: secrets } },
    ...changes,
  };
}

describe('an event on an issue or its comments', () => {
  test.each<[string, Partial<IssueEvent>, number | undefined]>([
    ['a request', {}, 7],
    [
      'a request of the other kind',
      { issue: { number: 8, title: 'add kubevirtci external provider p' } },
      8,
    ],
    ['any other issue', { issue: other }, undefined],
    [
      'a repository whose name is written otherwise',
      { repository: { full_name: 'KubeVirt/Project-Infra' } },
      7,
    ],
    ['another repository', { repository: { full_name: 'kubevirt/kubevirt' } }, undefined],
    ['the repository of the secrets', { repository: { full_name: 'kubevirt/secrets' } }, undefined],
    ['what the bot did itself', { sender: { id: 79 } }, undefined],
    ['what another bot did', { sender: { id: 80 } }, 7],
    [
      'a pull request of that title',
      { issue: { ...request, pull_request: { url: 'https://…' } } },
      undefined,
    ],
    ['a title that became a request', { changes: { title: { from: other.title } } }, 7],
    [
      'a title that was a request',
      { issue: other, changes: { title: { from: request.title } } },
      7,
    ],
    [
      'a title that never was one',
      { issue: other, changes: { title: { from: 'Flaky' } } },
      undefined,
    ],
    ['a body that changed', { changes: { body: { from: 'before' } } }, 7],
    [
      'a body that changed in another issue',
      { issue: other, changes: { body: { from: request.title } } },
      undefined,
    ],
  ])('%s', (_what, changes, expected) => {
    expect(requestOfIssue(issueEvent(changes), watched)).toBe(expected);
  });
});

describe('an event on an issue that is no request, but may be meant as one', () => {
  const nearly = { number: 9, title: 'Please add a Prow build cluster' };
  const human = { user: { type: 'User' } };
  const opened = { action: 'opened' };
  const message = '-----BEGIN PGP MESSAGE-----';
  const file = '[x](https://github.com/user-attachments/files/1/x.txt)';
  const picture = '![x](https://github.com/user-attachments/assets/1)';

  test.each<[string, Partial<IssueEvent>, number | undefined]>([
    ['by its title', { ...opened, issue: { ...nearly, ...human } }, 9],
    ['a title that was edited', { action: 'edited', issue: nearly }, 9],
    ['closed', { action: 'closed', issue: nearly }, undefined],
    ['filed by a bot', { ...opened, issue: { ...nearly, user: { type: 'Bot' } } }, undefined],
    ['a pull request', { ...opened, issue: { ...nearly, pull_request: {} } }, undefined],
    [
      'a title that was one',
      { action: 'edited', issue: other, changes: { title: { from: nearly.title } } },
      7,
    ],
    ['a message in it', { ...opened, issue: { ...other, body: message } }, 7],
    ['a file in it', { ...opened, issue: { ...other, body: file } }, 7],
    ['a picture in it', { ...opened, issue: { ...other, body: picture } }, undefined],
    ['nothing in it', { ...opened, issue: { ...other, body: null } }, undefined],
    [
      'what is not there any more',
      { action: 'edited', issue: other, changes: { body: { from: message } } },
      7,
    ],
    ['a comment on it', { action: 'created', issue: nearly, comment: { body: 'Hi' } }, 9],
    [
      'a comment elsewhere',
      { action: 'created', issue: other, comment: { body: file } },
      undefined,
    ],
    [
      'a call for help',
      { action: 'created', issue: other, comment: { body: 'Hm.\r\n/onboard' } },
      7,
    ],
    [
      'another command',
      { action: 'created', issue: other, comment: { body: '/onboard retry' } },
      undefined,
    ],
    [
      'one that goes',
      { action: 'deleted', issue: other, comment: { body: '/onboard' } },
      undefined,
    ],
  ])('%s', (_what, changes, expected) => {
    expect(requestOfIssue(issueEvent(changes), watched)).toBe(expected);
  });
});

describe('an event on a pull request', () => {
  const head = (ref: string, repo: PullRequestEvent['repository'] | null = secrets) => ({
    pull_request: { head: { ref, repo } },
  });

  test.each<[string, Partial<PullRequestEvent>, number | undefined]>([
    ['on the branch of a request', {}, 7],
    [
      'in a repository whose name is written otherwise',
      { repository: { full_name: 'KUBEVIRT/secrets' } },
      7,
    ],
    ['in another repository', { repository: { full_name: 'kubevirt/project-infra' } }, undefined],
    ['by the bot itself', { sender: { id: 79 } }, undefined],
    ['on the hold', { label: { name: 'do-not-merge/hold' } }, 7],
    [
      "on the hold, of the bot's own",
      { label: { name: 'do-not-merge/hold' }, sender: { id: 79 } },
      undefined,
    ],
    ['on another label', { label: { name: 'lgtm' } }, undefined],
    [
      'on a branch of that name of a fork',
      head('cluster-onboarding/issue-7', { full_name: 'stranger/secrets' }),
      undefined,
    ],
    ['of a fork that is gone', head('cluster-onboarding/issue-7', null), undefined],
    ["on a person's branch", head('renew-tokens'), undefined],
    ['on a branch that is almost one', head('cluster-onboarding/issue-7b'), undefined],
    [
      "on a branch of the maintainers' command line",
      head('cluster-onboarding/build-cluster-7'),
      undefined,
    ],
  ])('%s', (_what, changes, expected) => {
    expect(requestOfPull(pullEvent(changes), watched)).toBe(expected);
  });
});

describe('where build clusters are deployed by a script', () => {
  const deploying = {
    ...watched,
    proposedTo: [...watched.proposedTo, { repository: 'kubevirt/project-infra' }],
  };
  const repository = { full_name: 'kubevirt/project-infra', default_branch: 'main' };

  test('the pull requests of that repository count too', () => {
    const pull_request = { head: { ref: 'cluster-onboarding/issue-7', repo: repository } };
    expect(requestOfPull(pullEvent({ repository, pull_request }), deploying)).toBe(7);
    expect(requestOfPull(pullEvent(), deploying)).toBe(7);
  });

  test('and so do the pushes to its default branch', () => {
    expect(movesBase({ repository, ref: 'refs/heads/main' }, deploying)).toBe(true);
    expect(movesBase({ repository, ref: 'refs/heads/master' }, deploying)).toBe(false);
  });
});

describe('a push moves the base of the pull requests', () => {
  const repository = { full_name: 'kubevirt/secrets', default_branch: 'master' };

  const audienceOn = (branch: string | undefined) => ({
    ...watched,
    proposedTo: [{ repository: 'kubevirt/secrets', branch }],
  });

  test.each([
    ['on the default branch', 'refs/heads/master', undefined, true],
    ['on another branch', 'refs/heads/main', undefined, false],
    ['of a tag of that name', 'refs/tags/master', undefined, false],
    ['on a branch whose name ends alike', 'refs/heads/old/master', undefined, false],
    ['on the configured branch', 'refs/heads/release', 'release', true],
    ['on the default branch where another is configured', 'refs/heads/master', 'release', false],
  ])('%s: %s, %s', (_what, ref, secretsBranch, expected) => {
    expect(movesBase({ repository, ref }, audienceOn(secretsBranch))).toBe(expected);
  });

  test('only in the repository of the secrets, however its name is written', () => {
    const ref = 'refs/heads/master';
    const pushTo = (full_name: string) => ({ repository: { ...repository, full_name }, ref });
    expect(movesBase(pushTo('kubevirt/project-infra'), watched)).toBe(false);
    expect(movesBase(pushTo('Kubevirt/Secrets'), watched)).toBe(true);
  });
});

test.each<[string, string, string | undefined, boolean]>([
  ['the label of holds', 'kubevirt/Secrets', 'do-not-merge/hold', true],
  ['any other label', 'kubevirt/secrets', 'lgtm', false],
  ['only its colour', 'kubevirt/secrets', undefined, false],
  ['one of another repository', 'kubevirt/kubevirt', 'do-not-merge/hold', false],
])('whether a new name takes holds away: %s', (_what, full_name, from, expected) => {
  const changes = from === undefined ? {} : { name: { from } };
  expect(renamesHold({ repository: { full_name }, changes }, watched)).toBe(expected);
});
