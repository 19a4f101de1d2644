import type { FaultAnswer } from '../../simulator/github/journal.ts';

const said = (status: number, message: string, errors?: readonly { message: string }[]) =>
  ({ status, body: { message, ...(errors && { errors: [...errors] }) } }) satisfies FaultAnswer;

const apps = 'GitHub Apps are not permitted to create or approve pull requests.';
const allowList =
  'Although you appear to have the correct authorization credentials, the `kubevirt` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.';

/** What GitHub answers for good, in its own words. */
export const refusals: readonly (readonly [string, FaultAnswer])[] = [
  ['403, a permission', said(403, 'Resource not accessible by integration')],
  ['422, apps', said(422, 'Validation Failed', [{ message: apps }])],
  [
    '409, secret scanning',
    said(409, 'Repository rule violations found\n\nSecret detected in content\n'),
  ],
  ['404', said(404, 'Not Found')],
  ['422, a ruleset', said(422, 'Repository rule violations found\n\nCannot update this branch.')],
  ['410', said(410, 'Issues has been disabled in this repository.')],
  ['403, an IP allow list', said(403, allowList)],
  ['401', said(401, 'Bad credentials')],
  ['403, archived', said(403, 'Repository was archived so is read-only.')],
  ['422', said(422, 'Validation Failed')],
  ['451', said(451, 'Repository access blocked')],
  ['503', said(503, 'Service Unavailable')],
];
