import { describe, expect, test } from 'vitest';
import { explainFailure } from '../../../src/adapters/github/refusals.ts';

const url = 'https://api.github.com/repos/kubevirt/secrets/pulls';

/** As octokit throws it. */
function failure(status: number, data: object, headers = {}): Error {
  const [message] = Object.values(data);
  const details = { status, request: { method: 'POST', url }, response: { data, headers } };
  return Object.assign(new Error(`${message}: ${JSON.stringify(data)}`), details);
}
const validation = (...messages: readonly string[]) => ({
  message: 'Validation Failed',
  errors: messages.map((message) => ({ resource: 'PullRequest', code: 'custom', message })),
});
const graphql = (message: string) =>
  Object.assign(new Error(message), { name: 'GraphqlResponseError', errors: [{ message }] });

describe('what GitHub refuses for good, in its own words', () => {
  const allowList =
    'Although you appear to have the correct authorization credentials, the `kubevirt` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.';
  const rules = 'Repository rule violations found\n\nSecret detected in content\n';
  const apps = 'GitHub Apps are not permitted to create or approve pull requests.';

  test.each<[string, number, object, string]>([
    [
      'a permission that the App lacks',
      403,
      { message: 'Resource not accessible by integration' },
      'Resource not accessible by integration',
    ],
    [
      'a suspended App',
      403,
      { message: 'This installation has been suspended' },
      'This installation has been suspended',
    ],
    ['an IP allow list', 403, { message: allowList }, allowList.slice(0, -1)],
    [
      'an archived repository',
      403,
      { message: 'Repository was archived so is read-only.' },
      'Repository was archived so is read-only',
    ],
    [
      'secret scanning',
      409,
      { message: rules },
      'Repository rule violations found; Secret detected in content',
    ],
    [
      'a ruleset',
      422,
      { message: 'Repository rule violations found\n\nCannot create ref.' },
      'Repository rule violations found; Cannot create ref',
    ],
    [
      'an organization without apps',
      422,
      validation(apps),
      `Validation Failed; ${apps.slice(0, -1)}`,
    ],
    ['a law', 451, { message: 'Repository access blocked' }, 'Repository access blocked'],
  ])('%s', (_what, status, data, said) => {
    const details = { repository: 'kubevirt/secrets', status, said };
    const problem = { id: 'github-refused', details };
    expect(explainFailure(failure(status, data))).toEqual({ problem, mayPass: false });
  });

  test('a ruleset, as GraphQL tells it', () => {
    const said = 'Repository rule violations found';
    const problem = { id: 'github-refused', details: { said, status: undefined } };
    expect(explainFailure(graphql(said))).toEqual({ problem, mayPass: false });
  });
});

test.each<[number, string]>([
  [401, 'Bad credentials'],
  [404, 'Not Found'],
  [409, 'Conflict'],
  [410, 'Issues has been disabled in this repository.'],
  [422, 'Reference already exists'],
])('%i may be answered otherwise in a moment', (status, message) => {
  const said = message.replace(/\.$/, '');
  expect(explainFailure(failure(status, { message }))).toMatchObject({
    problem: { id: 'github-refused', details: { status, said } },
    mayPass: true,
  });
});

test('a failure of GitHub passes', () => {
  const problem = { id: 'github-failed', details: { status: 502 } };
  const failed = failure(502, { message: 'Server Error' });
  expect(explainFailure(failed)).toEqual({ problem, mayPass: true });
});

test.each([
  ['403', failure(403, { message: 'You have exceeded a secondary rate limit.' })],
  ['429', failure(429, { message: 'Slow' }, { 'retry-after': '60' })],
  ['GraphQL', graphql('API rate limit exceeded')],
])('a limit is waited for: %s', (_what, error) => {
  expect(() => explainFailure(error)).toThrow(error);
});

test.each([
  ['not an error of GitHub', new TypeError('undefined is not a function')],
  ['nothing', undefined],
])('%s means nothing to it', (_what, error) => {
  expect(explainFailure(error)).toBeUndefined();
});

test.each([
  ['what was sent', 'For \'properties/0\', "LS0tLS1CRUdJTg==" is not a string.'],
  ['an address', 'Look at https://github.com/kubevirt/secrets/security'],
  ['a host', 'The server api.example.org is not known'],
  ['a token', 'The token ghs_16C7e42F292c6912E7710c838347Ae178B4a is not valid'],
  ['a long word', 'Invalid LStLStBRUdJTiBQR1AgTUVTUOFHRS'],
  ['a number that tells of somebody', 'No access for 192013011'],
  ['a mention', 'Ask @kubevirt-admin'],
  ['markup', 'Not **allowed** <b>here</b>'],
  ['a command', '/onboard cancel'],
  ['a reference', 'Fixes #12'],
])('of what GitHub says nobody reads %s', (_what, message) => {
  const told = explainFailure(failure(422, { message: `Not allowed.\n${message}` }));
  expect(told?.problem.details).toEqual({
    repository: 'kubevirt/secrets',
    status: 422,
    said: 'Not allowed',
  });
});

test('its words have an end', () => {
  const message = 'No '.repeat(10_000);
  const { details } = explainFailure(failure(403, { message }))?.problem ?? {};
  expect(JSON.stringify(details).length).toBeLessThan(400);
});
