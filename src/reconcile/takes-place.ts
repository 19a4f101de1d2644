import { operations } from '../request/request.ts';
import type { Action } from './action.ts';

/**
 * Whether it takes one of the places that a person has, see {@link Place}: work on a submission or
 * at a cluster. A removal asks no cluster and keeps nobody waiting.
 */
export function takesPlace(action: Action): boolean {
  switch (action.type) {
    case 'search-attachments':
    case 'recognise':
      return true;
    case 'examine':
    case 'probe-registered':
    case 'apply-job-secrets':
      return operations[action.request.operation].needsSubmission;
    case 'none':
    case 'write-status':
    case 'write-hint':
    case 'react':
    case 'note-look':
    case 'answer':
    case 'delete-comment':
    case 'label-leak':
    case 'propose':
    case 'renew':
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
    case 'ask-mergeable':
    case 'keep-commit':
    case 'close-issue':
    case 'reopen-issue':
      return false;
  }
}
