import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { checks } from '../../src/probe/check-table.ts';
import { problem } from '../../src/problem.ts';
import { createMetrics } from '../../src/server/telemetry/metrics.ts';
import { readProjectFile } from './tables.ts';

const operating = readProjectFile('docs/operating.md');
const alerts = readProjectFile('docs/alerts.yaml');
const now = new Date();

/** All that the bot may ever show. */
async function showEverything(): Promise<string> {
  const metrics = createMetrics();
  for (const outcome of ['changed', 'unchanged', 'failed'] as const) metrics.runEnded(outcome, 1);
  for (const status of [200, 304, 404, 429, 500, undefined]) {
    metrics.githubAnswered('kubevirt/secrets', { status, remaining: 1 });
  }
  metrics.githubPaused();
  const reason = problem('internal', {});
  const failed = checks.map(({ id }) => ({
    check: id,
    outcome: 'failed' as const,
    problem: reason,
  }));
  metrics.examined({ outcome: 'failed', report: { checks: failed } });
  metrics.resynced([now], now);
  metrics.keysExpire(
    (['own', 'recipient'] as const).map((use) => ({ keyId: '0', use, expires: now })),
  );
  return metrics.render({ ready: true, queue: { waiting: 0, active: 0, retrying: 0 }, now });
}

const rule = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string().optional() }),
});
const rulesFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })),
});

describe('what the documents say of the metrics', () => {
  let shown: string;
  let names: ReadonlySet<string>;
  beforeAll(async () => {
    shown = await showEverything();
    names = new Set([...shown.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1] ?? ''));
  });

  test('every metric in the alerts and in the table is one that the bot has', () => {
    const named = [...`${operating}\n${alerts}`.matchAll(/\b(cluster_onboarding|process)_\w+/g)];
    const unknown = named
      .map(([name]) => name)
      .filter(
        (name) => !names.has(name.replace(/_(count|sum|bucket)$/, '')) && !name.endsWith('_'),
      );
    expect(named.length).toBeGreaterThan(15);
    expect(unknown).toEqual([]);
  });

  test('every value of a label is one that there is', () => {
    const selectors = [...`${operating}\n${alerts}`.matchAll(/(\w+)\{(\w+)=~?"([^"]+)"\}/g)];
    expect(selectors.length).toBeGreaterThan(2);
    for (const [, name = '', label = '', values = ''] of selectors) {
      for (const value of values.split('|')) {
        const sample = new RegExp(`^${name}\\{(.*,)?${label}="${value}"`, 'm');
        expect(shown, `${name} ${label}`).toMatch(sample);
      }
    }
  });

  test('every metric of the bot is explained', () => {
    const own = [...names].filter((name) => name.startsWith('cluster_onboarding_'));
    expect(own.filter((name) => !operating.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test('the alerts are rules as Prometheus reads them, each named once', () => {
    const { groups } = rulesFile.parse(parse(alerts));
    const alertNames = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    expect(alertNames.length).toBeGreaterThan(5);
    expect(new Set(alertNames).size).toBe(alertNames.length);
  });
});
