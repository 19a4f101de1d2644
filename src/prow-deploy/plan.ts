import { isUtf8 } from 'node:buffer';
import { addsOnlyName } from '../kubeconfig/inert.ts';
import { type Problem, type ProblemDetails, problem } from '../problem.ts';
import { kinds } from '../request/request.ts';
import { deploymentFiles } from '../upstream.ts';
import { addToArray, removeFromArray, wordsIn } from './bash-array.ts';
import { addToPage, removeFromPage } from './clusters-page.ts';
import { type ListEdit, notEditable, type ScriptEdit } from './edit.ts';
import { effectOf } from './effect.ts';
import { addLivezJob, removeLivezJob } from './livez-job.ts';
import type { DeploymentWish, ListedCluster } from './wish.ts';

/** The array of the build clusters whose kubeconfigs Prow's deployment merges, in this order. */
const array = 'prow_build_clusters';

type EditList = (text: string, cluster: ListedCluster) => ListEdit;

/** Where else in kubevirt/project-infra a cluster shows up. */
const lists: readonly (DeploymentFile & Readonly<Record<DeploymentWish['operation'], EditList>>)[] =
  [
    { part: 'page', path: deploymentFiles.page, add: addToPage, remove: removeFromPage },
    { part: 'jobs', path: deploymentFiles.jobs, add: addLivezJob, remove: removeLivezJob },
  ];

const editArray = { add: addToArray, remove: removeFromArray } as const;

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
  /** Tells the change again on another base, see `effectOf`. */
  readonly effect: string;
  readonly files: readonly (DeploymentFile & { readonly content: Uint8Array })[];
  /** The files that are left to a person, since they have another shape than is known. */
  readonly byHand: readonly DeploymentFile[];
}

/**
 * What has to change in the repository of the deployment so that Prow knows a cluster, or leaves it
 * alone. Given are the files by path; one that is not there is absent. A build cluster is what the
 * script makes of it, whatever the lists say; they are all that there is of a provider.
 */
export function planDeployment(
  wish: DeploymentWish,
  script: string,
  files: ReadonlyMap<string, Uint8Array>,
): DeploymentPlan {
  const listed = lists.map(({ part, path, [wish.operation]: edit }) => {
    const text = textOf(files.get(path)) ?? '';
    return { file: { part, path }, text, edit: proved(text, edit(text, wish), wish) };
  });
  if (!kinds[wish.kind].isInProwKubeconfig) return planLists(listed);
  const text = textOf(files.get(script));
  if (text === undefined) return leftToPerson({ path: script, reason: 'not text' });
  const deployed = proved(text, editArray[wish.operation](text, array, wish.name), wish);
  if (deployed.outcome === 'unchanged') return { outcome: 'done' };
  if (deployed.outcome === 'not editable') {
    return leftToPerson({ path: script, reason: deployed.reason });
  }
  return change([{ file: { part: 'script', path: script }, text, edit: deployed }, ...listed]);
}

interface PlannedEdit {
  readonly file: DeploymentFile;
  /** As it is. */
  readonly text: string;
  readonly edit: ScriptEdit | ListEdit;
}

function planLists(listed: readonly PlannedEdit[]): DeploymentPlan {
  if (listed.every(({ edit }) => edit.outcome === 'unchanged')) return { outcome: 'done' };
  if (listed.some(({ edit }) => edit.outcome === 'edited')) return change(listed);
  const paths = listed.flatMap(({ file, edit }) =>
    edit.outcome === 'not editable' ? [file.path] : [],
  );
  return { outcome: 'problem', problem: problem('deploy-lists', { paths }) };
}

function change(edits: readonly PlannedEdit[]): DeploymentPlan {
  return {
    outcome: 'change',
    effect: effectOf(
      edits.map(({ file: { path }, text, edit }) => ({
        path,
        before: text,
        after: edit.outcome === 'edited' ? edit.text : text,
      })),
    ),
    files: edits.flatMap(({ file, edit }) =>
      edit.outcome === 'edited' ? [{ ...file, content: Buffer.from(edit.text) }] : [],
    ),
    byHand: edits.flatMap(({ file, edit }) => (edit.outcome === 'not editable' ? [file] : [])),
  };
}

/** The build clusters that a script deploys; none where the bot does not understand it. */
export function deployedBy(script: Uint8Array): readonly string[] {
  return wordsIn(textOf(script) ?? '', array) ?? [];
}

/** What writes more than the name is left to a person: bash, Markdown and YAML are programs too. */
function proved<Edit extends ScriptEdit | ListEdit>(
  before: string,
  edit: Edit,
  { name, lending: { lender, purpose } }: DeploymentWish,
) {
  const plain = [lender, purpose].filter((text) => text !== undefined);
  const isProved = edit.outcome !== 'edited' || addsOnlyName(before, edit.text, { name, plain });
  return isProved ? edit : notEditable('not provable');
}

function leftToPerson(details: ProblemDetails['deploy-script']): DeploymentPlan {
  return { outcome: 'problem', problem: problem('deploy-script', details) };
}

/** Undefined for what is no UTF-8: some of its bytes would come out changed. */
function textOf(bytes: Uint8Array = new Uint8Array()): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes).toString() : undefined;
}
