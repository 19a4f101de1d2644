import { describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import {
  type FaultAnswer,
  isTokenCreation,
  type LoggedRequest,
} from '../../simulator/github/journal.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, sharedGround } from '../journeys/open-story.ts';
import { refusals } from './refusals.ts';
import { type Path, paths } from './refused-paths.ts';

/**
 * GitHub refuses one of the bot's requests for good, each in turn. `FAILURES=all` takes each with
 * each refusal; otherwise each with one.
 */
const all = process.env.FAILURES === 'all';
const limitMs = 1_800_000;

const shown = sharedGround(({ cluster }) => cluster.prepareBuildCluster(account));
const hidden = sharedGround(({ cluster }) => cluster.prepareBuildCluster(account));

type Asked = Pick<LoggedRequest, 'method' | 'template' | 'path'>;
/** The same of the same repository, whatever it is about. */
const keyOf = ({ method, template, path }: Asked) => {
  const [repository = ''] = /\/repos\/[^/]+\/[^/]+/.exec(path) ?? [];
  return `${method} ${template.replace('/repos/{owner}/{repo}', repository.replace('/repos/', ''))}`;
};

interface Told {
  readonly open: OpenStory;
  readonly issue: number;
  /** Time passes, everything is looked at, and people do what they are invited to. */
  readonly pass: (minutes: number) => Promise<void>;
  /** What people have not been invited to yet. */
  readonly left: readonly unknown[];
  readonly refuse: (key: string | undefined, answer?: FaultAnswer) => void;
}

async function tell(
  path: Path,
  use: (told: Told) => Promise<void>,
  refused?: [string, FaultAnswer],
) {
  let passedMs = 0;
  const open = await openStory({
    ground: path.isHidden ? hidden() : shown(),
    environment: { LOG_LEVEL: 'trace', ...path.environment },
    firstRetryMs: 1,
    now: () => new Date(Date.now() + passedMs),
  });
  try {
    await path.prepare?.(open);
    await open.story.settle();
    const refuse: Told['refuse'] = (key, answer) =>
      open.setting.github.onRequest((request) =>
        answer && keyOf(request) === key ? { before: answer } : undefined,
      );
    if (refused) refuse(...refused);
    const issue = await open.story.settle(path.file(open));
    const left = [...path.deeds];
    const goOn = async () => {
      for (;;) {
        const [next] = left;
        if (!next || !(await open.story.status(issue)).includes(next.when)) return;
        left.shift();
        await open.story.settle(next.does(open, issue).catch(() => undefined));
      }
    };
    await goOn();
    const pass = async (minutes: number) => {
      passedMs += minutes * 60_000;
      await open.resync();
      await goOn();
    };
    await use({ open, issue, pass, refuse, left });
  } finally {
    await open.close();
  }
}

/** What the status comment claims and GitHub does not show. */
async function untruths({ open: { story }, issue }: Told, { isHidden }: Path) {
  const status = await story.status(issue);
  const pulls = [...(await story.pulls())];
  const current = pulls.filter(({ branch }) => branch.endsWith(`issue-${issue}`));
  const opened = [...current, ...(await story.pulls(infra))].filter(
    ({ state }) => state === 'open',
  );
  const held = current
    .filter(({ state }) => state === 'open')
    .map(({ labels }) => labels.length > 0);
  const { state } = await story.issue(issue);
  const isConfirmed = status.includes('has confirmed');
  const claims: readonly (readonly [string, boolean])[] = [
    ['is on hold until then', held.includes(true)],
    ['Waiting for review', opened.length > 0],
    ['Maintainers, review and merge', !held.includes(true)],
    ['leaves none open', opened.length === 0],
    ['Cancelled', opened.length === 0 && state === 'closed'],
    ['Withdrawn', opened.length === 0],
    ['the cluster answers with the merged kubeconfig', opened.length === 0 && state === 'closed'],
  ];
  const said = claims.filter(([words, holds]) => status.includes(words) && !holds);
  const isUnheld = isHidden && !isConfirmed && held.includes(false);
  return [...said.map(([words]) => words), ...(isUnheld ? ['open without its hold'] : [])];
}

/** Then nobody can be told, and the comment stays as it is. */
const isComment = (key: string) =>
  /comments(\/\{comment_id\})?$/.test(key) && !key.startsWith('GET');

const named = /github-refused|hold-refused|github-failed|internal/;

/** What is wrong with how the bot bears it; each a sentence for who reads the failure. */
async function wrongs(path: Path, key: string, answer: FaultAnswer): Promise<readonly string[]> {
  const wrong: string[] = [];
  const judge = async (told: Told) => {
    wrong.push(...(await judged(told, path, key)).map((what) => `refused: ${what}`));
    for (const round of ['first', 'second']) {
      wrong.push(...(await costs(told, path, answer)).map((what) => `${round} resync: ${what}`));
      wrong.push(...(await judged(told, path, key)).map((what) => `${round} resync: ${what}`));
    }
    told.refuse(undefined);
    await told.pass(61);
    for (let hour = 1; hour < 3 && !(await isOver(told, path)); hour += 1) await told.pass(61);
    const end = (await told.open.story.status(told.issue)).slice(0, 600);
    if (!(await isOver(told, path))) wrong.push(`in the end: ${end}`);
    wrong.push(...(await untruths(told, path)).map((what) => `in the end: untrue: ${what}`));
  };
  await tell(path, judge, [key, answer]);
  return wrong;
}

async function isOver({ open, issue, left }: Told, { end }: Path): Promise<boolean> {
  const status = await open.story.status(issue);
  return status.includes(end) && !named.test(status) && left.length === 0;
}

const logged = /"msg":"(step refused|unexpected|run failed|resync failed)"/;

async function judged(told: Told, path: Path, key: string): Promise<readonly string[]> {
  const untrue = isComment(key) ? [] : await untruths(told, path);
  const status = await told.open.story.status(told.issue);
  const isTold =
    status.includes(path.end) || named.test(status) || logged.test(told.open.logs.join(''));
  return [...untrue.map((each) => `untrue: ${each}`), ...(isTold ? [] : ['nobody is told'])];
}

/** What a resync costs too much, of GitHub or of the cluster. */
async function costs(told: Told, path: Path, answer: FaultAnswer): Promise<readonly string[]> {
  const { open, pass } = told;
  const { cluster, github } = open.setting;
  const before = { probes: cluster.requests.length, requests: github.requests.length };
  await pass(10);
  const probes = cluster.requests.length - before.probes;
  const requests = github.requests.length - before.requests;
  return [
    // What was not looked at before may be.
    ...(probes > 0 && !(await isOver(told, path)) ? [`${probes} calls to the cluster`] : []),
    ...(requests > most(answer) ? [`${requests} requests`] : []),
  ];
}

/** Of a resync: what is listed, what is read of the request, and a few tries; more of what may pass. */
const most = (answer: FaultAnswer) =>
  typeof answer === 'object' && answer.status >= 500 ? 120 : 40;

/** What the bot asks for on the way, each once. */
async function askedOn(path: Path): Promise<readonly string[]> {
  let keys: readonly string[] = [];
  await tell(path, async (told) => {
    expect(told.left, await told.open.story.status(told.issue)).toEqual([]);
    expect(await isOver(told, path)).toBe(true);
    const asked = told.open.setting.github.requests.filter((each) => !isTokenCreation(each));
    keys = [...new Set(asked.map(keyOf))];
  });
  return keys;
}

/** What was refused on another way, which a sample leaves out. */
const seen = new Set<string>();

describe.each(paths)('$name', (path) => {
  test('whatever GitHub refuses', { timeout: limitMs }, async () => {
    const asked = await askedOn(path);
    const chosen = asked.filter(
      (key) => all || path.telling?.test(key) || (!seen.has(key) && !key.startsWith('GET')),
    );
    const trials = chosen.flatMap((key) => {
      const [sample] = refusals.slice(seen.size % refusals.length);
      seen.add(key);
      return (all ? refusals : [sample]).flatMap((one) => (one ? [{ key, one }] : []));
    });
    const found: string[] = [];
    for (const { key, one } of trials) {
      const [name, answer] = one;
      const each = await wrongs(path, key, answer).catch((error: unknown) => [String(error)]);
      found.push(...each.map((what) => `${key}, ${name}: ${what}`));
    }
    console.info(`${path.name}: ${trials.length} refusals`);
    expect(found).toEqual([]);
  });
});
