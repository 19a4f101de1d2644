import { workerData } from 'node:worker_threads';
import { type FoundLeak, LeakError } from '../../attachment/leaks.ts';
import { type ArmoredKeyring, readArmoredKeyring } from '../../openpgp/armored-keyring.ts';
import { type Problem, ProblemError } from '../../problem.ts';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { createLayout, type LayoutSettings } from '../../secrets/layout.ts';
import { framesOf } from './stack-frames.ts';

/** What the thread is given when it starts: in memory, and not where other programs could look. */
export interface SandboxSettings {
  readonly keyring: ArmoredKeyring;
  readonly layout: LayoutSettings;
}

export interface SandboxTask {
  readonly operation: keyof Sandbox;
  /** The operation's own; both sides are the same code. */
  readonly input: never;
}

export type SandboxAnswer<Value> =
  | { readonly type: 'done'; readonly value: Value }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'leak'; readonly leak: FoundLeak }
  /** Without the message, which may quote what was decrypted. */
  | {
      readonly type: 'error';
      readonly name: string;
      readonly code: string | undefined;
      readonly frames: string;
    };

const settings: SandboxSettings = workerData;
const keyring = await readArmoredKeyring(settings.keyring);
const sandbox = createSandbox(keyring, createLayout(settings.layout, keyring));

/** Runs in the thread, for each operation that is asked for. */
export default async function perform(task: SandboxTask): Promise<SandboxAnswer<unknown>> {
  const operation: (input: never) => Promise<unknown> = sandbox[task.operation];
  return operation(task.input).then((value) => ({ type: 'done', value }), answerOf);
}

function answerOf(error: unknown): SandboxAnswer<never> {
  if (error instanceof LeakError) return { type: 'leak', leak: error.leak };
  if (error instanceof ProblemError) return { type: 'problem', problem: error.problem };
  const isError = error instanceof Error;
  const code = isError && 'code' in error ? String(error.code) : undefined;
  return {
    type: 'error',
    name: isError ? error.name : typeof error,
    code,
    frames: framesOf(error),
  };
}
