import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import type { Examination, Snapshot } from '../../../src/reconcile/snapshot.ts';
import type { ClusterRequest, Operation } from '../../../src/request/request.ts';
import { freshMemory, type Memory } from '../../../src/state/memory.ts';
import { examinationKey } from '../../../src/state/request-keys.ts';
import {
  author,
  base,
  maintainer,
  now,
  passedPhase,
  passed as passing,
  proposal,
  pull,
  remembering,
  request,
  said,
  situation,
  submission,
} from '../situations.ts';

const operations = ['add', 'rotate', 'remove'] as const;

function requestTo(operation: Operation): ClusterRequest {
  return { ...request, operation };
}

/** As examined: a removal has no submission, whatever is attached. */
function keyOf(operation: Operation): string {
  return examinationKey(requestTo(operation), operation === 'remove' ? undefined : submission);
}

const newcomer = 'A'.repeat(40);
const written = {
  all: [`openpgp:${newcomer}`],
  difference: { added: [`openpgp:${newcomer}`, 'git-crypt:other'], gone: ['openpgp:GONE'] },
};

function objection(readers = 'set') {
  const details = { keys: [newcomer], hasOtherGitCryptKey: true, readers };
  return problem('recipients-unconfirmed', details);
}

/** What the comment tells where somebody new has to be confirmed. */
function told(operation: Operation, changes: Partial<Memory> = {}) {
  const wanted = requestTo(operation);
  const phase = { type: 'needs-change', problem: objection() } as const;
  const examined = { key: keyOf(operation), outcome: 'problem', at: now.toISOString() } as const;
  const { memory, statusComment } = remembering(phase, { examined, ...changes });
  const recorded = { ...memory, status: { ...memory.status, ...wanted } };
  return {
    request: wanted,
    memory: recorded,
    statusComment: { ...statusComment, recorded },
    base,
  } satisfies Partial<Snapshot>;
}

/** Open since before, and of a set of readers. */
function opened(operation: Operation, newReaders?: string) {
  const about = { request: requestTo(operation), examined: keyOf(operation), newReaders };
  return pull({ labels: ['do-not-merge/hold'], proposal: { ...proposal, ...about } });
}

const confirmedFor = (operation: Operation, readers = 'set') => ({
  confirmedRecipients: { by: 'maintainer', examined: keyOf(operation), readers },
});

function concluded(operation: Operation, memory: Partial<Memory>, newReaders?: string) {
  const examination: Examination = { ...passing(), readers: { ...written, newReaders } };
  return decide(situation({ ...told(operation, memory), examination }));
}

const objectionSaid = (readers?: string) => ({
  type: 'write-status',
  memory: { status: { phase: { type: 'needs-change', problem: objection(readers) } } },
});

describe.each(operations)('a change to %s that somebody new could decrypt', (operation) => {
  const none = { ...told(operation).memory, status: freshMemory(requestTo(operation)).status };

  test('is not written before a maintainer confirms this set of readers for this very request', () => {
    expect(concluded(operation, none, 'set')).toMatchObject(objectionSaid());
    expect(concluded(operation, {}, 'other')).toMatchObject(objectionSaid('other'));
    expect(concluded(operation, confirmedFor(operation), 'set').type).toBe('propose');
    expect(concluded(operation, confirmedFor(operation), 'other')).toMatchObject(
      objectionSaid('other'),
    );
    const another = { ...confirmedFor(operation).confirmedRecipients, examined: 'another' };
    const elsewhere = { ...none, confirmedRecipients: another };
    expect(concluded(operation, elsewhere, 'set')).toMatchObject(objectionSaid());
    expect(concluded(operation, none, undefined).type).toBe('propose');
  });

  test('waits for it, and is looked at again: others may be confirmed by a merge', () => {
    expect(decide(situation(told(operation))).type).toBe('none');
    const later = new Date(now.getTime() + 600_000);
    expect(decide(situation({ ...told(operation), now: later })).type).toBe('examine');
  });

  test('holds what is open of before, and leaves it as it is', () => {
    const open = { pull: opened(operation) };
    const held = told(operation, { heldPull: open.pull.number });
    expect(decide(situation({ ...held, ...open })).type).toBe('none');
    const bare = { pull: { ...open.pull, labels: [] } };
    expect(decide(situation({ ...held, ...bare }))).toMatchObject({ type: 'hold' });
  });

  test('that was written without a confirmation is looked at again at once', () => {
    const examined = { key: keyOf(operation), outcome: 'passed', at: now.toISOString() } as const;
    const { memory, statusComment } = remembering(passedPhase, { examined });
    const seen = { request: requestTo(operation), memory, statusComment, base };
    const kept = { ...seen, pull: opened(operation, 'set') };
    expect(decide(situation(kept)).type).toBe('examine');
    const confirmed = { ...memory, ...confirmedFor(operation) };
    expect(decide(situation({ ...kept, memory: confirmed })).type).not.toBe('examine');
  });

  test('a maintainer confirms those that the comment told of', () => {
    const command = { verb: 'confirm-recipients' } as const;
    const commands = [said(command, maintainer, true)];
    const answer = decide(situation({ ...told(operation), commands }));
    expect(answer).toMatchObject({
      reactions: [{ reaction: '+1' }],
      memory: {
        ...confirmedFor(operation),
        examined: undefined,
        status: {
          notices: [{ type: 'confirmed', command: 'confirm-recipients', by: 'maintainer' }],
        },
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

test('that they are not confirmed is remembered of this very request, and when', () => {
  expect(concluded('add', { examined: undefined }, 'set')).toMatchObject({
    memory: { examined: { key: keyOf('add'), outcome: 'problem', at: now.toISOString() } },
  });
});

test('a pull request that has to say something else of its readers is written anew', () => {
  const examination: Examination = { ...passing(), readers: { ...written, newReaders: 'set' } };
  const silent = { ...told('add', confirmedFor('add')), pull: pull() };
  expect(decide(situation({ ...silent, examination }))).toMatchObject({
    ...{ type: 'propose', pullNumber: pull().number },
  });
});
