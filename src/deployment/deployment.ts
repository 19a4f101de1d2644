import { isUtf8 } from 'node:buffer';
import { type Problem, type ProblemDetails, problem } from '../problem.ts';
import { appendToArray } from './bash-array.ts';
import { addToPage } from './clusters-page.ts';
import type { ListEdit } from './edit.ts';
import { addLivezJob } from './livez-job.ts';

/** The array of the build clusters whose kubeconfigs Prow's deployment merges, in this order. */
const array = 'prow_build_clusters';

type EditList = (text: string, name: string) => ListEdit;

/** Where else in kubevirt/project-infra a build cluster shows up. */
const lists: readonly (DeploymentFile & { readonly edit: EditList })[] = [
  { part: 'page', path: 'docs/prow-clusters.md', edit: addToPage },
  {
    part: 'jobs',
    path: 'github/ci/prow-deploy/files/jobs/kubevirt/project-infra/project-infra-periodics.yaml',
    edit: addLivezJob,
  },
];

/** The files that a deployment may change. */
export function deploymentPaths(script: string): readonly string[] {
  return [script, ...lists.map(({ path }) => path)];
}

export type DeploymentPlan =
  /** The script names the cluster. */
  | { readonly outcome: 'deployed' }
  | ({ readonly outcome: 'change' } & DeploymentChange)
  | { readonly outcome: 'problem'; readonly problem: Problem };

/** What each of the files is for. */
export type DeploymentPart = 'script' | 'page' | 'jobs';

interface DeploymentFile {
  readonly part: DeploymentPart;
  readonly path: string;
}

export interface DeploymentChange {
  readonly files: readonly (DeploymentFile & { readonly content: Uint8Array })[];
  /** The files that are left to a person, since they have another shape than is known. */
  readonly byHand: readonly DeploymentFile[];
}

/**
 * What has to change in the repository of the deployment so that Prow takes a build cluster up.
 * Given are the files by path; one that is not there is absent.
 */
export function planDeployment(
  name: string,
  script: string,
  files: ReadonlyMap<string, Uint8Array>,
): DeploymentPlan {
  const scriptText = textOf(files.get(script));
  if (scriptText === undefined) return leftToPerson({ path: script, reason: 'not text' });
  const deployed = appendToArray(scriptText, array, name);
  if (deployed.outcome === 'unchanged') return { outcome: 'deployed' };
  if (deployed.outcome === 'not editable') {
    return leftToPerson({ path: script, reason: deployed.reason });
  }
  const edits = lists.map(({ edit, ...file }) => ({
    file,
    edit: edit(textOf(files.get(file.path)) ?? '', name),
  }));
  return {
    outcome: 'change',
    files: [
      { part: 'script', path: script, content: Buffer.from(deployed.text) },
      ...edits.flatMap(({ file, edit }) =>
        edit.outcome === 'edited' ? [{ ...file, content: Buffer.from(edit.text) }] : [],
      ),
    ],
    byHand: edits.filter(({ edit }) => edit.outcome === 'not editable').map(({ file }) => file),
  };
}

function leftToPerson(details: ProblemDetails['deploy-script']): DeploymentPlan {
  return { outcome: 'problem', problem: problem('deploy-script', details) };
}

/** Undefined for what is no UTF-8: some of its bytes would come out changed. */
function textOf(bytes: Uint8Array = new Uint8Array()): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes).toString() : undefined;
}
