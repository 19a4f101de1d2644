/** The folder with one kubeconfig for each cluster, as `deploy.sh` and the jobs look for it. */
export const folder = 'secrets/kubeconfigs';

/** Where the kubeconfig of a cluster is. */
export function pathOf(name: string): string {
  return `${folder}/${name}`;
}
