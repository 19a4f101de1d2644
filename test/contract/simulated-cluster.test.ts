import { expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { startCluster } from '../../simulator/cluster/cluster.ts';
import { jobsNamespace, kubeconfigOf, probe } from '../probe/probe-fixture.ts';
import { describeClusterContract, paths } from './cluster-contract.ts';

describeClusterContract('the simulated cluster', async () => {
  const cluster = await startCluster();
  cluster.admin.setApiServers(['192.0.2.1']);
  return cluster;
});

test('the contract tells of every call that the bot makes', async () => {
  const cluster = await startCluster();
  cluster.prepareBuildCluster(account);
  await probe(kubeconfigOf(cluster.kubeconfigFor(account)));
  await cluster.close();
  const asked = new Set(cluster.requests.map(({ path }) => path));
  expect([...asked].toSorted()).toEqual(
    Object.values(paths(jobsNamespace, account.name)).toSorted(),
  );
});
