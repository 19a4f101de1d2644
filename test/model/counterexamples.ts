import type { Disturbance, Event, IssueNumber, SimpleDeed, SubmissionName } from './events.ts';

const filed: Event = { type: 'file', name: 'rosa', submission: 'first' };
const again: Event = { type: 'file', name: 'lily', submission: 'second' };
const run = (...during: readonly Disturbance[]): Event => ({ type: 'run', issue: 1, during });
const by = (type: SimpleDeed, issue: IssueNumber = 1): Event => ({
  type,
  issue,
});
const cancel: Event = { type: 'say', issue: 1, by: 'author', verb: 'cancel' };
const untitled: Event = { type: 'retitle', issue: 1, name: '' };
const resubmitted: Event = { type: 'edit', issue: 1, submission: 'second' };
const baseMoved: Event = { type: 'move base', how: 'entry' };
const inRun2: Disturbance = { at: 1, what: { type: 'run', issue: 2 } };
const gone: Event = { type: 'attachments', answer: 'gone' };
const leaked: Event = { type: 'edit', issue: 1, submission: 'plain text' };

const submitted = (submission: SubmissionName): Event => ({ type: 'submit', issue: 1, submission });

/** What random stories have shown to go wrong, each in its shortest form. */
export const counterexamples: readonly (readonly [string, readonly Event[]])[] = [
  [
    'the status comment is written after the bot gave up on it, and again meanwhile',
    [filed, run({ at: 4, what: { type: 'fails', effect: 'late' } }), run(), run()],
  ],
  [
    'killed between the reaction to the first command and the first status comment',
    [filed, cancel, run({ at: 5, what: { type: 'dies', effect: 'none' } })],
  ],
  [
    'killed between the reaction to the first command and the first status comment, after a leak',
    [
      { ...filed, submission: 'plain text' },
      cancel,
      run({ at: 6, what: { type: 'dies', effect: 'done' } }),
    ],
  ],
  [
    'one process ends in the middle of the work',
    [filed, run({ at: 6, what: { type: 'dies', effect: 'none' } })],
  ],
  [
    'two processes end in the middle of the work',
    [
      filed,
      run({ at: 6, what: { type: 'dies', effect: 'none' } }),
      run({ at: 6, what: { type: 'dies', effect: 'none' } }),
    ],
  ],
  ['a credential leaks after the request was cancelled', [filed, cancel, run(), leaked]],
  [
    'a file that cannot be fetched in the place of one whose pull request waits, and a leak',
    [
      ...[filed, run(), submitted('first'), leaked],
      ...([{ type: 'attachments', answer: 'down' }, run()] as const),
    ],
  ],
  [
    'a log after a leak after a message',
    [filed, submitted('plain text'), submitted('log'), run(), by('delete status')],
  ],
  ['a log after a message', [filed, run(), submitted('log'), run(), submitted('second'), run()]],
  [
    'a command after the request was cancelled',
    [filed, cancel, run(), { type: 'say', issue: 1, by: 'author', verb: 'help' }],
  ],
  [
    'cancelled, and a replica still shows the issue as open',
    [filed, run(), cancel, run(), run({ at: 1, what: { type: 'lags', changes: 2 } })],
  ],
  [
    'the history of the base is written anew while a pull request stands on it',
    [filed, run(), { type: 'move base', how: 'rewrite' }],
  ],
  [
    'cancelled, opened again, and cancelled again before the bot has looked',
    [filed, cancel, run(), by('reopen'), cancel, run()],
  ],
  [
    'cancelled after the title asks for nothing any more',
    [filed, run({ at: 3, what: untitled }), run(), cancel],
  ],
  [
    'cancelled, and opened again as something else',
    [filed, run(), cancel, run(), by('reopen'), untitled],
  ],
  [
    'merged while the bot was down for a week, and the issue closed by hand',
    [filed, run(), by('close'), by('merge'), { type: 'wait', hours: 200 }],
  ],
  [
    'led into another branch, and opened anew',
    [filed, run(), by('lead elsewhere'), run(), by('merge'), run()],
  ],
  ['merged into another branch', [filed, run(), by('lead elsewhere'), by('merge'), run()]],
  ['merged after the title was changed', [filed, run(), untitled, by('merge')]],
  ['branch deleted after the title was changed', [filed, run(), untitled, by('delete branch')]],
  [
    'title and status comment taken away from an open pull request',
    [filed, run(), by('delete status'), untitled],
  ],
  [
    'a leak without title and status comment',
    [filed, run(), by('delete status'), untitled, leaked, run()],
  ],
  [
    'somebody commits to the branch, and takes it back',
    [filed, run(), by('push'), run(), by('reset branch'), run()],
  ],
  [
    "somebody's own hold is taken away from what must not be merged",
    [
      filed,
      filed,
      { type: 'run', issue: 1 },
      { type: 'run', issue: 2 },
      by('hold', 2),
      by('merge'),
      { type: 'run', issue: 2 },
      by('unhold', 2),
    ],
  ],
  [
    'a replica that does not know the pull request yet, at the last attempt',
    [
      filed,
      { type: 'cluster', health: 'opaque' },
      run(),
      {
        type: 'run',
        issue: 1,
        isLastAttempt: true,
        during: [
          { at: 2, what: { type: 'lags', changes: 3 } },
          { at: 4, what: { type: 'fails', effect: 'none' } },
        ],
      },
    ],
  ],
  ...[9, 10, 11, 12, 13].map(
    (at) =>
      [
        `killed at call ${at} while the branch gets another submission, and merged as it is`,
        [
          filed,
          run(),
          resubmitted,
          run({ at, what: { type: 'dies', effect: 'done' } }),
          by('merge'),
        ],
      ] as const,
  ),
  [
    'approved, given another submission, and merged',
    [filed, run(), by('approve'), resubmitted, run(), by('merge')],
  ],
  [
    'approved, renamed, and merged',
    [filed, run(), by('approve'), { type: 'retitle', issue: 1, name: 'lily' }, run(), by('merge')],
  ],
  ...Array.from({ length: 20 }, (_, at): readonly [string, readonly Event[]] => [
    `killed at call ${at + 1} while another submission takes the place of what was approved`,
    [
      filed,
      run(),
      by('approve'),
      resubmitted,
      run({ at: at + 1, what: { type: 'dies', effect: 'done' } }),
      { type: 'edit', issue: 1, submission: 'first' },
      run(),
      by('merge'),
    ],
  ]),
  ...Array.from({ length: 20 }, (_, at): readonly [string, readonly Event[]] => [
    `merged at call ${at + 1} while another submission takes its place`,
    [filed, run(), by('approve'), resubmitted, run({ at: at + 1, what: by('merge') })],
  ]),
  [
    'a replica does not show yet what took the place of another one',
    [filed, run(), resubmitted, run(), run({ at: 2, what: { type: 'lags', changes: 3 } })],
  ],
  [
    "the branch is set back to the bot's own work of before",
    [filed, run(), resubmitted, run(), by('reset branch')],
  ],
  [
    'a rejected pull request is opened again',
    [filed, run(), by('reject'), run(), by('reopen pull')],
  ],
  [
    'examined in vain while it was proposed, rejected, and opened again',
    [
      filed,
      {
        type: 'run',
        issue: 1,
        isLastAttempt: true,
        during: [
          { at: 5, what: { type: 'fails', effect: 'none' } },
          { at: 1, what: { type: 'run', issue: 1 } },
        ],
      },
      by('reject'),
      run({ at: 1, what: { type: 'run', issue: 1 } }, { at: 1, what: by('reopen pull') }),
      run(),
    ],
  ],
  [
    'a second status comment says what the bot holds, as a replica did not show the first',
    [
      filed,
      run({ at: 6, what: { type: 'dies', effect: 'none' } }),
      { type: 'cluster', health: 'opaque' },
      run({ at: 3, what: { type: 'lags', changes: 1 } }),
    ],
  ],
  [
    'somebody commits while the title asks for a name that is none',
    [filed, run(), { type: 'retitle', issue: 1, name: 'Not A Name' }, run(), by('push')],
  ],
  [
    'somebody commits, and then the title asks for a name that is none',
    [filed, run(), by('push'), run(), { type: 'retitle', issue: 1, name: 'Not A Name' }],
  ],
  [
    'the branch is set back to what the bot proposed first, and merged before it looks',
    [filed, run(), resubmitted, run(), by('reset branch'), { type: 'wait', hours: 1 }, by('merge')],
  ],
  ...[10, 11, 12, 13, 14, 15].map((at): readonly [string, readonly Event[]] => [
    `somebody merges what is on hold while the bot renews it, at call ${at}`,
    [filed, run(), resubmitted, run({ at, what: by('unhold') }, { at, what: by('merge') })],
  ]),
  [
    'somebody commits while the bot rebuilds the branch',
    [
      filed,
      again,
      run(),
      { type: 'run', issue: 2 },
      by('merge', 2),
      ...Array.from({ length: 6 }, (_, call) => run({ at: 8 + call, what: by('push') })),
    ],
  ],
  [
    'somebody edits the words of a pull request and merges it before the bot looks',
    [filed, run(), by('edit pull'), by('merge')],
  ],
  [
    'a text is pasted in, somebody commits, and all is merged',
    [filed, run(), run({ at: 6, what: by('paste pull') }), by('push'), by('merge')],
  ],
  [
    'an older text is pasted into what is refused and on hold',
    [
      filed,
      filed,
      run(
        { at: 3, what: { type: 'edit', issue: 1, submission: 'first' } },
        { at: 14, what: { type: 'run', issue: 2 } },
      ),
      { type: 'cluster', health: 'broken' },
      {
        type: 'run',
        issue: 2,
        isLastAttempt: true,
        during: [{ at: 16, what: { type: 'run', issue: 1 } }],
      },
      { type: 'cluster', health: 'opaque' },
      { type: 'move base', how: 'entry' },
      { type: 'run', issue: 2 },
      by('paste pull', 2),
    ],
  ],
  [
    'an older text is pasted in while the cluster is broken and the comment lost',
    [
      ...[filed, run(), baseMoved, run()],
      ...[{ type: 'cluster', health: 'broken' } as const, by('delete status')],
      run({ at: 5, what: by('paste pull') }),
    ],
  ],
  [
    'an older text is pasted in after the secrets were broken',
    [filed, run(), baseMoved, run(), { type: 'move base', how: 'break' }, run(), by('paste pull')],
  ],
  [
    'what was submitted before is edited into what is gone',
    [filed, filed, run(inRun2), { type: 'edit', issue: 2, submission: 'first' }, gone],
  ],
  // Whenever it is killed, the text tells in the end that it was confirmed, and of no hold.
  ...[7, 8, 9, 10, 11, 12, 13, 14].map((at): readonly [string, readonly Event[]] => [
    `killed at call ${at} while a confirmation takes the hold away`,
    [
      ...([{ type: 'cluster', health: 'opaque' }, filed, run()] as const),
      { type: 'say', issue: 1, by: 'maintainer', verb: 'confirm-ha' },
      run({ at, what: { type: 'dies', effect: 'none' } }),
    ],
  ]),
];
