import type { ProblemText } from './problem-text.ts';

interface Meaning {
  readonly statuses: readonly number[];
  readonly what: string;
  readonly fix: string;
  readonly command: string;
}

const askReadiness = "kubectl get --raw '/readyz?verbose'";
const askVersion = 'kubectl get --raw /version';
const inFront = 'What is in front of the API server';
const seeProxy =
  'Check the proxy, firewall or gateway in front of the API server, or set `server` to the address of the API server itself.';

/** What statuses mean that an API server, or what is in front of it, answers instead of a result. */
const meanings: readonly Meaning[] = [
  {
    statuses: [429],
    what: 'The API server has too many requests, and refused those of the bot several times',
    fix: 'Check which clients send so many requests to the API server.',
    command: 'kubectl get --raw /debug/api_priority_and_fairness/dump_priority_levels',
  },
  {
    statuses: [502, 503, 504],
    what: 'The API server, or what is in front of it, answers again and again that it is not available',
    fix: 'Check the health of the control plane, and of the load balancer or proxy in front of it.',
    command: askReadiness,
  },
  {
    statuses: [520, 521, 522, 523, 524, 530],
    what: `${inFront} cannot reach it, or gets no answer`,
    fix: seeProxy,
    command: askReadiness,
  },
  {
    statuses: [525, 526],
    what: `${inFront} cannot agree with it on TLS`,
    fix: seeProxy,
    command: askReadiness,
  },
  {
    statuses: [407, 511],
    what: `${inFront} requires a login of its own`,
    fix: seeProxy,
    command: askVersion,
  },
  {
    statuses: [403, 406, 451],
    what: `${inFront} does not let the bot through: the answer does not come from Kubernetes`,
    fix: seeProxy,
    command: askVersion,
  },
  {
    statuses: [421],
    what: `${inFront} does not serve the name in the kubeconfig`,
    fix: 'Set `server` to the name of the API server instead of its address.',
    command: askVersion,
  },
  {
    statuses: [426, 505],
    what: `${inFront} requires another version of HTTP than 1.1`,
    fix: 'Enable HTTP/1.1 as well as HTTP/2 in the proxy, as the API server itself does.',
    command: askVersion,
  },
];

const refusal: Omit<Meaning, 'statuses'> = {
  what: 'The API server, or what is in front of it, refuses to tell its version',
  fix: seeProxy,
  command: askVersion,
};

const failure: Omit<Meaning, 'statuses'> = {
  what: 'The API server answered with an internal error',
  fix: 'Check the health of the control plane.',
  command: askReadiness,
};

export function serverError({ status }: { readonly status: number }): ProblemText {
  const known = meanings.find(({ statuses }) => statuses.includes(status));
  const { what, fix, command } = known ?? (status < 500 ? refusal : failure);
  return { what: `${what} (HTTP ${status}).`, fix, command };
}
