import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { account } from '../../simulator/cluster/build-cluster.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import type { ClusterKind } from '../../src/request/request.ts';
import { nameAccount, writeKubeconfig } from '../../src/wording/kubectl.ts';
import { type AccountNames, manifests } from '../../src/wording/manifests.ts';
import { chain } from '../../src/wording/shell.ts';
import { complaintsOf, type ProbeOptions, probe } from '../probe/probe-fixture.ts';
import type { ControlPlane } from './control-plane.ts';

/** A namespace for jobs of its own, with what the procedure asks for in it. */
export interface Prepared {
  readonly namespace: string;
  readonly account: { readonly namespace: string; readonly name: string };
  readonly kubeconfig: Kubeconfig;
  /** Runs more commands of the administrator, with the variables of the procedure. */
  sh(commands: string): Promise<string>;
  /** What the bot has to say against the cluster. */
  complaints(options?: ProbeOptions): Promise<readonly object[]>;
}

/** In place of parts of the manifests; an empty one is a step left out. */
interface Steps {
  readonly grant?: string;
  readonly letSeeControlPlane?: string;
}

let count = 0;

/** Does the administrator's part for a build cluster with the objects and the commands of the bot. */
export async function prepareBuildCluster(
  plane: ControlPlane,
  steps: Steps = {},
): Promise<Prepared> {
  count += 1;
  const namespace = `jobs-${count}`;
  const sh = (commands: string) =>
    plane.sh(
      `${nameAccount('build-cluster', namespace)}; mkdir -p ${namespace}; cd ${namespace}\n${commands}`,
    );
  const [forAccount = '', forProw = '', forControlPlane = ''] = applyParts('build-cluster', {
    namespace,
    serviceAccount: account.name,
    secret: account.name,
  });
  const { grant = forProw, letSeeControlPlane = forControlPlane } = steps;
  await sh([forAccount, grant, letSeeControlPlane, ...writing].join('\n'));
  const kubeconfig = vetted(readFileSync(join(plane.folder, namespace, 'my-kubeconfig.yaml')));
  return {
    namespace,
    account: { ...account, namespace },
    kubeconfig,
    sh,
    complaints: async (options = {}) =>
      complaintsOf(await probe(kubeconfig, { jobsNamespace: namespace, ...options })),
  };
}

/** The commands that write `my-kubeconfig.yaml`. */
export const writing = chain(writeKubeconfig());

/** A command for each part of the manifests. */
export function applyParts(kind: ClusterKind, names: AccountNames): readonly string[] {
  return manifests[kind](names).map(
    ({ objects }) =>
      `kubectl apply -f - <<'EOF'\n${objects.map((object) => JSON.stringify(object)).join('\n')}\nEOF`,
  );
}

/** A kubeconfig as the bot makes it of a file. */
export function vetted(file: string | Buffer): Kubeconfig {
  return vetKubeconfig(Buffer.from(file), new Date(), openssl);
}

/** The same cluster, with a token in place of the credentials. */
export function withToken(kubeconfig: Kubeconfig, token: string): Kubeconfig {
  return { ...kubeconfig, credentials: { type: 'token', token: token.trim() } };
}
