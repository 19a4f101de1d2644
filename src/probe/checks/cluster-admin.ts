import { problem } from '../../problem.ts';
import { judgeable } from '../outage.ts';
import { type Check, failed, passed, unclear } from './check.ts';

/** An external provider's user may do everything with every resource. */
export const clusterAdmin: Check = ({ clusterAdmin: observed }) => {
  const answer = judgeable(observed);
  if (answer === undefined) return undefined;
  if ('refusal' in answer) return unclear(answer.refusal);
  return answer.value ? passed : failed(problem('not-cluster-admin', {}));
};
