import { problem } from '../../problem.ts';
import { describeFailure } from '../evidence.ts';
import { isApiServer, judgeable } from '../outage.ts';
import { isRefused } from '../user.ts';
import { type Check, failed, passed } from './check.ts';

/** The server takes the token or the certificate for that of a user it knows. */
export const credentials: Check = ({ version, whoAmI }) => {
  if (!isApiServer({ version, whoAmI }) || judgeable(whoAmI) === undefined) return undefined;
  const evidence = whoAmI.ok ? whoAmI.value : describeFailure(whoAmI.failure);
  return isRefused(whoAmI)
    ? failed(problem('credentials-refused', {}), evidence)
    : passed(evidence);
};
