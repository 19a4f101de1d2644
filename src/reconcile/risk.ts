import { type Operation, operations } from '../request/request.ts';
import type { Memory, Risk } from '../state/memory.ts';
import type { Action } from './action.ts';

/** So long one death is remembered, in milliseconds: what kills only now and then dies alone too. */
const rememberedMs = 24 * 60 * 60 * 1000;

/** As many prove it: what was in work at the first may have been beside it, at the second alone. */
const proof = 2;

/** What the work is for that it does, or says comes next; undefined where it is none. */
function operationOf(action: Action): Operation | undefined {
  switch (action.type) {
    case 'write-status':
      return action.memory.status.phase.type === 'checking'
        ? action.memory.status.operation
        : undefined;
    case 'examine':
    case 'probe-registered':
    case 'apply-job-secrets':
      return action.request.operation;
    case 'none':
    case 'answer':
    case 'delete-comment':
    case 'label-leak':
    case 'propose':
    case 'reword':
    case 'restore':
    case 'sign-again':
    case 'hold':
    case 'release':
    case 'close-pull-request':
    case 'close-again':
    case 'hand-over':
    case 'delete-branch':
    case 'plan-deployment':
    case 'propose-deployment':
    case 'close-issue':
    case 'reopen-issue':
      return undefined;
  }
}

/** Whether it is work on what is asked for, or says that this comes next. */
export function isWork(action: Action): boolean {
  return operationOf(action) !== undefined;
}

/**
 * Whether that takes apart what strangers send or their clusters answer, natively in parts. A
 * removal reads only what was merged and asks no cluster. It waits for long, and a mark each time it
 * is looked at again would be two edits for nothing.
 */
export function isRisky(action: Action): boolean {
  const operation = operationOf(action);
  return operation !== undefined && operations[operation].needsSubmission;
}

/**
 * The risk as a process sees it that begins to look at a request. Only one works on it at a time,
 * and takes its mark off whether it succeeds or not: what another one has left is where it ended.
 */
export function noticeDeath(risk: Risk | undefined, self: string, now: Date): Risk | undefined {
  if (!risk) return undefined;
  if (risk.by !== undefined && risk.by !== self) {
    return { deaths: risk.deaths + 1, diedAt: now.toISOString() };
  }
  const { by, deaths, diedAt } = risk;
  if (by !== undefined || deaths >= proof || diedAt === undefined) return risk;
  return now.getTime() - Date.parse(diedAt) < rememberedMs ? risk : undefined;
}

/** The mark of a process that begins. */
export function begin(risk: Risk | undefined, self: string): Risk {
  return { deaths: 0, ...risk, by: self };
}

/** What is left of it when the work is over. */
export function atRest(risk: Risk | undefined): Risk | undefined {
  if (!risk || risk.deaths === 0) return undefined;
  return { deaths: risk.deaths, diedAt: risk.diedAt };
}

/** Whether it is tried again only once a maintainer says so. */
export function isSetAside(memory: Memory | undefined): boolean {
  return (memory?.risk?.deaths ?? 0) >= proof;
}

/** Whether nothing else may be in work meanwhile. So a death tells what it was of. */
export function mustBeAlone(action: Action, memory: Memory | undefined): boolean {
  return beginsRisk(action) && (riskOf(action, memory)?.deaths ?? 0) > 0;
}

/** Whether it is risky, or marks that what comes next is. */
export function beginsRisk(action: Action): boolean {
  return action.type === 'write-status' ? action.memory.risk?.by !== undefined : isRisky(action);
}

function riskOf(action: Action, memory: Memory | undefined): Risk | undefined {
  return (action.type === 'write-status' ? action.memory : memory)?.risk;
}
