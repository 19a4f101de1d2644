import { appendToArray } from './bash-array.ts';
import { addToPage } from './clusters-page.ts';
import type { Edit, NotEditable } from './edit.ts';
import { addLivezJob } from './livez-job.ts';

/** The array of the build clusters whose kubeconfigs Prow's deployment merges, in this order. */
const array = 'prow_build_clusters';

/** Where else in kubevirt/project-infra a build cluster shows up. */
const pagePath = 'docs/prow-clusters.md';
const jobsPath =
  'github/ci/prow-deploy/files/jobs/kubevirt/project-infra/project-infra-periodics.yaml';

interface ChangedFile {
  readonly path: string;
  readonly content: string;
}

export type DeploymentPlan =
  /** The script names the cluster. */
  | { readonly outcome: 'deployed' }
  | {
      readonly outcome: 'change';
      readonly files: readonly ChangedFile[];
      /** The files that a person may have to edit, since they have another shape than is known. */
      readonly byHand: readonly string[];
    }
  | { readonly outcome: 'not editable'; readonly path: string; readonly reason: NotEditable };

/**
 * What has to change in the repository of the deployment so that Prow takes a build cluster up.
 * `texts` are the files by path; one that is not there is absent.
 */
export function planDeployment(
  name: string,
  script: string,
  texts: ReadonlyMap<string, string>,
): DeploymentPlan {
  const deployed = appendToArray(texts.get(script) ?? '', array, name);
  if (deployed.outcome === 'unchanged') return { outcome: 'deployed' };
  if (deployed.outcome === 'not editable') return { ...deployed, path: script };
  const others: readonly (readonly [path: string, edit: (text: string, name: string) => Edit])[] = [
    [pagePath, addToPage],
    [jobsPath, addLivezJob],
  ];
  const edits = others.map(([path, edit]) => ({ path, ...edit(texts.get(path) ?? '', name) }));
  return {
    outcome: 'change',
    files: [
      { path: script, content: deployed.text },
      ...edits.flatMap((edit) =>
        edit.outcome === 'edited' ? [{ path: edit.path, content: edit.text }] : [],
      ),
    ],
    byHand: edits.filter(({ outcome }) => outcome === 'not editable').map(({ path }) => path),
  };
}
