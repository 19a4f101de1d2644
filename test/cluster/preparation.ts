import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { account } from '../../simulator/cluster/build-cluster.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import {
  bindControlPlaneReader,
  bindNamespaceAdmin,
  createNamespace,
  createServiceAccount,
  createTokenSecret,
  script,
  setVariables,
  writeKubeconfig,
} from '../../src/wording/kubectl.ts';
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

/** In place of the commands of the documents; an empty one is a step left out. */
interface Steps {
  readonly grant?: string;
  readonly letSeeControlPlane?: string;
}

let count = 0;

/** Does the administrator's part for a build cluster with the very commands of the documents. */
export async function prepareBuildCluster(
  plane: ControlPlane,
  { grant = bindNamespaceAdmin, letSeeControlPlane = bindControlPlaneReader }: Steps = {},
): Promise<Prepared> {
  count += 1;
  const namespace = `jobs-${count}`;
  const variables = script(setVariables(namespace), `mkdir -p ${namespace}; cd ${namespace}`);
  const sh = (commands: string) => plane.sh(script(variables, commands));
  await sh(
    script(
      createNamespace(namespace),
      createServiceAccount,
      createTokenSecret,
      grant,
      letSeeControlPlane,
      writeKubeconfig,
    ),
  );
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

/** A kubeconfig as the bot makes it of a file. */
export function vetted(file: string | Buffer): Kubeconfig {
  return vetKubeconfig(Buffer.from(file), new Date(), openssl);
}

/** The same cluster, with a token in place of the credentials. */
export function withToken(kubeconfig: Kubeconfig, token: string): Kubeconfig {
  return { ...kubeconfig, credentials: { type: 'token', token: token.trim() } };
}
