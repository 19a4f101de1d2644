import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HelperDeath } from '../../src/adapters/processes/deaths.ts';
import type { Death } from '../../src/adapters/processes/helper.ts';
import type { WorkLimits } from '../../src/adapters/processes/limits.ts';
import { startProberProcesses } from '../../src/adapters/processes/prober.ts';
import { startSandboxProcesses } from '../../src/adapters/processes/sandbox.ts';
import { attachmentHost } from '../../src/attachment/address.ts';
import type { Probe } from '../../src/prober/prober.ts';
import { ProblemError, type ProblemId } from '../../src/problem.ts';
import type { AnySandbox } from '../../src/sandbox/sandbox.ts';
import { problemOf } from '../problem-of.ts';
import { isWayToDie, type WayToDie } from './programs/ways-to-die.ts';

const programs = fileURLToPath(new URL('programs', import.meta.url));
const memoryBytes = 256 * 1024 * 1024;
const publicKey = { kty: 'OKP', crv: 'X25519', x: '' };
const now = new Date();

/** What the bot takes each for; of one, two may come first. */
const ways: Readonly<Record<WayToDie, readonly Death[]>> = {
  'is killed': ['crash'],
  'is stopped': ['time'],
  'reads what is not its own': ['crash'],
  aborts: ['crash'],
  'ends without a word': ['crash'],
  spins: ['time'],
  // Node ends at the limit of its heap by itself.
  'fills its heap': ['crash', 'memory'],
  'fills buffers': ['memory'],
  'says no JSON': ['garbage'],
  'says a value of another shape': ['garbage'],
  'answers another task': ['garbage'],
  'says a line without an end': ['garbage'],
};

type Call = (helpers: Helpers, way: WayToDie) => Promise<unknown>;

const encrypted = (way: WayToDie) => new Map([[way, new Uint8Array()]]);
const bytes = (way: WayToDie) => Buffer.from(way);

/** Each operation, told in a text of its input how to die, and what its problems are about. */
const operations = {
  lookInto: ['submission', ({ sandbox }, way) => sandbox.lookInto(bytes(way))],
  openSubmission: [
    'submission',
    ({ sandbox }, way) => sandbox.openSubmission({ bytes: bytes(way), now }),
  ],
  readSecrets: [
    'secrets',
    ({ sandbox }, way) => sandbox.readSecrets({ encrypted: encrypted(way) }),
  ],
  findObstacle: ['secrets', ({ sandbox }, way) => sandbox.findObstacle(encrypted(way))],
  prepareProbe: [
    'secrets',
    ({ sandbox }, way) => {
      const given = { encrypted: encrypted(way), kubeconfig: '', prober: publicKey, now };
      return sandbox.prepareProbe(given);
    },
  ],
  findRegistered: [
    'secrets',
    ({ sandbox }, way) => {
      const cluster = { kind: 'build-cluster', name: 'rosa-1' } as const;
      const given = { encrypted: encrypted(way), cluster, entries: [], prober: publicKey, now };
      return sandbox.findRegistered(given);
    },
  ],
  changeSecrets: [
    'secrets',
    ({ sandbox }, way) => {
      const order = { operation: 'remove', kind: 'build-cluster', name: 'rosa-1' } as const;
      return sandbox.changeSecrets({ encrypted: encrypted(way), order, now });
    },
  ],
  look: [
    'cluster',
    ({ probe }, way) => {
      const kind = 'build-cluster';
      const names = { kind, jobsNamespace: '', controlPlaneNodes: 0 } as const;
      const context = { ...names, now: new Date(), registered: [], replaces: [] };
      // What is wrong with a cluster is in the report.
      return probe(async (given) => {
        const [check] = (await given.look({ kubeconfig: way, context })).checks;
        if (check && check.outcome !== 'passed') throw new ProblemError(check.problem);
      });
    },
  ],
  applyJobSecrets: [
    'cluster',
    ({ probe }, way) =>
      probe((given) => given.applyJobSecrets({ kubeconfig: way, namespace: '', secrets: [] })),
  ],
} as const satisfies Partial<Record<string, readonly ['submission' | 'secrets' | 'cluster', Call]>>;

interface Helpers {
  readonly sandbox: AnySandbox;
  readonly probe: (work: (probe: Probe) => Promise<unknown>) => Promise<unknown>;
  readonly deaths: HelperDeath[];
  readonly stop: () => void;
}

function startHelpers(limits?: WorkLimits): Helpers {
  const deaths: HelperDeath[] = [];
  const note = (death: HelperDeath) => void deaths.push(death);
  const program = (hello: unknown) => ({
    entry: join(programs, 'dying.ts'),
    settings: JSON.stringify(hello),
    files: [programs],
  });
  const kinds = { withKeys: program(null), withoutKeys: program(null) };
  const sandboxes = startSandboxProcesses(kinds, note, limits);
  const probers = startProberProcesses(program({ publicKey }), note, limits);
  return {
    sandbox: sandboxes.sandbox,
    probe: probers.prober.use,
    deaths,
    stop: () => {
      sandboxes.stop();
      probers.stop();
    },
  };
}

describe('a helper', () => {
  let patient: Helpers;
  let hasty: Helpers;
  beforeAll(() => {
    patient = startHelpers();
    hasty = startHelpers({ timeMs: 300, memoryBytes });
  });
  afterAll(() => {
    patient.stop();
    hasty.stop();
  });

  /** Those that begin to wait wait for a short time. */
  const helpersFor = (way: WayToDie) => {
    const helpers = ways[way].includes('time') ? hasty : patient;
    helpers.deaths.length = 0;
    return helpers;
  };
  const names = Object.keys(ways).filter(isWayToDie);
  const table = names.flatMap((way) =>
    Object.entries(operations).map(([operation, [subject, call]]) => {
      return { way, operation, subject, call };
    }),
  );

  test.for(table)('$way in $operation', async ({ way, operation, subject, call }) => {
    const helpers = helpersFor(way);
    const expected = ways[way];
    const problem = await problemOf(call(helpers, way));
    const last = helpers.deaths.at(-1)?.death;
    // What the system may have ended is tried again, except with a kubeconfig for this prober alone.
    const tries = helpers.deaths[0]?.death === 'crash' && subject !== 'cluster' ? 2 : 1;
    const death = { operation, death: expect.toBeOneOf(expected) };
    expect(helpers.deaths).toEqual(Array.from({ length: tries }, () => death));
    const isCostly = last === 'time' || last === 'memory';
    const id: ProblemId = `${subject}-${isCostly ? 'too-costly' : 'crash'}`;
    expect(problem).toEqual({ id, details: {} });
  });

  test.for(names)('%s in readText: nothing is read, after another try', async (way) => {
    const helpers = helpersFor(way);
    const found = await helpers.sandbox.readText({ text: way, host: attachmentHost() });
    expect(found).toMatchObject({ commands: [], isUnreadable: true });
    expect(helpers.deaths).toHaveLength(ways[way].includes('time') ? 1 : 2);
  });
});
