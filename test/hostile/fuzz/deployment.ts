import {
  deploymentFiles,
  jobsPath,
  pagePath,
  scriptPath,
} from '../../../simulator/deployment-files.ts';
import { planDeployment } from '../../../src/prow-deploy/plan.ts';
import { bytesOf, type FuzzTarget } from './target.ts';

const files = Object.entries(deploymentFiles);
const cluster = { kind: 'build-cluster', name: 'rosa-1', lending: {} } as const;

const words: Readonly<Record<string, readonly string[]>> = {
  [scriptPath]: ['prow_build_clusters=(', ')', '#', '"$(', '\\\n', "'", 'rosa-1', '+=('],
  [pagePath]: ['referenced using the name `', '## ', '`rosa-1`', '\r\n'],
  [jobsPath]: ['- <<: *cluster_livez_job\n', '&cluster_livez_job ', '*a', 'value: rosa-1', '|\n'],
};

/** The public files that a second pull request changes. */
export const deploymentTargets: readonly FuzzTarget[] = files.map(([path, text]) => ({
  name: path,
  isTrusted: path === jobsPath,
  seeds: bytesOf(text, text.replaceAll('\n', '\r\n')),
  words: words[path],
  parse: (input: Buffer) => {
    const all = new Map<string, Uint8Array>(
      files.map(([other, content]) => [other, Buffer.from(content)]),
    );
    const plan = planDeployment({ operation: 'add', ...cluster }, scriptPath, all.set(path, input));
    if (plan.outcome !== 'change') return plan;
    const changed = plan.files.find((file) => file.path === path)?.content;
    if (changed && !isAddition(input, changed)) throw new Error('something of it is gone');
    const added = all.set(path, Buffer.from(changed ?? input));
    const removed = planDeployment({ operation: 'remove', ...cluster }, scriptPath, added);
    return [plan.outcome, removed.outcome];
  },
}));

/** Whether the bytes that were there are all there still, around one piece that is new. */
function isAddition(before: Buffer, after: Uint8Array): boolean {
  const now = Buffer.from(after);
  let start = 0;
  while (start < before.length && before[start] === now[start]) start += 1;
  const rest = before.subarray(start);
  return now.length > before.length && rest.equals(now.subarray(now.length - rest.length));
}
