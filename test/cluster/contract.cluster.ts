import { describeClusterContract } from '../contract/cluster-contract.ts';
import { createAdministrator } from './administrator.ts';
import { startControlPlane } from './control-plane.ts';

describeClusterContract('a real control plane', async () => {
  const plane = await startControlPlane();
  return {
    server: plane.server,
    certificateAuthority: plane.authority.certificate,
    admin: createAdministrator(plane),
    close: plane.close,
  };
});
