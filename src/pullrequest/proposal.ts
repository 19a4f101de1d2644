import { z } from 'zod';
import { type MarkerKey, openMarker, sealMarker } from '../reply/marker.ts';

const base = z.object({ commit: z.string(), state: z.string() });

const schema = z.object({
  /** What it does, whatever the title becomes. */
  request: z.object({
    // Once there was nothing but additions.
    operation: z.enum(['add', 'rotate', 'remove']).default('add'),
    kind: z.enum(['build-cluster', 'external-provider']),
    name: z.string(),
  }),
  /** Which request and submission the pull request is made of, see `examinationKey`. */
  examined: z.string(),
  /** Tells the credential in it, see `keyedDigest`, and when the bot first proposed it (ISO 8601). */
  credential: z.string().optional(),
  since: z.string().optional(),
  /** The commit that a reviewer is to see. */
  commit: z.string(),
  /** The commit that it was made on, and the state of the secrets there. */
  base,
});

const deploymentSchema = z.object({
  /** Of the build cluster. */
  name: z.string(),
  /** The commit that a reviewer is to see. */
  commit: z.string(),
  /** The commit that it was made on, and the state of the files that it may change. */
  base,
});

/** What an open pull request proposes, remembered in its own body. */
export type Proposal = Readonly<z.infer<typeof schema>>;

const place = (branch: string) => `proposal ${branch}`;

export function sealProposal(proposal: Proposal, branch: string, key: MarkerKey): string {
  return sealMarker(proposal, place(branch), key);
}

/** Reads the proposal in a pull request's body; undefined if it isn't the bot's own writing. */
export function readProposal(body: string, branch: string, key: MarkerKey): Proposal | undefined {
  return schema.safeParse(openMarker(body, place(branch), key)).data;
}

/** What an open pull request of the deployment proposes, remembered in the same way. */
export type DeploymentProposal = Readonly<z.infer<typeof deploymentSchema>>;

const deploymentPlace = (branch: string) => `deployment ${branch}`;

export function sealDeployment(
  proposal: DeploymentProposal,
  branch: string,
  key: MarkerKey,
): string {
  return sealMarker(proposal, deploymentPlace(branch), key);
}

export function readDeployment(
  body: string,
  branch: string,
  key: MarkerKey,
): DeploymentProposal | undefined {
  return deploymentSchema.safeParse(openMarker(body, deploymentPlace(branch), key)).data;
}
