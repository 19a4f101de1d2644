import type { FaultAnswer, RequestHook } from '../../simulator/github/journal.ts';

/** A request as a plan of failures sees it. */
type Request = Parameters<RequestHook>[0];
type Fault = Awaited<ReturnType<RequestHook>>;

/** What goes wrong with one request, and with the times that it is repeated. */
export interface FaultKind {
  readonly name: string;
  /**
   * One for each time that the request comes; after the last one all is well. `late`: GitHub does
   * it only once the bot has given up and asks for something else.
   */
  readonly faults: readonly (NonNullable<Fault> | 'late')[];
  readonly appliesTo: (request: Pick<Request, 'method'>) => boolean;
}

const json = (status: number, message: string, headers = {}): FaultAnswer => ({
  status,
  headers,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

const badGateway = json(502, 'Server Error');
const badCredentials = json(401, 'Bad credentials');
const malformed: FaultAnswer = {
  status: 500,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  bytes: Buffer.from('{"message": "Server Err'),
};
const secondaryLimit = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
const noWait = { 'retry-after': '0' };

const all = () => true;
const reads = ({ method }: Pick<Request, 'method'>) => method === 'GET';

/** As often as octokit repeats a request by itself, and the first time. */
const outage: FaultKind['faults'] = Array.from({ length: 4 }, () => ({ before: badGateway }));

const fault = (
  name: string,
  faults: FaultKind['faults'],
  appliesTo: FaultKind['appliesTo'] = all,
): FaultKind => ({ name, faults, appliesTo });

export const faultKinds: readonly FaultKind[] = [
  fault('502 before the effect', [{ before: badGateway }]),
  fault('502 after the effect', [{ after: badGateway }]),
  fault('502 until octokit gives up', outage),
  fault('502 after the effect, until octokit gives up', [
    { after: badGateway },
    ...outage.slice(1),
  ]),
  fault('connection reset before the effect', [{ before: 'drop' }]),
  fault('connection reset after the effect', [{ after: 'drop' }]),
  fault('500 with malformed JSON after the effect', [{ after: malformed }]),
  fault('401', [{ before: badCredentials }]),
  fault('401 twice', [{ before: badCredentials }, { before: badCredentials }]),
  fault('403 secondary rate limit', [{ before: json(403, secondaryLimit, noWait) }]),
  fault('429', [{ before: json(429, secondaryLimit, noWait) }]),
  fault('404 from a replica that lags', [{ before: json(404, 'Not Found') }], reads),
  fault('404 for a write', [{ before: json(404, 'Not Found') }], (request) => !reads(request)),
  fault('an answer that never comes, after the effect', [{ after: 'hang' }]),
  fault('the effect only after the bot gave up', ['late']),
  fault('410', [{ before: json(410, 'Gone') }]),
  fault('409', [{ before: json(409, 'Conflict') }]),
  fault('422', [{ before: json(422, 'Validation Failed') }]),
];

/** Lets the request at an index fail as often as the kind says, repetitions of it included. */
export function failAt(index: number, { faults }: FaultKind): RequestHook {
  let seen = -1;
  let target: Request | undefined;
  let times = 0;
  let land: (() => void) | undefined;
  return (request) => {
    land?.();
    land = undefined;
    seen += 1;
    if (seen === index) target = request;
    const isTarget = target && request.method === target.method && request.path === target.path;
    if (!isTarget || times >= faults.length) return undefined;
    times += 1;
    const fault = faults[times - 1];
    if (fault !== 'late') return fault;
    return new Promise((resolve) => {
      land = () => resolve(undefined);
    });
  };
}
