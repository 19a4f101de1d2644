import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { isPlain } from '../kubeconfig/render.ts';
import { type ListEdit, notEditable } from './edit.ts';
import type { ListedCluster } from './wish.ts';

const variable = 'CLUSTER_KUBECONFIG_NAME';

/** Prow warns of longer ones: they are cut where they are a label. */
const nameLimit = 63;

/** Six times what upstream's file has. Reading it takes its time, and all requests wait meanwhile. */
const longest = 2 ** 18;

/** A job of its own for each cluster, made of what the first one says. */
const job = /^(?<indent> *)- <<: \*cluster_livez_job[ \t]*\n(?:\k<indent> +\S.*(?:\n|$))*/gm;

const schema = z.object({ periodics: z.array(z.unknown()) });
const namedJob = z.object({
  name: z.string(),
  spec: z.object({
    containers: z.array(
      z.object({ env: z.array(z.object({ name: z.string(), value: z.unknown() })).optional() }),
    ),
  }),
});

/**
 * Adds the periodic job that asks a cluster whether it lives, behind the last one of its kind. What
 * comes out is read again: it must hold that job more and nothing else.
 */
export function addLivezJob(text: string, { name }: Pick<ListedCluster, 'name'>): ListEdit {
  const before = readJobs(text);
  const last = [...text.matchAll(job)].at(-1);
  const jobName = `periodic-project-infra-prow-${name.replace(/^prow-/, '')}-livez`;
  if (!before || !last?.groups || jobName.length > nameLimit) return notEditable('unknown shape');
  if (before.some((each) => isJobOf(each, name))) return { outcome: 'unchanged' };
  if (before.some((each) => isCalled(each, jobName))) return notEditable('unknown shape');

  const lines = jobLines(jobName, name).map((line) => `${last.groups?.indent}${line}\n`);
  const at = last.index + last[0].length;
  const newline = last[0].endsWith('\n') ? '' : '\n';
  const edited = text.slice(0, at) + newline + lines.join('') + text.slice(at);
  const after = readJobs(edited) ?? [];
  const index = after.findIndex((each) => isJobOf(each, name));
  const isProved = index >= 0 && isDeepStrictEqual(after.toSpliced(index, 1), before);
  return isProved ? { outcome: 'edited', text: edited } : notEditable('unknown shape');
}

/** Takes that job away, the same way. The one that the others are made of stays. */
export function removeLivezJob(text: string, { name }: Pick<ListedCluster, 'name'>): ListEdit {
  const before = readJobs(text);
  if (!before) return text.includes(name) ? notEditable('unknown shape') : { outcome: 'unchanged' };
  const rest = before.filter((each) => !isJobOf(each, name));
  if (rest.length === before.length) return { outcome: 'unchanged' };
  const edited = text.replace(job, (lines) => (tellsOf(lines, name) ? '' : lines));
  const isProved = isDeepStrictEqual(readJobs(edited), rest);
  return isProved ? { outcome: 'edited', text: edited } : notEditable('unknown shape');
}

function tellsOf(lines: string, name: string): boolean {
  const [, value] = /name: CLUSTER_KUBECONFIG_NAME\n +value: (.*)$/m.exec(lines) ?? [];
  return value !== undefined && [name, `"${name}"`, `'${name}'`].includes(value);
}

function jobLines(jobName: string, name: string): readonly string[] {
  // Quoted where YAML would take the name for something else: `123`, `null`.
  const value = isPlain(name) ? name : `"${name}"`;
  return [
    '- <<: *cluster_livez_job',
    `  name: ${jobName}`,
    '  spec:',
    '    containers:',
    '    - <<: *cluster_livez_container',
    '      env:',
    `      - name: ${variable}`,
    `        value: ${value}`,
  ];
}

/** Undefined for what is no file of periodic jobs. */
function readJobs(text: string): readonly unknown[] | undefined {
  if (text.length > longest) return undefined;
  try {
    // The search for keys that are there twice would take the square of their number.
    const document = parseDocument(text, { merge: true, logLevel: 'error', uniqueKeys: false });
    if (document.errors.length > 0) return undefined;
    return schema.safeParse(document.toJS()).data?.periodics;
  } catch {
    return undefined; // an alias that leads nowhere, too many of them, or nesting without an end
  }
}

/** Prow loads no configuration with two periodic jobs of one name, and ends at its next start. */
function isCalled(candidate: unknown, jobName: string): boolean {
  return z.object({ name: z.literal(jobName) }).safeParse(candidate).success;
}

function isJobOf(candidate: unknown, name: string): boolean {
  const { data } = namedJob.safeParse(candidate);
  return (
    data?.spec.containers.some(({ env }) =>
      env?.some((each) => each.name === variable && each.value === name),
    ) ?? false
  );
}
