import type { ProblemText } from './problem-text.ts';

interface Meaning {
  readonly statuses: readonly number[];
  readonly what: string;
  readonly fix: string;
  readonly command: string;
}

const askReadiness = "kubectl get --raw '/readyz?verbose'";
const askVersion = 'kubectl get --raw /version';
const standsBefore = 'What stands before the API server';
const seeProxy =
  'See to the proxy, firewall or gateway before it, or put the address of the API server itself into `server`.';

/** What statuses mean that an API server, or what stands before it, answers instead of a result. */
const meanings: readonly Meaning[] = [
  {
    statuses: [429],
    what: 'The API server has more requests than it answers, and turns the bot away again and again',
    fix: 'See who asks so much of it; the bot looks again.',
    command: 'kubectl get --raw /debug/api_priority_and_fairness/dump_priority_levels',
  },
  {
    statuses: [502, 503, 504],
    what: 'The API server, or what stands before it, answers again and again that it can not',
    fix: 'See to the health of the control plane, and of the load balancer or proxy before it.',
    command: askReadiness,
  },
  {
    statuses: [520, 521, 522, 523, 524, 530],
    what: `${standsBefore} does not reach it, or gets no answer`,
    fix: seeProxy,
    command: askReadiness,
  },
  {
    statuses: [525, 526],
    what: `${standsBefore} does not come to terms with it on TLS`,
    fix: seeProxy,
    command: askReadiness,
  },
  {
    statuses: [407, 511],
    what: `${standsBefore} wants a login of its own`,
    fix: seeProxy,
    command: askVersion,
  },
  {
    statuses: [403, 406, 451],
    what: `${standsBefore} does not let the bot through: the answer is not one of Kubernetes`,
    fix: seeProxy,
    command: askVersion,
  },
  {
    statuses: [421],
    what: `${standsBefore} has no server under the name that it is asked for`,
    fix: 'Put the name of the API server into `server`, not its address.',
    command: askVersion,
  },
  {
    statuses: [426, 505],
    what: `${standsBefore} wants another version of HTTP than 1.1`,
    fix: 'Let it speak HTTP/1.1 beside HTTP/2, as the API server itself does.',
    command: askVersion,
  },
];

const refusal: Omit<Meaning, 'statuses'> = {
  what: 'The API server, or what stands before it, refuses to tell its version',
  fix: seeProxy,
  command: askVersion,
};

const failure: Omit<Meaning, 'statuses'> = {
  what: 'The API server answered with an error of its own',
  fix: 'See to the health of the control plane.',
  command: askReadiness,
};

export function serverError({ status }: { readonly status: number }): ProblemText {
  const known = meanings.find(({ statuses }) => statuses.includes(status));
  const { what, fix, command } = known ?? (status < 500 ? refusal : failure);
  return { what: `${what} (HTTP ${status}).`, fix, command };
}
