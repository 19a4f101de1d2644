import { describe, expect, test } from 'vitest';
import { decide } from '../../src/reconcile/decide.ts';
import { examinationKey, type Memory } from '../../src/reconcile/memory.ts';
import type { Examination, Snapshot } from '../../src/reconcile/snapshot.ts';
import type { ClusterRequest, Operation } from '../../src/request/request.ts';
import {
  author,
  base,
  maintainer,
  now,
  passedPhase,
  passed as passing,
  pull,
  remembering,
  request,
  said,
  situation,
  submission,
} from './situations.ts';

const operations = ['add', 'rotate', 'remove'] as const;

function requestTo(operation: Operation): ClusterRequest {
  return { ...request, operation };
}

/** As examined: a removal has no submission, whatever is attached. */
function keyOf(operation: Operation): string {
  return examinationKey(requestTo(operation), operation === 'remove' ? undefined : submission);
}

const written = { all: ['openpgp:A'], difference: { added: ['openpgp:A'], gone: [] } };

/** What the comment tells of a pull request to which somebody new has to be confirmed. */
function told(operation: Operation, changes: Partial<Memory> = {}, newReaders = 'set') {
  const wanted = requestTo(operation);
  const phase = { ...passedPhase, awaits: ['recipients'] as const, newReaders };
  const examined = { key: keyOf(operation), outcome: 'passed', at: now.toISOString() } as const;
  const { memory, statusComment } = remembering(phase, { examined, ...changes });
  const recorded = { ...memory, status: { ...memory.status, ...wanted } };
  return {
    request: wanted,
    memory: recorded,
    statusComment: { ...statusComment, recorded },
    pull: pull({
      labels: ['do-not-merge/hold'],
      proposal: {
        ...{ request: wanted, examined: keyOf(operation), commit: 'p0', base },
        newReaders,
      },
    }),
    base,
  } satisfies Partial<Snapshot>;
}

const confirmedFor = (operation: Operation, readers = 'set') => ({
  confirmedRecipients: { by: 'maintainer', examined: keyOf(operation), readers },
});

function awaitsOf(operation: Operation, memory: Partial<Memory>, newReaders?: string) {
  const examination: Examination = { ...passing(), readers: { ...written, newReaders } };
  const { pull: _open, ...before } = told(operation, memory);
  const action = decide(situation({ ...before, examination }));
  return action.type === 'propose' ? action.awaits : action.type;
}

describe.each(operations)('a change to %s that somebody new can decrypt', (operation) => {
  test('awaits a maintainer, for this set of readers and this very request', () => {
    expect(awaitsOf(operation, {}, 'set')).toEqual(['recipients']);
    expect(awaitsOf(operation, confirmedFor(operation), 'set')).toEqual([]);
    expect(awaitsOf(operation, confirmedFor(operation), 'other')).toEqual(['recipients']);
    const another = { ...confirmedFor(operation).confirmedRecipients, examined: 'another' };
    expect(awaitsOf(operation, { confirmedRecipients: another }, 'set')).toEqual(['recipients']);
    expect(awaitsOf(operation, {}, undefined)).toEqual([]);
  });

  test('is held as long as it is proposed, and released when it is confirmed', () => {
    const held = { heldPull: pull().number };
    expect(decide(situation(told(operation, held))).type).toBe('none');
    const bare = told(operation, held);
    expect(decide(situation({ ...bare, pull: { ...bare.pull, labels: [] } }))).toMatchObject({
      type: 'hold',
    });
    const confirmed = told(operation, { ...held, ...confirmedFor(operation) });
    expect(decide(situation(confirmed))).toMatchObject({ type: 'release' });
  });

  test('is told anew where others are new: what was read before is not what is confirmed', () => {
    const before = told(operation, { heldPull: pull().number });
    const { pull: present } = told(operation, {}, 'other');
    const action = decide(situation({ ...before, pull: present }));
    expect(action).toMatchObject({
      type: 'write-status',
      memory: { status: { phase: { awaits: ['recipients'], newReaders: 'other' } } },
    });
  });

  test('a maintainer confirms those that the comment told of', () => {
    const command = { verb: 'confirm-recipients' } as const;
    const commands = [said(command, maintainer, true)];
    expect(decide(situation({ ...told(operation), commands }))).toMatchObject({
      reactions: [{ reaction: '+1' }],
      memory: {
        ...confirmedFor(operation),
        status: { notices: [{ type: 'recipients-confirmed', by: 'maintainer' }] },
      },
    });
    const refused = { type: 'answer', reactions: [{ reaction: 'confused' }] };
    const asAuthor = [said(command, author, false)];
    expect(decide(situation({ ...told(operation), commands: asAuthor }))).toMatchObject(refused);
    const tooEarly = commands.map((each) => ({ ...each, sawStatus: false }));
    expect(decide(situation({ ...told(operation), commands: tooEarly }))).toMatchObject(refused);
  });

  test('there is nothing to confirm where nobody is new', () => {
    const examined = { key: keyOf(operation), outcome: 'passed', at: now.toISOString() } as const;
    const commands = [said({ verb: 'confirm-recipients' }, maintainer, true)];
    const calm = { ...remembering(passedPhase, { examined }), pull: pull(), commands };
    expect(decide(situation({ ...calm, request: requestTo(operation) }))).toMatchObject({
      reactions: [{ reaction: 'confused' }],
    });
  });
});

test('a pull request that has to say something else of its readers is written anew', () => {
  const examination: Examination = { ...passing(), readers: { ...written, newReaders: 'set' } };
  const silent = { ...told('add'), pull: pull() };
  expect(decide(situation({ ...silent, examination }))).toMatchObject({
    ...{ type: 'propose', pullNumber: pull().number, awaits: ['recipients'] },
  });
});
