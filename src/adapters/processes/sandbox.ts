import * as z from 'zod/mini';
import { keysDescription, sandboxMessages } from '../../messages/sandbox.ts';
import type { ForeignText, TextFindings } from '../../sandbox/read-text.ts';
import type { AnySandbox, KeysDescription } from '../../sandbox/sandbox.ts';
import { failAfter, type OnDeath, type Subject } from './deaths.ts';
import { type Death, type Helper, HelperDied, startHelper } from './helper.ts';
import {
  type Command,
  confined,
  type HelperProgram,
  memoryLimits,
  type WorkLimits,
} from './limits.ts';
import { performIn, type Remote, rehearseIn } from './perform.ts';
import { createPool, type Pool } from './pool.ts';

export interface SandboxOptions extends Partial<WorkLimits> {
  /** How many with keys are started ahead. An examination takes three, and memory has two. */
  readonly spareCount?: number;
}

export interface SandboxProcesses {
  readonly sandbox: AnySandbox;
  readonly stop: () => void;
}

const nothing: TextFindings = { commands: [], opening: [], submissions: [], isUnreadable: true };

/**
 * A sandbox in processes of its own. One that has opened a submission or the secrets ends with its
 * answer. One that reads what everybody can read has no key, and reads one text after another.
 */
export function startSandboxProcesses(
  { withKeys, withoutKeys }: Readonly<Record<'withKeys' | 'withoutKeys', HelperProgram>>,
  onDeath: OnDeath,
  { timeMs = 15_000, memoryBytes, spareCount = 2 }: SandboxOptions = {},
): SandboxProcesses {
  const startReader = starter(withoutKeys, memoryBytes ?? memoryLimits['public-sandbox']);
  const start = starter(withKeys, memoryBytes ?? memoryLimits.sandbox);
  const spares = {
    count: spareCount,
    rehearse: (helper: Helper) => rehearseIn(helper, { timeMs, onDeath }),
  };
  const pools = {
    texts: createPool({ start: startReader, atOnce: 1, reuse: true }),
    files: createPool({ start: startReader, atOnce: 1, reuse: false }),
    keys: createPool({ start, atOnce: 1, spares, reuse: false }),
  };
  const remote = <Input, Output>(
    operation: string,
    message: Remote<Input, Output>['message'],
  ): Remote<Input, Output> => ({ operation, message, timeMs, onDeath });
  const call =
    <Input, Output>(pool: Pool, subject: Subject, asked: Remote<Input, Output>) =>
    (input: Input): Promise<Output> => {
      const once = () => pool.use((helper) => performIn(helper, asked, input));
      return once()
        .catch(again(once, ['crash']))
        .catch((error: unknown) => failAfter(error, subject));
    };
  const withKey = <Input, Output>(
    operation: Exclude<keyof AnySandbox, 'readText' | 'lookInto'>,
    message: Remote<Input, Output>['message'],
  ) => {
    const subject = operation === 'openSubmission' ? 'submission' : 'secrets';
    return call(pools.keys, subject, remote(operation, message));
  };
  const reading = remote('readText', sandboxMessages.readText);
  const readText = (input: ForeignText) =>
    pools.texts.use((helper) => performIn(helper, reading, input), -input.text.length);
  // What another text has left in the helper may have ended it.
  const otherCauses: readonly Death[] = ['crash', 'memory', 'garbage'];
  return {
    sandbox: {
      // Everybody can write long texts into every issue. So the shorter goes first; and one that
      // can't be read is no reason to give up the issue that it stands in.
      readText: (input) =>
        readText(input)
          .catch(again(() => readText(input), otherCauses))
          .catch(nothingWhereDead),
      lookInto: call(pools.files, 'submission', remote('lookInto', sandboxMessages.lookInto)),
      openSubmission: withKey('openSubmission', sandboxMessages.openSubmission),
      readSecrets: withKey('readSecrets', sandboxMessages.readSecrets),
      prepareProbe: withKey('prepareProbe', sandboxMessages.prepareProbe),
      findRegistered: withKey('findRegistered', sandboxMessages.findRegistered),
      findObstacle: withKey('findObstacle', sandboxMessages.findObstacle),
      changeSecrets: withKey('changeSecrets', sandboxMessages.changeSecrets),
    },
    stop: () => {
      for (const pool of Object.values(pools)) pool.stop();
    },
  };
}

/**
 * Asks a fresh helper where one has died of what need not be its task's fault: the system may have
 * ended it, where memory ran out.
 */
function again<Output>(perform: () => Promise<Output>, causes: readonly Death[]) {
  return (error: unknown): Promise<Output> => {
    if (error instanceof HelperDied && causes.includes(error.death)) return perform();
    throw error;
  };
}

function nothingWhereDead(error: unknown): TextFindings {
  if (error instanceof HelperDied) return nothing;
  throw error;
}

/** Starts a sandbox only to see with which keys it does. Throws problems with them. */
export async function describeKeys(program: HelperProgram): Promise<KeysDescription> {
  const helper = starter(program, memoryLimits.sandbox)();
  try {
    return z.parse(keysDescription, await helper.begun);
  } finally {
    helper.end();
  }
}

/** JavaScript's share of the memory; buffers and the program itself take the rest. */
const heapMb = 96;

/** Of encrypted secrets of 4 MiB, in base64, and as much again. */
const answerBytes = 16 * 1024 * 1024;

function starter(program: HelperProgram, memoryBytes: number) {
  const command = sandboxCommand(program);
  return () => startHelper(command, { memoryBytes, answerBytes });
}

/** What a sandbox is started with. */
export function sandboxCommand(program: HelperProgram): Command {
  return confined(program, { network: false, heapMb });
}
