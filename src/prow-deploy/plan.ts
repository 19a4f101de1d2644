import { isUtf8 } from 'node:buffer';
import { addsOnlyName } from '../kubeconfig/inert.ts';
import { type Problem, type ProblemDetails, problem } from '../problem.ts';
import { appendToArray, removeFromArray, wordsIn } from './bash-array.ts';
import { addToPage, removeFromPage } from './clusters-page.ts';
import { type ListEdit, notEditable, type ScriptEdit } from './edit.ts';
import { addLivezJob, removeLivezJob } from './livez-job.ts';

/** The array of the build clusters whose kubeconfigs Prow's deployment merges, in this order. */
const array = 'prow_build_clusters';

/** Whether Prow is to take a build cluster up, or to leave it alone. */
type DeploymentOperation = 'add' | 'remove';

type EditList = (text: string, name: string) => ListEdit;

/** Where else in kubevirt/project-infra a build cluster shows up. */
const lists: readonly (DeploymentFile & Readonly<Record<DeploymentOperation, EditList>>)[] = [
  { part: 'page', path: 'docs/prow-clusters.md', add: addToPage, remove: removeFromPage },
  {
    part: 'jobs',
    path: 'github/ci/prow-deploy/files/jobs/kubevirt/project-infra/project-infra-periodics.yaml',
    add: addLivezJob,
    remove: removeLivezJob,
  },
];

const editArray = { add: appendToArray, remove: removeFromArray } as const;

/** The files that a deployment may change. */
export function deploymentPaths(script: string): readonly string[] {
  return [script, ...lists.map(({ path }) => path)];
}

type DeploymentPlan =
  /** The script names the cluster, or does not, as it should. */
  | { readonly outcome: 'done' }
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

export interface DeploymentWish {
  readonly operation: DeploymentOperation;
  /** Of the build cluster. */
  readonly name: string;
}

/**
 * What has to change in the repository of the deployment so that Prow takes a build cluster up, or
 * leaves it alone. Given are the files by path; one that is not there is absent.
 */
export function planDeployment(
  { operation, name }: DeploymentWish,
  script: string,
  files: ReadonlyMap<string, Uint8Array>,
): DeploymentPlan {
  const scriptText = textOf(files.get(script));
  if (scriptText === undefined) return leftToPerson({ path: script, reason: 'not text' });
  const deployed = proved(scriptText, editArray[operation](scriptText, array, name), name);
  if (deployed.outcome === 'unchanged') return { outcome: 'done' };
  if (deployed.outcome === 'not editable') {
    return leftToPerson({ path: script, reason: deployed.reason });
  }
  const edits = lists.map(({ part, path, [operation]: edit }) => {
    const text = textOf(files.get(path)) ?? '';
    return { file: { part, path }, edit: proved(text, edit(text, name), name) };
  });
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

/** The build clusters that a script deploys; none where the bot does not understand it. */
export function deployedBy(script: Uint8Array): readonly string[] {
  return wordsIn(textOf(script) ?? '', array) ?? [];
}

/** What writes more than the name is left to a person: bash, Markdown and YAML are programs too. */
function proved<Edit extends ScriptEdit | ListEdit>(before: string, edit: Edit, name: string) {
  const isProved = edit.outcome !== 'edited' || addsOnlyName(before, edit.text, name);
  return isProved ? edit : notEditable('not provable');
}

function leftToPerson(details: ProblemDetails['deploy-script']): DeploymentPlan {
  return { outcome: 'problem', problem: problem('deploy-script', details) };
}

/** Undefined for what is no UTF-8: some of its bytes would come out changed. */
function textOf(bytes: Uint8Array = new Uint8Array()): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes).toString() : undefined;
}
