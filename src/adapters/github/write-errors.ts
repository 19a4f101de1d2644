import { fail } from '../../problem.ts';
import type { RepositoryName } from './app.ts';
import { isGraphqlRefusal, messageOf, statusOf } from './errors.ts';
import { pauseOf } from './transport/rate-limit.ts';

/** A ruleset, a protected branch and more, in the words of REST and GraphQL. */
const rules = /rule violation|protected branch|was archived|not accessible by integration/i;

/** In whichever way it tells how long. */
const limits = /rate limit/i;

/**
 * For writes: throws `write-refused` for what GitHub will not do however often it is asked, as the
 * App lacks a permission, a ruleset forbids it, or the repository is archived. Anything else is
 * thrown again.
 */
export function explainRefusal({ owner, repo }: RepositoryName): (error: unknown) => never {
  return (error) => {
    const isLimit = pauseOf(error) !== undefined || limits.test(messageOf(error));
    const isForbidden = statusOf(error) === 403 && !isLimit;
    const isAgainstRules =
      (statusOf(error) === 422 || isGraphqlRefusal(error)) && rules.test(messageOf(error));
    if (isForbidden || isAgainstRules) fail('write-refused', { repository: `${owner}/${repo}` });
    throw error;
  };
}
