import { parse } from 'yaml';
import { z } from 'zod';
import type { ClusterKind } from '../../../src/request/request.ts';
import { gitCryptLayout } from '../../../src/secrets/git-crypt/layout.ts';
import { renderStatus } from '../../../src/wording/status-comment/status-comment.ts';
import { context } from '../facts.ts';

const pull = { number: 12, url: 'https://github.com/kubevirt/secrets/pull/12' };

const jobs = z.array(
  z.looseObject({
    name: z.string(),
    cluster: z.string(),
    annotations: z.record(z.string(), z.string()),
    labels: z.record(z.string(), z.string()).default({}),
    spec: z.object({
      containers: z.tuple([
        z.looseObject({
          command: z.array(z.string()),
          args: z.tuple([z.string()]),
          env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
        }),
      ]),
    }),
  }),
);

const places = {
  archive: context.placeOf,
  'git-crypt': gitCryptLayout.placeOf,
} as const;

export type Layout = keyof typeof places;

/** The YAML that the closing comment gives for a job. */
export function exampleOf(kind: ClusterKind, name: string, layout: Layout = 'archive'): string {
  const status = { operation: 'add', kind, name, notices: [] } as const;
  const merged = { ...status, phase: { type: 'merged', pull, answers: true } } as const;
  const comment = renderStatus(merged, { ...context, placeOf: places[layout] });
  const [, yaml] = /```yaml\n([\s\S]*?)\n```/u.exec(comment) ?? [];
  if (yaml === undefined) throw new Error('there is no example');
  return yaml;
}

/** The one job in it. */
export function jobIn(yaml: string) {
  const [job, ...others] = jobs.parse(parse(yaml));
  if (job === undefined || others.length > 0) throw new Error('there is not one job');
  return job;
}
