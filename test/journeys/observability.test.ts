import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

type Line = Readonly<Record<string, unknown>>;

describe('an operator follows one request', () => {
  let open: OpenStory;
  let metrics: string;

  beforeAll(async () => {
    // The level that the bot has by default.
    open = await openStory({ environment: {} });
    await tell(open);
    metrics = await (await fetch(`http://127.0.0.1:${open.bot.port}/metrics`)).text();
  }, 60_000);
  afterAll(() => open.close());

  /** Filed without a role binding, mended, looked at by a resync, merged. */
  async function tell({ setting, story, bot }: OpenStory): Promise<void> {
    const { admin } = setting.cluster;
    const binding = { namespace: account.namespace, name: account.name };
    const kubeconfig = preparedKubeconfig(setting);
    admin.deleteRoleBinding(binding);
    const issue = await story.settle(story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
    admin.bindRole({ ...binding, kind: 'ClusterRole', role: 'admin', account });
    await story.settle(story.comment('contributor', issue, '/onboard retry'));
    await story.settle(bot.resync());
    const [pull] = await story.pulls();
    await story.settle(story.merge(pull?.number ?? 0));
  }

  const lines = (): readonly Line[] => open.logs.map((line) => JSON.parse(line));
  const storyOf = (wanted: number | undefined) => lines().filter(({ issue }) => issue === wanted);
  /** A line without what differs from run to run. */
  const words = ({ msg, step, phase, problem, outcome, event, reason }: Line) =>
    [msg, event, step, phase, problem, outcome, reason].filter((word) => word).join(' ');

  test('in the log, from the webhook to the last word, without a line twice', () => {
    // The webhook of the bot's own comment comes before its run has ended, or after.
    const isOfComment = ({ event }: Line) => event === 'issue_comment.created';
    const told = storyOf(1).filter((line) => !isOfComment(line));
    expect(told.map(words)).toEqual([
      'webhook issues.opened',
      'step examine',
      'examined failed',
      'step write-status checks-failed',
      'run ended changed',
      // Somebody says `/onboard retry`.
      'step answer',
      'step examine',
      'examined passed',
      'step propose',
      'step write-status proposed',
      'run ended changed',
      'step delete-comment',
      'run ended changed',
      // The resync changed nothing, so there is no line.
      'webhook pull_request.closed',
      'step delete-branch',
      'step probe-registered',
      'step apply-job-secrets',
      'step close-issue completed',
      'step write-status merged',
      'run ended changed',
      'step delete-comment',
      'run ended changed',
    ]);
  });

  test('by its issue, which each line carries that is about it', () => {
    expect(storyOf(undefined).map(words)).toEqual(['listening', 'webhook push']);
    expect(storyOf(1).length + 2).toBe(lines().length);
  });

  test("with what GitHub calls each webhook, and each run's length", () => {
    const deliveries = open.setting.github.deliveries.map(({ id }) => id);
    for (const { delivery } of storyOf(1).filter(({ msg }) => msg === 'webhook')) {
      expect(deliveries).toContain(delivery);
    }
    const ended = lines().filter(({ msg }) => msg === 'run ended');
    expect(ended.map(({ steps }) => steps)).toEqual([2, 4, 1, 5, 1]);
    for (const { requests } of ended) expect(requests).toBeGreaterThan(2);
    for (const { durationMs } of ended) expect(durationMs).toBeGreaterThan(0);
  });

  test('and sees in the metrics how often that went how', () => {
    const runs = 'cluster_onboarding_reconcile_duration_seconds_count';
    const results = 'cluster_onboarding_check_results_total';
    for (const line of [
      `${runs}{outcome="changed"} 5`,
      `${runs}{outcome="unchanged"} 1`,
      `${results}{check="pods",outcome="failed"} 1`,
      `${results}{check="pods",outcome="passed"} 1`,
      'cluster_onboarding_ready 1',
    ]) {
      expect(metrics.split('\n')).toContain(line);
    }
  });
});
