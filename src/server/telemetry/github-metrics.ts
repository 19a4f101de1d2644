import type { GitHubAnswer } from '../../adapters/github/transport/metrics.ts';
import type { ProblemId } from '../../problem.ts';
import type { Maker } from './make-metrics.ts';

/** How GitHub answers the bot. */
export interface GitHubMetrics {
  readonly stepRefused: (step: string, problem: ProblemId) => void;
  /** `client` is the name of a repository in the configuration, or `app`. */
  readonly githubAnswered: (client: string, answer: GitHubAnswer) => void;
  readonly githubPaused: () => void;
}

export function githubMetrics(make: Maker): GitHubMetrics {
  return { ...refusals(make), ...answers(make) };
}

function refusals({ counter }: Maker): Pick<GitHubMetrics, 'stepRefused'> {
  const refused = counter(
    'steps_refused_total',
    'Steps that GitHub refused for good, or so often that they are left for now.',
    ['step', 'problem'],
  );
  return { stepRefused: (step, problem) => refused.inc({ step, problem }) };
}

function answers({ counter, gauge }: Maker): Omit<GitHubMetrics, 'stepRefused'> {
  const requests = counter(
    'github_requests_total',
    "Requests to GitHub; those answered with 304 don't count against its limit.",
    ['client', 'status'],
  );
  const remaining = gauge(
    'github_rate_limit_remaining',
    "Requests that are left until GitHub's limit is reset, at most an hour later.",
    ['client'],
  );
  const pauses = counter(
    'github_pauses_total',
    'How often GitHub asked to be left alone for a while.',
    [],
  );
  return {
    githubPaused: () => pauses.inc(),
    githubAnswered: (client, answer) => {
      requests.inc({ client, status: statusClass(answer.status) });
      if (answer.remaining !== undefined) remaining.set({ client }, answer.remaining);
    },
  };
}

/** Few values, and those apart that mean something: nothing new, and too fast. */
function statusClass(status: number | undefined): string {
  if (status === undefined) return 'none';
  return status === 304 || status === 429 ? String(status) : `${Math.floor(status / 100)}xx`;
}
