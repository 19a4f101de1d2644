import { problem } from '../../problem.ts';
import { type Check, passed, warning } from './check.ts';

/** The service account can do nothing outside of the namespace of the jobs. */
export const leastPrivilege: Check = ({ accessInExcess = [] }, { jobsNamespace }) => {
  const granted = accessInExcess.filter(({ answer }) => answer.ok && answer.value);
  if (granted.length > 0) {
    const excess = problem('permissions-excess', { namespace: jobsNamespace });
    const access = granted.map(({ access: { verb, resource } }) => `${verb} ${resource}`);
    return warning(excess, { type: 'everywhere', access });
  }
  // It only ever warns, so an unanswered question has nothing to add.
  const isAnswered = accessInExcess.every(({ answer }) => answer.ok);
  return accessInExcess.length > 0 && isAnswered ? passed : undefined;
};
