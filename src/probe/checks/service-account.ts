import { problem } from '../../problem.ts';
import { judgeable } from '../outage.ts';
import { type Check, failed, passed } from './check.ts';

/** The service account that the credentials are of exists. */
export const serviceAccount: Check = (observations, { jobsNamespace }) => {
  const answer = judgeable(observations.serviceAccount);
  if (answer === undefined) return undefined;
  if (!('refusal' in answer)) return passed;
  if (answer.refusal.status === 404) {
    return failed(problem('service-account-missing', { namespace: jobsNamespace }));
  }
  // The server looks it up whenever it accepts its token; that it may not read itself is fine.
  return passed;
};
