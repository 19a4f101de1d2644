import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import { type Problem, type ProblemDetails, problem } from '../../problem.ts';
import { isRefusedAtAdmission } from '../admission-refusal.ts';
import type { Answer, ClusterFailure } from '../cluster.ts';
import { evidenceOf } from '../evidence.ts';
import type { Observations } from '../observe.ts';
import { isApiServer, outageOf } from '../outage.ts';
import { type Check, failed, passed } from './check.ts';

/**
 * A Kubernetes API answers every call, over TLS verified against the given authority. An outage
 * is told here, once, and not again by each check that it leaves without an answer.
 */
export const reachable: Check = (observations, { kubeconfig }) => {
  const outage = firstOutage(observations);
  if (outage?.failure.type === 'address-refused') {
    return failed(problem('cluster-address', { server: serverIn(kubeconfig) }));
  }
  if (outage && isUnknownName(outage.problem) && privateNames.test(hostOf(kubeconfig))) {
    return failed(problem('cluster-address', { server: 'private name' }));
  }
  if (outage) return failed(outage.problem, evidenceOf(outage.failure));
  const { version } = observations;
  if (version.ok || isApiServer(observations)) return passed;
  return failed(withoutVersion(version.failure), evidenceOf(version.failure));
};

/** What tools that run a cluster on the machine itself write for it. */
const ownNames =
  /^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\]|(?:host|kubernetes)\.docker\.internal)$/;

/** Of one label, or in a domain that no server for names on the internet has. */
const privateNames =
  /^[^.]+\.?$|\.(?:svc|local|internal|intranet|lan|home|corp|localdomain|test)\.?$/;

function isUnknownName({ id, details }: Problem): boolean {
  return id === 'cluster-unreachable' && 'reason' in details && details.reason === 'name not found';
}

function hostOf({ server }: Kubeconfig): string {
  return new URL(server).hostname;
}

function serverIn(kubeconfig: Kubeconfig): ProblemDetails['cluster-address']['server'] {
  const hostname = hostOf(kubeconfig);
  if (ownNames.test(hostname)) return 'this machine';
  return /^[\d.]+$|^\[/.test(hostname) ? 'private address' : 'name';
}

/**
 * With TLS 1.3 the handshake is over before the server sees that there is no certificate of the
 * client, so all that shows of it is that the server hangs up on the first request.
 */
function isHangUp(failure: ClusterFailure): boolean {
  return failure.type === 'transport' && failure.code === 'UND_ERR_SOCKET';
}

interface Outage {
  readonly failure: ClusterFailure;
  readonly problem: Problem;
}

function firstOutage(observations: Observations): Outage | undefined {
  const { version } = observations;
  if (!version.ok && isHangUp(version.failure)) {
    const wanted = problem('cluster-tls', { reason: 'client certificate wanted' });
    return { failure: version.failure, problem: wanted };
  }
  for (const answer of answersOf(observations)) {
    const found = answer && !answer.ok && outageOf(answer.failure);
    if (found) return { failure: answer.failure, problem: found };
  }
  return undefined;
}

/** Answers that the server could not give. What something else refuses at admission is not among them. */
function answersOf(observations: Observations): readonly (Answer<unknown> | undefined)[] {
  const { podAdmission, secretAdmission, access = [], accessInExcess = [] } = observations;
  return [
    observations.version,
    observations.whoAmI,
    observations.namespace,
    observations.serviceAccount,
    observations.tokenSecrets,
    ...[...access, ...accessInExcess].map(({ answer }) => answer),
    ...[podAdmission, secretAdmission].filter((answer) => !isRefusedAtAdmission(answer)),
    observations.controlPlaneNodes,
    observations.apiServerAddresses,
    observations.clusterAdmin,
  ];
}

function withoutVersion(failure: ClusterFailure): Problem {
  const isRefusal = failure.type === 'http' && failure.status !== 404;
  // An API server that refuses its own version does so with every path that it does not know.
  return isRefusal && failure.reason !== 'Forbidden'
    ? problem('cluster-error', { status: failure.status })
    : problem('cluster-not-kubernetes', {});
}
