import * as z from 'zod/mini';
import { probeMessages } from '../../messages/probe.ts';
import { publicKey } from '../../messages/sandbox.ts';
import type { Report } from '../../probe/report.ts';
import type { Probe, Prober } from '../../prober/prober.ts';
import { failAfter, type OnDeath, problemAfter } from './deaths.ts';
import { type Helper, startHelper } from './helper.ts';
import {
  type Command,
  confined,
  type HelperProgram,
  memoryLimits,
  type WorkLimits,
} from './limits.ts';
import { performIn, type Remote } from './perform.ts';
import { createPool } from './pool.ts';

export interface ProberProcesses {
  readonly prober: Prober;
  readonly stop: () => void;
}

/** All calls to a cluster take 15 s at most, and the last thing that a prober does is to close. */
const defaultLimits: WorkLimits = { timeMs: 20_000, memoryBytes: memoryLimits.prober };

const answerBytes = 1024 * 1024;

const hello = z.object({ publicKey });

/** Looks at each cluster from a process of its own, which ends afterwards; two at once. */
export function startProberProcesses(
  program: HelperProgram,
  onDeath: OnDeath,
  { timeMs, memoryBytes }: WorkLimits = defaultLimits,
): ProberProcesses {
  const command = proberCommand(program);
  const start = () => startHelper(command, { memoryBytes, answerBytes });
  const pool = createPool({ start, atOnce: 2, spares: { count: 1 }, reuse: false });
  const call =
    <Input, Output>(operation: keyof Probe, message: Remote<Input, Output>['message']) =>
    (helper: Helper, input: Input): Promise<Output> =>
      performIn(helper, { operation, message, timeMs, onDeath }, input);
  const look = call('look', probeMessages.look);
  const applyJobSecrets = call('applyJobSecrets', probeMessages.applyJobSecrets);
  return {
    prober: {
      use: (work) =>
        pool.use(async (helper) =>
          work({
            ...hello.parse(await helper.begun),
            look: (task) => look(helper, task).catch(reportOn),
            applyJobSecrets: (task) =>
              applyJobSecrets(helper, task).catch((error: unknown) => failAfter(error, 'cluster')),
          }),
        ),
    },
    stop: pool.stop,
  };
}

/**
 * The report on a cluster that has ended whoever looked at it. So it is looked at again as any other
 * that does not answer as it should: for a week.
 */
function reportOn(error: unknown): Report {
  const reason = problemAfter(error, 'cluster');
  return { checks: [{ check: 'reachable', outcome: 'failed', problem: reason }] };
}

/** What a prober is started with. */
export function proberCommand(program: HelperProgram): Command {
  return confined(program, { network: true, heapMb: 64 });
}
