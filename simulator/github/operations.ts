import type { Answer } from './answer.ts';
import { notFound } from './answer.ts';
import { createToken, getApp, getInstallation } from './apps.ts';
import { type Call, isRepositoryCall, type RepositoryCall } from './call.ts';
import * as comments from './comments.ts';
import { putFile } from './files.ts';
import { answerGraphql } from './graphql.ts';
import * as issues from './issues.ts';
import { deleteLabel, updateLabel } from './labels.ts';
import { mergePull } from './merge.ts';
import * as objects from './objects.ts';
import type { Grant, Need } from './permissions.ts';
import * as pulls from './pulls.ts';
import * as refs from './refs.ts';
import * as repositories from './repositories.ts';
import type { Role } from './world.ts';

/** What can be asked of this GitHub: the operations of the bot and those of the people around it. */
export interface Operation {
  readonly method: string;
  /** As in GitHub's OpenAPI document. */
  readonly template: string;
  readonly need: Need;
  readonly answer: (call: Call) => Promise<Answer>;
}

const repository = '/repos/{owner}/{repo}';
const issue = `${repository}/issues/{issue_number}`;
const comment = `${repository}/issues/comments/{comment_id}`;
const pull = `${repository}/pulls/{pull_number}`;

const conversation = (level: 'read' | 'write'): readonly Grant[] => [
  `issues:${level}`,
  `pull_requests:${level}`,
];

type RepositoryHandler = (call: RepositoryCall) => Promise<Answer>;

function on(
  route: string,
  person: Role | 'author',
  app: readonly Grant[],
  handler: RepositoryHandler,
): Operation {
  const [method = '', template = ''] = route.split(' ');
  const answer = (call: Call) => (isRepositoryCall(call) ? handler(call) : notFound());
  return { method, template, need: { person, app }, answer };
}

const anyone: Need = { person: 'read', app: [] };
const theApp: Need = { person: 'read', app: [], asApp: true };

const withoutRepository: readonly Operation[] = [
  { method: 'GET', template: '/app', need: theApp, answer: getApp },
  {
    method: 'POST',
    template: '/app/installations/{installation_id}/access_tokens',
    need: theApp,
    answer: createToken,
  },
  { method: 'GET', template: '/user', need: anyone, answer: repositories.getAuthenticatedUser },
  { method: 'POST', template: '/graphql', need: anyone, answer: answerGraphql },
  { method: 'GET', template: '/users/{username}', need: anyone, answer: repositories.getUser },
];

const ofRepositories: readonly Operation[] = [
  { ...on(`GET ${repository}/installation`, 'read', [], getInstallation), need: theApp },
  on(`GET ${repository}`, 'read', ['metadata:read'], repositories.getRepository),
  on(
    `GET ${repository}/collaborators/{username}/permission`,
    'read',
    ['metadata:read'],
    repositories.getPermission,
  ),
  on(`GET ${repository}/contents/{path}`, 'read', ['contents:read'], repositories.getContent),
  on(`PUT ${repository}/contents/{path}`, 'write', ['contents:write'], putFile),
  on(`GET ${repository}/compare/{basehead}`, 'read', ['contents:read'], objects.compareCommits),
  on(`GET ${repository}/branches/{branch}`, 'read', ['contents:read'], repositories.getBranch),
  on(`GET ${repository}/commits/{ref}`, 'read', ['contents:read'], repositories.getCommit),
];

const ofGit: readonly Operation[] = [
  on(`GET ${repository}/git/ref/{ref}`, 'read', ['contents:read'], refs.getRef),
  on(`POST ${repository}/git/refs`, 'write', ['contents:write'], refs.createRef),
  on(`PATCH ${repository}/git/refs/{ref}`, 'write', ['contents:write'], refs.updateRef),
  on(`DELETE ${repository}/git/refs/{ref}`, 'write', ['contents:write'], refs.deleteRef),
  on(`GET ${repository}/git/blobs/{file_sha}`, 'read', ['contents:read'], objects.getBlob),
  on(`POST ${repository}/git/blobs`, 'write', ['contents:write'], objects.createBlob),
  on(`GET ${repository}/git/trees/{tree_sha}`, 'read', ['contents:read'], repositories.getTree),
  on(`POST ${repository}/git/trees`, 'write', ['contents:write'], objects.createTree),
  on(
    `GET ${repository}/git/commits/{commit_sha}`,
    'read',
    ['contents:read'],
    objects.getCommitObject,
  ),
  on(`POST ${repository}/git/commits`, 'write', ['contents:write'], objects.createCommitObject),
];

const ofIssues: readonly Operation[] = [
  on(`GET ${repository}/issues`, 'read', ['issues:read'], issues.listIssues),
  on(`POST ${repository}/issues`, 'read', ['issues:write'], issues.createIssue),
  on(`GET ${issue}`, 'read', conversation('read'), issues.getIssue),
  on(`PATCH ${issue}`, 'author', conversation('write'), issues.updateIssue),
  on(`PUT ${issue}/lock`, 'write', conversation('write'), issues.lockIssue),
  on(`DELETE ${issue}/lock`, 'write', conversation('write'), issues.unlockIssue),
  on(`POST ${issue}/labels`, 'write', conversation('write'), issues.addLabels),
  on(`DELETE ${issue}/labels/{name}`, 'write', conversation('write'), issues.removeLabel),
  on(`PATCH ${repository}/labels/{name}`, 'write', conversation('write'), updateLabel),
  on(`DELETE ${repository}/labels/{name}`, 'write', conversation('write'), deleteLabel),
  on(`GET ${issue}/comments`, 'read', conversation('read'), comments.listComments),
  on(`POST ${issue}/comments`, 'read', conversation('write'), comments.createComment),
  on(`POST ${issue}/reactions`, 'read', conversation('write'), comments.createIssueReaction),
  on(`GET ${comment}`, 'read', conversation('read'), comments.getComment),
  on(`PATCH ${comment}`, 'author', conversation('write'), comments.updateComment),
  on(`DELETE ${comment}`, 'author', conversation('write'), comments.deleteComment),
  on(`GET ${comment}/reactions`, 'read', conversation('read'), comments.listReactions),
  on(`POST ${comment}/reactions`, 'read', conversation('write'), comments.createReaction),
];

const ofPulls: readonly Operation[] = [
  on(`GET ${repository}/pulls`, 'read', ['pull_requests:read'], pulls.listPulls),
  on(`POST ${repository}/pulls`, 'write', ['pull_requests:write'], pulls.createPull),
  on(`GET ${pull}`, 'read', ['pull_requests:read'], pulls.getPull),
  on(`PATCH ${pull}`, 'author', ['pull_requests:write'], pulls.patchPull),
  on(`GET ${pull}/files`, 'read', ['pull_requests:read'], pulls.listFiles),
  on(`GET ${pull}/commits`, 'read', ['pull_requests:read'], pulls.listCommits),
  on(`PUT ${pull}/merge`, 'write', ['contents:write'], mergePull),
];

export const operations: readonly Operation[] = [
  ...withoutRepository,
  ...ofRepositories,
  ...ofGit,
  ...ofIssues,
  ...ofPulls,
];
