import { isDeepStrictEqual } from 'node:util';
import { deriveMarkerKey, type MarkerKey } from '../../../src/state/marker.ts';
import { freshMemory, readMemory, writeMemory } from '../../../src/state/memory.ts';
import {
  readDeployment,
  readProposal,
  writeDeployment,
  writeProposal,
} from '../../../src/state/proposal.ts';
import { bytesOf, canary, type FuzzTarget } from './target.ts';

const key = deriveMarkerKey(canary);
const branch = 'cluster-onboarding/issue-7';
const place = { repository: 1, issue: 7 };
const pull = { repository: 1, branch };
const request = { operation: 'add', kind: 'build-cluster', name: 'rosa-1' } as const;
const memory = { ...freshMemory(request), answered: ['0123456789'], heldPull: 12 };
const commit = 'c'.repeat(40);
const base = { commit, state: 's' };
const proposal = { request, examined: 'e', readers: [], owner: 1, edits: [], commit, base };
const deployment = { kind: request.kind, name: request.name, commit, base };

const words = { title: 'Add it', body: 'Done.' };

const encrypted = (key: MarkerKey) => [
  writeMemory('', memory, { place, key }),
  writeProposal(words, proposal, { place: pull, key }).body,
  writeDeployment(words, deployment, { place: pull, key }).body,
];
const texts = [key, deriveMarkerKey('guessed')]
  .flatMap(encrypted)
  .map((text) => `Done.\n${text}\n`);

/** What everybody with write access can edit: only what the bot wrote itself is read. */
export const markerTargets: readonly FuzzTarget[] = [
  {
    name: 'markers',
    seeds: bytesOf(...texts),
    words: ['<!-- cluster-onboarding ', '.', ' -->', 'e30'],
    parse: (input) => {
      const text = input.toString();
      const read = [
        [readMemory(text, place, key)?.memory, memory],
        [readProposal(text, pull, key)?.proposal, proposal],
        [readDeployment(text, pull, key)?.proposal, deployment],
        [readMemory(text, { ...place, issue: 8 }, key), undefined],
        [readMemory(text, { ...place, repository: 2 }, key), undefined],
        [readProposal(text, { ...pull, branch: `${branch}0` }, key), undefined],
        [readProposal(text, { ...pull, repository: 2 }, key), undefined],
      ];
      const isForged = read.some(([found, own]) => found && !isDeepStrictEqual(found, own));
      if (isForged) throw new Error('a forged marker was read');
      return read.map(([found]) => found !== undefined);
    },
  },
];
