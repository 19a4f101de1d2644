import { problem } from '../../problem.ts';
import { aboutOf, memoryOf } from '../about.ts';
import type { Action } from '../action.ts';
import { atRest, begin, isRisky, isSetAside, isWork, noticeDeath } from '../risk.ts';
import type { Snapshot } from '../snapshot.ts';
import { decide } from './decide.ts';
import { writeStatusAndHold } from './hold.ts';

/**
 * The next step, with the mark in the status comment that a process leaves where it dies: set
 * before what may kill it, and taken off by what is written afterwards. What has killed it alone is
 * not walked into again. Pure, as {@link decide}. `self` names the process.
 */
export function decideCarefully(given: Snapshot, self: string): Action {
  const snapshot = withNoticed(given, self);
  const action = decide(snapshot);
  if (isSetAside(snapshot.memory) && isWork(action)) return setAside(snapshot);
  if (isRisky(action)) return takeRisk(action, snapshot, self);
  if (action.type === 'write-status') {
    return { ...action, memory: { ...action.memory, risk: atRest(action.memory.risk) } };
  }
  return action.type === 'none' ? takeOff(snapshot) : action;
}

function takeRisk(action: Action, snapshot: Snapshot, self: string): Action {
  // Where something is said all the same the mark rides along.
  if (action.type === 'write-status') {
    return { ...action, memory: { ...action.memory, risk: begin(action.memory.risk, self) } };
  }
  const memory = memoryOf(snapshot);
  if (!memory || snapshot.statusComment?.recorded?.risk?.by === self) return action;
  return { type: 'write-status', memory: { ...memory, risk: begin(memory.risk, self) } };
}

function setAside(snapshot: Snapshot): Action {
  const about = aboutOf(snapshot);
  if (!about) return { type: 'none' };
  const phase = { type: 'needs-change', problem: problem('request-set-aside', {}) } as const;
  // What is open for review was made before: nobody knows what it lacks now.
  return writeStatusAndHold(snapshot, about, { phase }, true) ?? { type: 'none' };
}

/** Where nothing is left to do, nothing is in work. */
function takeOff({ issue, memory, statusComment }: Snapshot): Action {
  const recorded = statusComment?.recorded;
  // What others have made of it is left alone by then, see `restoreWords`.
  if (recorded?.risk?.by === undefined || issue.locked || statusComment?.isChanged) {
    return { type: 'none' };
  }
  const after = memory ?? recorded;
  return { type: 'write-status', memory: { ...after, risk: atRest(after.risk) } };
}

function withNoticed(snapshot: Snapshot, self: string): Snapshot {
  const { memory, now } = snapshot;
  if (!memory?.risk) return snapshot;
  return { ...snapshot, memory: { ...memory, risk: noticeDeath(memory.risk, self, now) } };
}
