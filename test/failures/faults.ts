import type { FaultAnswer, RequestHook } from '../../simulator/github/journal.ts';

/** A request as a plan of failures sees it. */
type Request = Parameters<RequestHook>[0];
type Fault = Awaited<ReturnType<RequestHook>>;

/** What goes wrong with one request, and with the times that it is repeated. */
export interface FaultKind {
  readonly name: string;
  /** One for each time that the request comes; after the last one all is well. */
  readonly faults: readonly NonNullable<Fault>[];
  readonly appliesTo?: (request: Pick<Request, 'method'>) => boolean;
}

const json = (status: number, message: string, headers = {}): FaultAnswer => ({
  status,
  headers,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

const badGateway = json(502, 'Server Error');
const malformed: FaultAnswer = {
  status: 500,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  bytes: Buffer.from('{"message": "Server Err'),
};
const secondaryLimit = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
const noWait = { 'retry-after': '0' };

const reads = ({ method }: Pick<Request, 'method'>) => method === 'GET';

/** As often as octokit repeats a request by itself, and the first time. */
const outage = Array.from({ length: 4 }, () => ({ before: badGateway }));

export const faultKinds: readonly FaultKind[] = [
  { name: '502 before the effect', faults: [{ before: badGateway }] },
  { name: '502 after the effect', faults: [{ after: badGateway }] },
  { name: '502 until octokit gives up', faults: outage },
  {
    name: '502 after the effect, and until octokit gives up',
    faults: [{ after: badGateway }, ...outage.slice(1)],
  },
  { name: 'connection reset before the effect', faults: [{ before: 'drop' }] },
  { name: 'connection reset after the effect', faults: [{ after: 'drop' }] },
  { name: '500 with malformed JSON after the effect', faults: [{ after: malformed }] },
  { name: '401', faults: [{ before: json(401, 'Bad credentials') }] },
  { name: '401 twice', faults: Array(2).fill({ before: json(401, 'Bad credentials') }) },
  { name: '403 secondary rate limit', faults: [{ before: json(403, secondaryLimit, noWait) }] },
  { name: '429', faults: [{ before: json(429, secondaryLimit, noWait) }] },
  {
    name: '404 from a replica that lags',
    faults: [{ before: json(404, 'Not Found') }],
    appliesTo: reads,
  },
  {
    name: '404 for a write',
    faults: [{ before: json(404, 'Not Found') }],
    appliesTo: (request) => !reads(request),
  },
  { name: '409', faults: [{ before: json(409, 'Conflict') }] },
  { name: '422', faults: [{ before: json(422, 'Validation Failed') }] },
];

/** Lets the request at an index fail as often as the kind says, repetitions of it included. */
export function failAt(index: number, { faults }: FaultKind): RequestHook {
  let seen = -1;
  let target: Request | undefined;
  let times = 0;
  return (request) => {
    seen += 1;
    if (seen === index) target = request;
    const isTarget = target && request.method === target.method && request.path === target.path;
    if (!isTarget || times >= faults.length) return undefined;
    times += 1;
    return faults[times - 1];
  };
}
