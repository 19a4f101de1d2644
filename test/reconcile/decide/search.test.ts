import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import type { Snapshot } from '../../../src/reconcile/snapshot.ts';
import { keyOf } from '../../../src/reconcile/submitted.ts';
import { freshMemory } from '../../../src/state/memory.ts';
import { candidatesKey } from '../../../src/state/request-keys.ts';
import {
  base,
  candidatesAre,
  issue,
  now,
  proposal,
  proposed,
  pull,
  request,
  situation,
  step,
  submission,
  written,
} from '../situations.ts';

const newer = { ...submission, url: 'newer', fingerprint: 'newer' } as const;
const candidates = candidatesAre(newer, submission);
const keyed = candidatesKey(candidates.each);
/** Nobody has looked which of the two it is. */
const undecided = { candidates, submission: undefined, search: undefined } as const;
const credentials = ['of this request'];
const claiming = { ...proposal, claim: { credentials, since: now.toISOString() } };
const opened = { ...proposed, pull: pull(), ...undecided } as const;

describe('where nobody knows which file is the submission', () => {
  test('they are looked into, and nothing is said before', () => {
    expect(step(situation(undecided))).toBe('search-attachments');
  });

  test('what is open stays as it is, without a word', () => {
    expect(step(situation(opened))).toBe('search-attachments');
  });

  test.each<[string, Partial<Snapshot>, string]>([
    ['it is the one that is proposed: nothing happens', { submission }, 'none'],
    ['it is another message: what is open is given up', { submission: newer }, 'write proposed'],
    [
      'it is no message: what is open is held by what it is found to be',
      { submission: newer, search: { holds: 'nothing' } },
      'examine',
    ],
    ['nor by a damaged one', { submission: newer, search: { holds: 'damaged' } }, 'examine'],
  ])('once that is known: %s', (_what, found, expected) => {
    const memory = {
      ...proposed.memory,
      examined: proposed.memory.examined && {
        ...proposed.memory.examined,
        otherAttachments: keyed,
      },
    };
    const known = { memory, statusComment: { id: 100, recorded: memory } };
    const snapshot = situation({ ...opened, ...known, search: { holds: 'message' }, ...found });
    expect(step(snapshot)).toBe(expected);
    if (expected === 'write proposed') expect(written(snapshot).superseded?.secrets).toBe(7);
  });

  test('a message that was examined and passed takes the place of another in the end', () => {
    const passed = { outcome: 'passed', report: { checks: [] }, change: [], base } as const;
    const found = { submission: newer, search: { holds: 'nothing' }, examination: passed } as const;
    expect(written(situation({ ...opened, ...found })).superseded?.secrets).toBe(7);
  });

  test('what cannot be had holds what is open, and is tried again later', () => {
    const reason = problem('attachment-unavailable', {});
    const examination = { outcome: 'problem', problem: reason } as const;
    const failed = situation({ ...opened, examination });
    const memory = written(failed);
    expect(memory).toMatchObject({
      ...{ heldPull: 7, status: { phase: { type: 'needs-change', problem: reason } } },
      examined: { key: keyOf(failed, request), outcome: 'problem' },
    });
    expect(memory.superseded).toBeUndefined();
    const remembered = { memory, statusComment: { id: 100, recorded: memory } };
    const later = situation({ ...opened, ...remembered });
    expect(step(later)).toBe('hold');
    const held = { ...later, pull: pull({ labels: ['do-not-merge/hold'] }) };
    expect(step(held)).toBe('none');
    const due = { ...held, now: new Date(now.getTime() + 600_001) };
    expect(step(due)).toBe('search-attachments');
    const another = {
      ...held,
      candidates: candidatesAre({ ...newer, fingerprint: 'x' }, submission),
    };
    expect(step(another)).toBe('search-attachments');
  });

  test.each<[string, Partial<Snapshot>]>([
    ['another request has submitted it before', { pull: pull(), isReplayed: true }],
    ['others have committed to it', { pull: pull({ branchState: "somebody else's work" }) }],
  ])('that is said, though %s', (_what, changes) => {
    const examination = { outcome: 'problem', problem: problem('attachment-gone', {}) } as const;
    const memory = written(situation({ ...opened, ...changes, examination }));
    expect(memory.status.phase).toMatchObject({ problem: { id: 'attachment-gone' } });
    const known = { memory, statusComment: { id: 100, recorded: memory } };
    expect(step(situation({ ...opened, ...changes, ...known }))).toBe('hold');
  });

  test('what is gone is not tried again, but by a command', () => {
    const examination = { outcome: 'problem', problem: problem('attachment-gone', {}) } as const;
    const memory = written(situation({ ...undecided, examination }));
    const known = { memory, statusComment: { id: 100, recorded: memory } };
    const later = situation({ ...undecided, ...known, now: new Date(now.getTime() + 6_000_000) });
    expect(step(later)).toBe('none');
    const forgotten = { ...memory, examined: undefined };
    expect(step({ ...later, memory: forgotten })).toBe('search-attachments');
  });

  test.each<[string, Partial<Snapshot>]>([
    ['was submitted before by another request', { isReplayed: true }],
    ['is public by now', { memory: { ...proposed.memory, leaked: credentials } }],
  ])('what is gone is told, and nothing else, where what it replaces %s', (_what, found) => {
    const examination = { outcome: 'problem', problem: problem('attachment-gone', {}) } as const;
    const held = pull({ proposal: claiming, labels: ['do-not-merge/hold'] });
    const memory = written(situation({ ...opened, ...found, pull: held, examination }));
    const known = { memory, statusComment: { id: 100, recorded: memory } };
    expect(step(situation({ ...opened, ...found, ...known, pull: held }))).toBe('none');
  });

  test('and too many changes were made, they wait', () => {
    const at = now.toISOString();
    const past = [{ at }, { at }, { at }, { at }];
    const memory = { ...freshMemory(request), superseded: { secrets: 0, deployment: 0, past } };
    expect(written(situation({ ...undecided, memory })).status.phase).toMatchObject({
      problem: { id: 'changed-too-often' },
    });
  });

  test('a leak that nothing came after is told before all', () => {
    const leak = { what: 'token', credentials: [] } as const;
    const memory = {
      ...freshMemory(request),
      status: { ...freshMemory(request).status, leaked: 'token' },
    } as const;
    const known = { ...undecided, memory };
    expect(step(situation({ ...known, leak: { ...leak, madeUpBy: ['newer'] } }))).toBe(
      'write checking',
    );
    const after = situation({
      ...known,
      leak: { ...leak, madeUpBy: ['newer'] },
      submission,
      search: {},
    });
    const refused = written(after);
    expect(refused.status.phase).toMatchObject({ problem: { id: 'credential-in-plaintext' } });
    // Which of the two it is need not be found out again, and is looked at once nothing leaks.
    const remembered = { memory: refused, statusComment: { id: 100, recorded: refused } };
    const later = { ...after, ...remembered, search: undefined };
    expect(refused.examined).toMatchObject({ otherAttachments: keyed });
    expect(step(later)).toBe('none');
    expect(step({ ...later, leak: undefined })).toBe('examine');
    expect(
      written(situation({ ...known, leak: { ...leak, madeUpBy: [] } })).status.phase,
    ).toMatchObject({
      problem: { id: 'credential-in-plaintext' },
    });
  });

  test('they are looked into while the issue is locked, for what is open must not be merged', () => {
    const locked = { ...opened, issue: { ...issue, locked: true } };
    expect(step(situation(locked))).toBe('search-attachments');
    expect(step(situation({ ...locked, pull: undefined }))).toBe('none');
    const found = { submission: newer, search: { holds: 'message' } } as const;
    expect(step(situation({ ...locked, ...found }))).toBe('hold');
    expect(step(situation({ ...locked, submission, search: { holds: 'message' } }))).toBe('none');
  });

  test('a removal needs none of them', () => {
    const removal = { ...request, operation: 'remove' } as const;
    const memory = freshMemory(removal);
    expect(decide(situation({ ...undecided, request: removal, memory })).type).not.toBe(
      'search-attachments',
    );
  });

  test('a credential in a file that was looked into raises the alarm', () => {
    const leak = { what: 'token', credentials: ['of token'] } as const;
    expect(step(situation({ ...opened, submission, search: { leak } }))).toBe('label token');
  });
});
