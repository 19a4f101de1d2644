import { z } from 'zod';
import { type MarkerKey, openMarker, sealMarker } from '../reply/marker.ts';

const schema = z.object({
  /** What it adds, whatever the title becomes. */
  request: z.object({
    kind: z.enum(['build-cluster', 'external-provider']),
    name: z.string(),
  }),
  /** Which request and submission the pull request is made of, see `examinationKey`. */
  examined: z.string(),
  /** The commit that it was made on, and the state of the secrets there. */
  base: z.object({ commit: z.string(), state: z.string() }),
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
