import fc from 'fast-check';
import type { ClusterHealth } from './cluster.ts';
import type { Person } from './github.ts';

const names = ['rosa', 'lily'] as const;
const submissions = ['first', 'second', 'nonsense', 'log', 'plain text', 'none'] as const;
const verbs = ['retry', 'cancel', 'confirm-ha', 'confirm-recipients', 'help', 'dance'] as const;

const simpleDeeds = [
  'delete status',
  'edit status',
  'paste status',
  'edit pull',
  'add to pull',
  'paste pull',
  'close',
  'reopen',
  'delete issue',
  'approve',
  'merge',
  'reject',
  'reopen pull',
  'lead elsewhere',
  'hold',
  'unhold',
  'push',
  'reset branch',
  'delete branch',
] as const;

/** What a person does to an issue or to its pull request with one button or one push. */
export type SimpleDeed = (typeof simpleDeeds)[number];

export type IssueNumber = 1 | 2;
export type SubmissionName = (typeof submissions)[number];

/** What people and the world do. What makes no sense at the time has no effect. */
export type Event =
  | { readonly type: 'file'; readonly name: string; readonly submission: SubmissionName }
  | { readonly type: 'retitle'; readonly issue: IssueNumber; readonly name: string }
  | {
      readonly type: 'edit' | 'submit';
      readonly issue: IssueNumber;
      readonly submission: SubmissionName;
    }
  | {
      readonly type: 'say';
      readonly issue: IssueNumber;
      readonly by: Person;
      readonly verb: (typeof verbs)[number];
    }
  | { readonly type: SimpleDeed; readonly issue: IssueNumber }
  | { readonly type: 'move base'; readonly how: 'entry' | 'reader' | 'break' | 'mend' | 'rewrite' }
  | { readonly type: 'cluster'; readonly health: ClusterHealth }
  | { readonly type: 'attachments'; readonly answer: 'up' | 'down' | 'gone' }
  | { readonly type: 'wait'; readonly hours: number }
  | { readonly type: 'resync' }
  | Run;

/** The bot looks at one issue, as after a webhook. */
export interface Run {
  readonly type: 'run';
  readonly issue: IssueNumber;
  readonly isLastAttempt?: boolean;
  readonly during?: readonly Disturbance[];
}

/** What happens at the bot's n-th call to GitHub in a run. */
export interface Disturbance {
  readonly at: number;
  readonly what: Trouble | Event;
}

export type Trouble =
  /** `late`: GitHub does it, but only when the bot has long given up. */
  | { readonly type: 'fails'; readonly effect: 'none' | 'done' | 'late' }
  /** The process is killed. */
  | { readonly type: 'dies'; readonly effect: 'none' | 'done' }
  /** A replica of GitHub answers that doesn't know the newest changes. */
  | { readonly type: 'lags'; readonly changes: number };

const issue = fc.constantFrom<IssueNumber>(1, 2);
const name = fc.constantFrom(...names);
const submission = fc.constantFrom(...submissions);
const of = <const Type extends string>(type: Type) => fc.constant(type);

const world: readonly fc.WeightedArbitrary<Event>[] = [
  { weight: 3, arbitrary: fc.record({ type: of('file'), name, submission: goodMostly() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: of('retitle'),
      issue,
      name: fc.constantFrom(...names, 'Not A Name', ''),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('edit', 'submit'), issue, submission }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: of('say'),
      issue,
      by: fc.constantFrom<Person>('author', 'maintainer', 'stranger'),
      verb: fc.constantFrom(...verbs),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      type: fc.constantFrom(...simpleDeeds, 'merge'),
      issue,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: of('move base'),
      how: fc.constantFrom('entry', 'entry', 'reader', 'break', 'mend', 'rewrite'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: of('cluster'),
      health: fc.constantFrom<ClusterHealth>('healthy', 'broken', 'opaque'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: of('attachments'),
      answer: fc.constantFrom('up', 'down', 'gone'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: of('wait'), hours: fc.constantFrom(1, 12, 200) }) },
];

function goodMostly() {
  return fc.oneof({ weight: 3, arbitrary: of('first') }, { weight: 1, arbitrary: submission });
}

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ type: of('fails'), effect: fc.constantFrom('none', 'done', 'late') }),
  fc.record({ type: of('dies'), effect: fc.constantFrom('none', 'done') }),
  fc.record({ type: of('lags'), changes: fc.integer({ min: 1, max: 3 }) }),
);

const quietRun: fc.Arbitrary<Run> = fc.record({ type: of('run'), issue });

const disturbance: fc.Arbitrary<Disturbance> = fc.record({
  at: fc.integer({ min: 1, max: 16 }),
  what: fc.oneof(trouble, fc.oneof(...world), quietRun),
});

const run: fc.Arbitrary<Run> = fc.record({
  type: of('run'),
  issue,
  isLastAttempt: fc.boolean(),
  during: fc.array(disturbance, { maxLength: 3 }),
});

const event: fc.Arbitrary<Event> = fc.oneof(
  ...world,
  { weight: 14, arbitrary: run },
  { weight: 2, arbitrary: fc.record({ type: of('resync') }) },
);

/** A request, and what may happen to it. */
export const story: fc.Arbitrary<readonly Event[]> = fc
  .array(event, { minLength: 4, maxLength: 24, size: 'max' })
  .map((events): readonly Event[] => [
    { type: 'file', name: 'rosa', submission: 'first' },
    ...events,
  ]);
