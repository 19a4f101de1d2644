/** Taken before the helper gives up signals. */
const kill = process.kill.bind(process);
const say = (text: string) => void process.stdout.write(text);
const answer = (to: string, value: unknown) =>
  say(`${JSON.stringify({ to, answer: { type: 'done', value } })}\n`);
const never = () => new Promise<never>(() => undefined);

/** What may become of a helper in the middle of a task, instead of an answer. */
export const waysToDie = {
  'is killed': () => kill(process.pid, 'SIGKILL'),
  'is stopped': () => kill(process.pid, 'SIGSTOP'),
  'reads what is not its own': () => kill(process.pid, 'SIGSEGV'),
  aborts: () => process.abort(),
  'ends without a word': () => process.exit(0),
  spins: () => {
    for (;;);
  },
  'fills its heap': () => {
    for (const all: unknown[] = []; ; ) all.push(new Array(100_000).fill(all));
  },
  'fills buffers': async () => {
    for (const all: unknown[] = []; ; await null) all.push(Buffer.alloc(1024 * 1024, 1));
  },
  'says no JSON': () => say('no JSON\n'),
  'says a value of another shape': (task: string) => answer(task, { nothing: 'that we know' }),
  'answers another task': () => answer('another', undefined),
  'says a line without an end': async () => {
    for (;;) {
      const line = 'x'.repeat(1024 * 1024);
      await new Promise((resolve) => process.stdout.write(line, resolve));
    }
  },
} as const satisfies Readonly<Record<string, (task: string) => unknown>>;

export type WayToDie = keyof typeof waysToDie;

export function isWayToDie(text: string): text is WayToDie {
  return Object.hasOwn(waysToDie, text);
}

/** Dies in such a way. Says nothing more where it lives on. */
export async function die(way: WayToDie, task: string): Promise<never> {
  await waysToDie[way](task);
  return never();
}
