import { deploymentTargets } from './deployment.ts';
import { gitCryptTargets } from './git-crypt.ts';
import { kubeconfigTargets } from './kubeconfigs.ts';
import { markerTargets } from './markers.ts';
import { openPgpTargets } from './openpgp.ts';
import { packageTargets } from './packages.ts';
import { secretsTargets } from './secrets.ts';
import type { FuzzTarget } from './target.ts';
import { textTargets } from './texts.ts';

export const fuzzTargets: readonly FuzzTarget[] = [
  ...textTargets,
  ...packageTargets,
  ...openPgpTargets,
  ...kubeconfigTargets,
  ...secretsTargets,
  ...gitCryptTargets,
  ...deploymentTargets,
  ...markerTargets,
];
